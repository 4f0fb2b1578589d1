//! Enrolment: a gateway shows a claim code from the dashboard, and each end learns the other's keys.

use std::fmt;

use domain::ids::{Chance, ProviderId, SiteId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::keys::PublicKeys;
use crate::up::Nonce;

/// A gateway asks to be taken in. Signed with the keys it brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The claim code.
    pub claim: ClaimCode,
    /// The gateway's keys.
    pub keys: PublicKeys,
    /// Its version.
    pub version: heapless::String<24>,
    /// What the answer has to repeat.
    pub nonce: Nonce,
}

/// It is taken in. Signed with the cloud's keys, which the gateway keeps from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The question it answers.
    pub nonce: Nonce,
    /// Whose site it is.
    pub provider: ProviderId,
    /// The site's name in the cloud.
    pub site: SiteId,
    /// What people call it.
    pub name: String,
    /// The cloud's keys.
    pub keys: PublicKeys,
}

/// A code that lets one gateway in, once: 75 random bits, written as fifteen characters that cannot be mistaken.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimCode([u8; ClaimCode::LENGTH]);

/// A text that is no claim code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAClaimCode;

impl fmt::Display for NotAClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a claim code has three groups of five letters and digits, like 7K2QX-M0D4N-R9TBW")
    }
}

impl std::error::Error for NotAClaimCode {}

/// Crockford's base32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl ClaimCode {
    const LENGTH: usize = 15;

    /// Draws a fresh one.
    pub fn draw(chance: &mut dyn Chance) -> Self {
        let mut bytes = [0; Self::LENGTH];
        chance.fill(&mut bytes);
        // 256 is a multiple of 32: every character is as likely.
        ClaimCode(bytes.map(|byte| ALPHABET[usize::from(byte & 31)]))
    }

    /// Reads what a person typed, in any case, with or without dashes and blanks, look-alikes mended.
    pub fn parse(text: &str) -> Result<Self, NotAClaimCode> {
        let typed = text.chars().filter(|character| !matches!(character, '-' | ' '));
        let typed = typed.map(|character| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        let mut code = heapless::Vec::<u8, { Self::LENGTH }>::new();
        for character in typed {
            let byte = u8::try_from(character).ok().filter(|byte| ALPHABET.contains(byte)).ok_or(NotAClaimCode)?;
            code.push(byte).map_err(|_| NotAClaimCode)?;
        }
        code.into_array().map(ClaimCode).map_err(|_| NotAClaimCode)
    }

    /// What the cloud keeps instead of the code.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"lango claim 1");
        hash.update(self.0);
        hash.finalize().into()
    }
}

impl fmt::Display for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.into_iter().enumerate() {
            let dash = if index > 0 && index % 5 == 0 { "-" } else { "" };
            write!(f, "{dash}{}", char::from(byte))?;
        }
        Ok(())
    }
}

impl fmt::Debug for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u8);

    impl Chance for Counting {
        fn fill(&mut self, buffer: &mut [u8]) {
            buffer.fill_with(|| {
                self.0 = self.0.wrapping_add(37);
                self.0
            });
        }
    }

    #[test]
    fn a_claim_code_is_read_as_people_type_it() {
        let code = ClaimCode::draw(&mut Counting(0));
        let shown = code.to_string();
        assert_eq!(shown.len(), 17);
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('0', "o")] {
            assert_eq!(ClaimCode::parse(&typed), Ok(code), "{typed}");
        }
        for wrong in ["", "7K2QX-M0D4N", "7K2QX-M0D4N-R9TBU", "7K2QX-M0D4N-R9TBW0", "ÄK2QX-M0D4N-R9TBW"] {
            assert_eq!(ClaimCode::parse(wrong), Err(NotAClaimCode), "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "ClaimCode(…)");
    }
}
