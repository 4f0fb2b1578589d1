//! The key under which a site's callback addresses are signed. M-PESA signs nothing, so the address itself has to prove
//! that a callback answers one of our requests (section 4).

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// Bytes of a signature: half of SHA-256 leaves nothing to guess and keeps addresses short.
pub(super) const SIGNATURE: usize = 16;

/// A site's callback key. It never shows itself.
#[derive(Clone)]
pub struct CallbackKey([u8; 32]);

/// A text that is no token of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAToken;

impl fmt::Display for NotAToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the address carries no token of ours")
    }
}

impl std::error::Error for NotAToken {}

/// A token whose signature does not fit the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forged;

impl fmt::Display for Forged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token in the address was not made with this site's key")
    }
}

impl std::error::Error for Forged {}

impl CallbackKey {
    /// Takes 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        CallbackKey(bytes)
    }

    /// Signs the parts, which must have a fixed length for each purpose; the purpose keeps one kind of token from
    /// passing for another.
    pub(super) fn sign(&self, purpose: &[u8], parts: &[&[u8]]) -> [u8; SIGNATURE] {
        // SHA-256's block is 64 bytes; a shorter key is filled with zeros (RFC 2104 section 2).
        let mut block = [0; 64];
        block.iter_mut().zip(self.0).for_each(|(slot, byte)| *slot = byte);
        let mut hmac = Hmac::<Sha256>::new(&block.into());
        hmac.update(purpose);
        hmac.update(&[0]);
        parts.iter().for_each(|part| hmac.update(part));
        let whole: [u8; 32] = hmac.finalize().into_bytes().into();
        let mut signature = [0; SIGNATURE];
        signature.iter_mut().zip(whole).for_each(|(slot, byte)| *slot = byte);
        signature
    }

    /// Compares in the same time wherever the first difference is.
    pub(super) fn check(&self, purpose: &[u8], parts: &[&[u8]], signature: &[u8; SIGNATURE]) -> Result<(), Forged> {
        if self.sign(purpose, parts).ct_eq(signature).into() { Ok(()) } else { Err(Forged) }
    }
}

impl fmt::Debug for CallbackKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallbackKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_does_not_show_itself() {
        assert_eq!(format!("{:?}", CallbackKey::from_bytes([7; 32])), "CallbackKey(…)");
    }

    /// HMAC-SHA-256 over `purpose`, a zero byte and the part, by a second implementation.
    #[test]
    fn the_signature_is_half_an_hmac_with_its_purpose() {
        let signature = CallbackKey::from_bytes([7; 32]).sign(b"purpose", &[b"part"]);
        assert_eq!(super::super::hex::write(&signature), "58d1e9421bd5045cc48af681434e68db");
    }
}
