//! What one gateway and the cloud share without ever having sent it: the key of the site's callback addresses, and the
//! key that seals secrets on their way to it.

use std::fmt;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::ids::{Chance, ProviderId, SiteId};
use serde::{Deserialize, Serialize};

use crate::keys::{Keys, PublicKeys, derive};

/// The shared secrets of one site.
#[derive(Clone)]
pub struct Pair {
    callback: [u8; 32],
    sealing: [u8; 32],
    place: [u8; 32],
}

/// A secret only those who hold the key can read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    nonce: [u8; 24],
    sealed: Vec<u8>,
}

/// Sealed for somebody else, for another purpose, or altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the secret was not sealed for this gateway")]
pub struct Unsealable;

impl Pair {
    /// What `ours` and `theirs` share for one site; `None` if theirs are no keys.
    pub fn of(ours: &Keys, theirs: &PublicKeys, provider: ProviderId, site: SiteId) -> Option<Self> {
        let shared = ours.agree(theirs)?;
        let mut place = [0; 32];
        place.iter_mut().zip(provider.bytes().into_iter().chain(site.bytes())).for_each(|(slot, byte)| *slot = byte);
        let for_site = |purpose: &[u8]| derive(&shared, &[purpose, &place[..]].concat());
        Some(Pair { callback: for_site(b"lango callbacks 1"), sealing: for_site(b"lango sealing 1"), place })
    }

    /// The key under which this site's callback addresses are signed.
    pub fn callback_key(&self) -> [u8; 32] {
        self.callback
    }

    /// Seals a secret for one purpose.
    pub fn seal(&self, purpose: &str, secret: &[u8], chance: &mut dyn Chance) -> Option<Sealed> {
        Sealed::seal(&self.sealing, &self.bound(purpose), secret, chance)
    }

    /// Opens what the other end sealed for that purpose.
    pub fn unseal(&self, purpose: &str, sealed: &Sealed) -> Result<Vec<u8>, Unsealable> {
        sealed.open(&self.sealing, &self.bound(purpose))
    }

    fn bound(&self, purpose: &str) -> Vec<u8> {
        [&self.place[..], purpose.as_bytes()].concat()
    }
}

impl Sealed {
    /// Seals a secret under a key; it opens only where the same is `bound` to it.
    pub(crate) fn seal(key: &[u8; 32], bound: &[u8], secret: &[u8], chance: &mut dyn Chance) -> Option<Self> {
        let mut nonce = [0; 24];
        chance.fill(&mut nonce);
        let payload = Payload { msg: secret, aad: bound };
        let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(nonce), payload);
        Some(Sealed { nonce, sealed: sealed.ok()? })
    }

    pub(crate) fn open(&self, key: &[u8; 32], bound: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let payload = Payload { msg: &self.sealed[..], aad: bound };
        XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(self.nonce), payload).map_err(|_| Unsealable)
    }

    /// Its length in bytes, the secret's and the seal's together.
    pub fn length(&self) -> usize {
        self.sealed.len()
    }
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pair(…)")
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.sealed.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stuck::Stuck;

    const PROVIDER: ProviderId = ProviderId::from_bytes([1; 16]);
    const SITE: SiteId = SiteId::from_bytes([2; 16]);

    #[test]
    fn both_ends_hold_the_same_keys_and_another_site_does_not() {
        let (gateway, cloud) = (Keys::from_seed(&[1; 32]), Keys::from_seed(&[2; 32]));
        let below = Pair::of(&gateway, &cloud.public(), PROVIDER, SITE).unwrap();
        let above = Pair::of(&cloud, &gateway.public(), PROVIDER, SITE).unwrap();
        let other = Pair::of(&cloud, &gateway.public(), PROVIDER, SiteId::from_bytes([3; 16])).unwrap();
        assert_eq!(below.callback_key(), above.callback_key());
        assert_ne!(below.callback_key(), other.callback_key());
        let sealed = above.seal("passkey", b"secret", &mut Stuck(5)).unwrap();
        assert_eq!(below.unseal("passkey", &sealed).as_deref(), Ok(&b"secret"[..]));
        assert_eq!(below.unseal("consumer_key", &sealed), Err(Unsealable));
        assert_eq!(other.unseal("passkey", &sealed), Err(Unsealable));
    }

    #[test]
    fn neither_shows_itself() {
        let (gateway, cloud) = (Keys::from_seed(&[1; 32]), Keys::from_seed(&[2; 32]));
        let pair = Pair::of(&gateway, &cloud.public(), PROVIDER, SITE).unwrap();
        let sealed = pair.seal("passkey", b"secret", &mut Stuck(5)).unwrap();
        assert_eq!(format!("{pair:?} {sealed:?}"), "Pair(…) Sealed(22 bytes)");
    }
}
