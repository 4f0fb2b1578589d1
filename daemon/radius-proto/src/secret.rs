//! The secret a NAS and its server share (RFC 2865 section 3), and the two sums made with it: MD5 over bytes followed
//! by the secret, and HMAC-MD5 keyed with it (RFC 3579 section 3.2). Which bytes go in is for `authenticate`.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};

use crate::Authenticator;

/// MD5's block; a longer HMAC key counts as its own digest (RFC 2104 section 2).
const BLOCK: usize = 64;

/// A shared secret. It never shows itself: `Debug` is masked and there is no `Display`.
#[derive(Clone)]
pub struct Secret {
    bytes: Box<[u8]>,
    /// HMAC with both pads already taken in, so that a packet pays for its own bytes only.
    keyed: Hmac<Md5>,
}

/// A secret must not be empty (RFC 2865 section 3): it would let anyone speak for the NAS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmptySecret;

impl fmt::Display for EmptySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a RADIUS secret must not be empty")
    }
}

impl std::error::Error for EmptySecret {}

impl Secret {
    /// Takes a secret. This is the one place that allocates; it is meant to run when a NAS is configured.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, EmptySecret> {
        let bytes: Box<[u8]> = secret.as_ref().into();
        if bytes.is_empty() {
            return Err(EmptySecret);
        }
        let keyed = Hmac::new(&hmac_key(&bytes).into());
        Ok(Secret { bytes, keyed })
    }

    /// MD5 over the parts, then the secret.
    pub(crate) fn digest_after(&self, parts: &[&[u8]]) -> Authenticator {
        let mut md5 = Md5::new();
        parts.iter().for_each(|part| md5.update(part));
        md5.update(&self.bytes);
        md5.finalize().into()
    }

    /// MD5 over the secret, then `tail`.
    pub(crate) fn digest_before(&self, tail: &[u8]) -> Authenticator {
        let mut md5 = Md5::new();
        md5.update(&self.bytes);
        md5.update(tail);
        md5.finalize().into()
    }

    /// HMAC-MD5 over the parts.
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> Authenticator {
        let mut hmac = self.keyed.clone();
        parts.iter().for_each(|part| hmac.update(part));
        hmac.finalize().into_bytes().into()
    }
}

fn hmac_key(secret: &[u8]) -> [u8; BLOCK] {
    let digest: [u8; 16];
    let key = if secret.len() > BLOCK {
        digest = Md5::digest(secret).into();
        &digest[..]
    } else {
        secret
    };
    let mut block = [0; BLOCK];
    block.iter_mut().zip(key).for_each(|(slot, byte)| *slot = *byte);
    block
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(bytes: &[u8]) -> Secret {
        Secret::new(bytes).expect("not empty")
    }

    #[test]
    fn an_empty_secret_is_refused() {
        assert_eq!(Secret::new("").expect_err("empty"), EmptySecret);
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        assert_eq!(format!("{:?}", secret(b"xyzzy5461")), "Secret(…)");
    }

    /// RFC 2202 section 2, cases 1, 2 and 6.
    #[test]
    fn the_hmac_agrees_with_published_cases() {
        let cases: [(&[u8], &[u8], u128); 3] = [
            (&[0x0b; 16], b"Hi There", 0x9294727a3638bb1c13f48ef8158bfc9d),
            (b"Jefe", b"what do ya want for nothing?", 0x750c783e6ab0b503eaa86e310a5db738),
            (
                &[0xaa; 80],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                0x6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd,
            ),
        ];
        for (key, text, expected) in cases {
            assert_eq!(secret(key).sign(&[text]), expected.to_be_bytes());
        }
    }

    #[test]
    fn parts_are_summed_as_one_piece() {
        let secret = secret(b"s");
        assert_eq!(secret.sign(&[b"ab", b"c"]), secret.sign(&[b"abc"]));
        assert_eq!(secret.digest_after(&[b"ab", b"c"]), secret.digest_after(&[b"abc"]));
    }
}
