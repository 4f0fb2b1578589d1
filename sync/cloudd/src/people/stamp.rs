//! What we sign for ourselves: HMAC-SHA256 under SECRET_KEY, each purpose apart.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What a stamp is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    /// The forms of a login.
    Form,
    /// A browser that an account has signed in with before.
    KnownBrowser,
    /// The code with which a gateway claims a site.
    ClaimCode,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Purpose::Form => b"lango-cloud form\0",
            Purpose::KnownBrowser => b"lango-cloud known browser\0",
            Purpose::ClaimCode => b"lango-cloud claim code\0",
        }
    }
}

/// A stamp on something.
pub(super) fn stamp(secret_key: &[u8; 32], purpose: Purpose, what: &[u8]) -> [u8; 32] {
    prepared(secret_key, purpose, what).finalize().into_bytes().into()
}

/// Whether a stamp is ours, compared without telling by the time it takes.
pub(super) fn is_genuine(secret_key: &[u8; 32], purpose: Purpose, what: &[u8], stamp: &[u8]) -> bool {
    prepared(secret_key, purpose, what).verify_slice(stamp).is_ok()
}

fn prepared(secret_key: &[u8; 32], purpose: Purpose, what: &[u8]) -> Hmac<Sha256> {
    // The block of this hash is 64 bytes; a shorter key is padded with zeros (RFC 2104 section 2).
    let mut block = [0; 64];
    block.iter_mut().zip(secret_key).for_each(|(place, byte)| *place = *byte);
    Hmac::<Sha256>::new(&block.into()).chain_update(purpose.label()).chain_update(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_good_for_one_thing_one_purpose_and_one_key() {
        let good = stamp(&[1; 32], Purpose::Form, b"a login");
        assert!(is_genuine(&[1; 32], Purpose::Form, b"a login", &good));
        assert!(!is_genuine(&[2; 32], Purpose::Form, b"a login", &good));
        assert!(!is_genuine(&[1; 32], Purpose::KnownBrowser, b"a login", &good));
        assert!(!is_genuine(&[1; 32], Purpose::Form, b"another", &good));
        assert!(!is_genuine(&[1; 32], Purpose::Form, b"a login", &good[..31]));
    }
}
