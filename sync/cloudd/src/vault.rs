//! Secrets at rest: XChaCha20-Poly1305 under ENCRYPTION_KEY. The text names its key, so that old ones open what they
//! sealed, and it opens in its own place only.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::ids::Chance;
use sha2::{Digest as _, Sha256};

use crate::config::{Key, Keys};

/// What a sealed text begins with; the version of the seal stands in it.
const MARK: &str = "sealed:1:";
const NONCE_BYTES: usize = 24;

/// Why a text does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unopened {
    #[error("it is not sealed")]
    NotSealed,
    #[error("it was sealed with the key {0}, which is neither ENCRYPTION_KEY nor among ENCRYPTION_KEYS_OLD")]
    NoKey(String),
    #[error("it is damaged, or was sealed for another place")]
    Damaged,
}

/// The keys, each under its name.
pub(crate) struct Vault {
    current: KeyId,
    keys: BTreeMap<KeyId, Key>,
}

/// A key's name: eight hexadecimal digits of its hash, which tell nothing about it.
type KeyId = String;

impl Vault {
    /// A vault that seals with the current key and opens with all.
    pub(crate) fn new(keys: &Keys) -> Self {
        let all = keys.old.iter().chain([&keys.encryption]);
        Vault { current: id(&keys.encryption), keys: all.map(|key| (id(key), key.clone())).collect() }
    }

    /// Seals a secret for a place, such as `providers/ID/mpesa_passkey`: elsewhere it does not open. `None` if it is
    /// longer than a cipher can take.
    pub(crate) fn seal(&self, place: &str, secret: &[u8], chance: &mut dyn Chance) -> Option<String> {
        let mut nonce = [0; NONCE_BYTES];
        chance.fill(&mut nonce);
        let payload = Payload { msg: secret, aad: place.as_bytes() };
        let sealed = cipher(self.keys.get(&self.current)?).encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(format!("{MARK}{}:{}", self.current, URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())))
    }

    /// Opens a sealed text in its place.
    pub(crate) fn open(&self, place: &str, text: &str) -> Result<Vec<u8>, Unopened> {
        let (id, encoded) = parts(text).ok_or(Unopened::NotSealed)?;
        let key = self.keys.get(id).ok_or_else(|| Unopened::NoKey(id.to_owned()))?;
        let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| Unopened::Damaged)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(Unopened::Damaged)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        cipher(key).decrypt(&XNonce::from(*nonce), payload).map_err(|_| Unopened::Damaged)
    }

    /// Whether a text is sealed under another key than the current one.
    pub(crate) fn wants_resealing(&self, text: &str) -> bool {
        parts(text).is_some_and(|(id, _)| id != self.current)
    }

    /// The same secret under the current key; `None` if it is already.
    pub(crate) fn reseal(&self, place: &str, text: &str, chance: &mut dyn Chance) -> Result<Option<String>, Unopened> {
        if !self.wants_resealing(text) {
            return Ok(None);
        }
        Ok(self.seal(place, &self.open(place, text)?, chance))
    }
}

fn parts(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(MARK)?.split_once(':')
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}

fn id(key: &Key) -> KeyId {
    let hash: [u8; 32] = Sha256::new().chain_update("lango-cloud key id\0").chain_update(key.bytes()).finalize().into();
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Kernel;

    fn vault(current: u8, old: &[u8]) -> Vault {
        let key = |byte: &u8| Key::from_bytes([*byte; 32]);
        Vault::new(&Keys { encryption: key(&current), old: old.iter().map(key).collect(), secret: key(&0) })
    }

    const PLACE: &str = "providers/7b0c2a52/mpesa_passkey";

    #[test]
    fn a_secret_opens_in_its_own_place_only_and_never_looks_the_same() {
        let vault = vault(1, &[]);
        let sealed = vault.seal(PLACE, b"bfb279", &mut Kernel).unwrap();
        assert!(sealed.starts_with(MARK) && !sealed.contains("bfb279"));
        assert_ne!(sealed, vault.seal(PLACE, b"bfb279", &mut Kernel).unwrap());
        assert_eq!(vault.open(PLACE, &sealed).as_deref(), Ok(&b"bfb279"[..]));
        assert_eq!(vault.open("providers/other/mpesa_passkey", &sealed), Err(Unopened::Damaged));
    }

    #[test]
    fn damage_is_noticed_and_plain_text_is_no_secret() {
        let vault = vault(1, &[]);
        let sealed = vault.seal(PLACE, b"bfb279", &mut Kernel).unwrap();
        let (start, _) = sealed.rsplit_once(':').unwrap();
        for broken in [&sealed[..sealed.len() - 2], &format!("{start}:"), &format!("{start}:%%")] {
            assert_eq!(vault.open(PLACE, broken), Err(Unopened::Damaged), "{broken}");
        }
        for plain in ["bfb279", "", "sealed:1:", "sealed:2:00000000:AAAA"] {
            assert_eq!(vault.open(PLACE, plain), Err(Unopened::NotSealed), "{plain}");
        }
    }

    #[test]
    fn an_old_key_opens_and_what_it_sealed_wants_resealing() {
        let sealed = vault(1, &[]).seal(PLACE, b"bfb279", &mut Kernel).unwrap();
        let rotated = vault(2, &[1]);
        assert!(rotated.wants_resealing(&sealed));
        let anew = rotated.reseal(PLACE, &sealed, &mut Kernel).unwrap().unwrap();
        assert_eq!(vault(2, &[]).open(PLACE, &anew).as_deref(), Ok(&b"bfb279"[..]));
        assert_eq!(rotated.reseal(PLACE, &anew, &mut Kernel), Ok(None));
        assert!(matches!(vault(2, &[]).open(PLACE, &sealed), Err(Unopened::NoKey(_))));
    }
}
