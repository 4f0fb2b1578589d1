//! Codes that people copy: recovery codes and passwords that are given out. Crockford's base32 in groups of five, 75 random
//! bits, read back in any case and with look-alikes mended.

use domain::ids::Chance;
use sha2::{Digest as _, Sha256};

/// No I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 15;
const GROUP: usize = 5;

/// A fresh code, such as `7K2QX-M0D4N-R9TBW`.
pub(crate) fn draw(chance: &mut dyn Chance) -> String {
    let mut bytes = [0; LENGTH];
    chance.fill(&mut bytes);
    // 256 is a multiple of 32: every character is as likely.
    let characters = bytes.map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    let groups = characters.chunks(GROUP).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

/// What is kept of a code. Of that many random bits a plain hash is enough.
pub(crate) fn hash(typed: &str) -> [u8; 32] {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).map(mended).collect();
    Sha256::new().chain_update("lango-cloud copied code\0").chain_update(plain).finalize().into()
}

fn mended(character: char) -> char {
    match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Kernel;

    #[test]
    fn a_code_is_known_again_however_it_is_typed() {
        let code = draw(&mut Kernel);
        assert_eq!(code.len(), 17);
        let kept = hash(&code);
        for typed in [code.to_lowercase(), code.replace('-', " "), code.replace('0', "o"), code.replace('1', "l")] {
            assert_eq!(hash(&typed), kept, "{typed}");
        }
        assert_ne!(hash(&draw(&mut Kernel)), kept);
    }
}
