//! Keys of both ends. One seed makes a signing key (Ed25519, RFC 8032) and an agreement key (X25519, RFC 7748); what one
//! is for, the other never does.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};

/// The secret half. It never shows itself.
#[derive(Clone)]
pub struct Keys {
    signing: SigningKey,
    agreement: StaticSecret,
}

/// The public half: 64 bytes that name a gateway, or the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    /// Ed25519: checks signatures.
    pub verifying: [u8; 32],
    /// X25519: agrees on a secret.
    pub agreement: [u8; 32],
}

impl Keys {
    /// Makes the keys of a seed: 32 random bytes that are kept.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let signing = SigningKey::from_bytes(&derive(seed, b"lango sync signing 1"));
        Keys { signing, agreement: StaticSecret::from(derive(seed, b"lango sync agreement 1")) }
    }

    /// The half that others may know.
    pub fn public(&self) -> PublicKeys {
        PublicKeys {
            verifying: self.signing.verifying_key().to_bytes(),
            agreement: PublicKey::from(&self.agreement).to_bytes(),
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing.sign(message).to_bytes()
    }

    /// The secret shared with the holder of the other keys; `None` if theirs are no keys (RFC 7748 section 6.1).
    pub(crate) fn agree(&self, theirs: &PublicKeys) -> Option<[u8; 32]> {
        let shared = self.agreement.diffie_hellman(&PublicKey::from(theirs.agreement));
        shared.was_contributory().then(|| shared.to_bytes())
    }
}

impl PublicKeys {
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let key = VerifyingKey::from_bytes(&self.verifying);
        key.is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// HMAC-SHA-256 of a purpose under a key: an independent key for each purpose (RFC 5869 section 2.3, one block).
pub(crate) fn derive(key: &[u8; 32], purpose: &[u8]) -> [u8; 32] {
    // SHA-256's block is 64 bytes; a shorter key is filled with zeros (RFC 2104 section 2).
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(slot, byte)| *slot = *byte);
    let mut hmac = Hmac::<Sha256>::new(&block.into());
    hmac.update(purpose);
    hmac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_agree_and_nobody_else() {
        let [gateway, cloud, other] = [1, 2, 3].map(|seed| Keys::from_seed(&[seed; 32]));
        assert_eq!(gateway.agree(&cloud.public()), cloud.agree(&gateway.public()));
        assert_ne!(gateway.agree(&cloud.public()), other.agree(&cloud.public()));
    }

    #[test]
    fn a_key_of_zeros_agrees_with_nobody() {
        let zeros = PublicKeys { verifying: [0; 32], agreement: [0; 32] };
        assert_eq!(Keys::from_seed(&[1; 32]).agree(&zeros), None);
        assert!(!zeros.verify(b"anything", &[0; 64]));
    }

    #[test]
    fn keys_do_not_show_themselves() {
        assert_eq!(format!("{:?}", Keys::from_seed(&[1; 32])), "Keys(…)");
    }
}
