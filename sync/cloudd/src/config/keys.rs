//! The keys: what seals secrets at rest, what did so before, and what signs cookies. From the environment, or from a file
//! that is made once where nobody gave any.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::{Digest as _, Sha256};

use super::variables::Variables;
use super::{ConfigError, Masked};

/// SECRET_KEY may be any text of at least so many characters.
const SHORTEST_SECRET: usize = 32;

/// 32 bytes that do not print themselves.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// Reads 64 hexadecimal digits, or base64 of either alphabet.
    fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        let bytes = hexadecimal(text).or_else(|| base64(text));
        bytes.map(Key).ok_or_else(|| {
            ConfigError(format!(
                "{name} is not 32 bytes in base64 or 64 hexadecimal digits: make one with `openssl rand -base64 32`"
            ))
        })
    }

    /// One that a test chose.
    #[cfg(test)]
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Key(bytes)
    }

    /// The key itself.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

/// What the process works with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    /// Seals what is stored from now on.
    pub(crate) encryption: Key,
    /// Open what was sealed earlier.
    pub(crate) old: Vec<Key>,
    /// Signs cookies and forms.
    pub(crate) secret: Key,
}

/// What was given, wherever; any of it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GivenKeys {
    encryption: Option<Key>,
    old: Vec<Key>,
    secret: Option<Masked>,
}

impl GivenKeys {
    /// Reads the three variables.
    pub(super) fn read(variables: Variables<'_>) -> Result<Self, ConfigError> {
        let key = |name: &str| variables.text(name).map(|text| Key::parse(name, &text)).transpose();
        let old = variables.text("ENCRYPTION_KEYS_OLD").unwrap_or_default();
        let old = old.split(',').map(str::trim).filter(|text| !text.is_empty());
        let secret = variables.text("SECRET_KEY").map(Masked::from);
        if secret.as_ref().is_some_and(|secret| secret.expose().chars().count() < SHORTEST_SECRET) {
            return Err(ConfigError(format!(
                "SECRET_KEY is shorter than {SHORTEST_SECRET} characters: make one with `openssl rand -base64 32`"
            )));
        }
        Ok(GivenKeys {
            encryption: key("ENCRYPTION_KEY")?,
            old: old.map(|text| Key::parse("ENCRYPTION_KEYS_OLD", text)).collect::<Result<_, _>>()?,
            secret,
        })
    }

    /// Whether there is a key to seal with.
    pub(crate) fn can_seal(&self) -> bool {
        self.encryption.is_some()
    }

    /// How many keys open what was sealed earlier.
    pub(crate) fn old_count(&self) -> usize {
        self.old.len()
    }

    /// What is missing here, from there.
    pub(crate) fn or(mut self, other: GivenKeys) -> Self {
        self.encryption = self.encryption.or(other.encryption);
        self.old.extend(other.old);
        self.secret = self.secret.or(other.secret);
        self
    }

    /// The keys, if there is one to seal with. Without a SECRET_KEY one is derived.
    pub(crate) fn complete(self) -> Option<Keys> {
        let encryption = self.encryption?;
        let secret = match &self.secret {
            Some(secret) => digest("lango-cloud secret key", secret.expose().as_bytes()),
            None => digest("lango-cloud secret key from encryption key", encryption.bytes()),
        };
        Some(Keys { encryption, old: self.old, secret: Key(secret) })
    }
}

fn digest(purpose: &str, bytes: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(purpose).chain_update([0]).chain_update(bytes).finalize().into()
}

fn hexadecimal(text: &str) -> Option<[u8; 32]> {
    let digits = Some(text.as_bytes()).filter(|digits| digits.len() == 64)?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        let [high, low] = pair else { return None };
        let value = |digit: &u8| char::from(*digit).to_digit(16);
        *byte = u8::try_from(value(high)? << 4 | value(low)?).ok()?;
    }
    Some(bytes)
}

fn base64(text: &str) -> Option<[u8; 32]> {
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let decode = |alphabet| GeneralPurpose::new(alphabet, lenient).decode(text).ok();
    decode(&STANDARD).or_else(|| decode(&URL_SAFE))?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";

    fn given(pairs: &[(&str, &str)]) -> Result<GivenKeys, ConfigError> {
        let lookup = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        GivenKeys::read(Variables(&lookup))
    }

    #[test]
    fn a_key_is_read_in_every_usual_writing() {
        let bytes: [u8; 32] = std::array::from_fn(|index| index as u8);
        let padded = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        for text in [HEX, padded, padded.trim_end_matches('=')] {
            assert_eq!(Key::parse("ENCRYPTION_KEY", text).unwrap().bytes(), &bytes);
        }
        let all_ones = "__________________________________________8";
        assert_eq!(Key::parse("ENCRYPTION_KEY", all_ones).unwrap().bytes(), &[255; 32]);
    }

    #[test]
    fn a_key_of_another_length_is_refused_without_being_repeated() {
        for text in ["short", &HEX[2..], "AAECAwQFBgcICQoLDA0ODw==", "not+base64%%"] {
            let sentence = given(&[("ENCRYPTION_KEY", text)]).unwrap_err().to_string();
            assert!(sentence.starts_with("ENCRYPTION_KEY") && !sentence.contains(text), "{sentence}");
        }
        assert!(given(&[("ENCRYPTION_KEYS_OLD", "x")]).is_err());
        assert!(given(&[("SECRET_KEY", "too short")]).is_err());
    }

    #[test]
    fn the_secret_key_is_derived_where_none_is_given_and_never_the_sealing_key_itself() {
        let keys = given(&[("ENCRYPTION_KEY", HEX)]).unwrap().complete().unwrap();
        assert_ne!(keys.secret, keys.encryption);
        let text = "a text of at least thirty-two characters";
        let other = given(&[("ENCRYPTION_KEY", HEX), ("SECRET_KEY", text)]).unwrap().complete().unwrap();
        assert_ne!(keys.secret, other.secret);
        assert_eq!(given(&[("SECRET_KEY", text)]).unwrap().complete(), None);
    }

    #[test]
    fn keys_do_not_print_themselves() {
        let text = "a text of at least thirty-two characters";
        let keys = given(&[("ENCRYPTION_KEY", HEX), ("SECRET_KEY", text), ("ENCRYPTION_KEYS_OLD", HEX)]).unwrap();
        let shown = format!("{keys:?} {:?}", keys.clone().complete());
        assert!(!shown.contains("thirty") && !shown.contains("[0, 1"), "{shown}");
    }
}
