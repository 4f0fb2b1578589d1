//! Passwords over RADIUS: hiding and revealing User-Password (RFC 2865 section 5.2), and the CHAP digest (RFC 2865
//! section 5.3, RFC 1994 section 4.1).

use std::fmt;

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

use crate::{Authenticator, Secret};

/// The longest password ([RFC 2865 §5.2](https://www.rfc-editor.org/rfc/rfc2865#section-5.2)).
pub const MAX_PASSWORD: usize = 128;

/// A revealed password without the NULs that padded it. `Debug` is masked.
#[derive(Clone)]
pub struct Password {
    bytes: [u8; MAX_PASSWORD],
    length: usize,
}

impl Password {
    /// Takes the mask off a User-Password. `None` if its length is not 16, 32, … 128.
    pub(crate) fn reveal(hidden: &[u8], secret: &Secret, authenticator: &Authenticator) -> Option<Self> {
        let (blocks, []) = hidden.as_chunks::<16>() else { return None };
        let mut bytes = [0; MAX_PASSWORD];
        let (slots, _) = bytes.as_chunks_mut::<16>();
        if blocks.is_empty() || blocks.len() > slots.len() {
            return None;
        }
        let mut previous = authenticator;
        for (slot, block) in slots.iter_mut().zip(blocks) {
            *slot = masked(block, &secret.digest_before(previous));
            previous = block;
        }
        let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        Some(Password { bytes, length })
    }

    /// The password.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Whether `candidate` is the password; the time taken does not tell how much of it fits.
    pub fn matches(&self, candidate: &[u8]) -> bool {
        let Some((padded, length)) = padded(candidate) else { return false };
        (padded.ct_eq(&self.bytes) & length.ct_eq(&self.length)).into()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Masks a password into `room` and returns how many bytes of it are meant. `None` if the password is too long.
pub(crate) fn hide(
    password: &[u8],
    secret: &Secret,
    authenticator: &Authenticator,
    room: &mut [u8; MAX_PASSWORD],
) -> Option<usize> {
    let (padded, length) = padded(password)?;
    let used = length.div_ceil(16).max(1);
    let mut previous = *authenticator;
    for (slot, block) in room.as_chunks_mut::<16>().0.iter_mut().zip(padded.as_chunks().0).take(used) {
        *slot = masked(block, &secret.digest_before(&previous));
        previous = *slot;
    }
    Some(used * 16)
}

/// What a guest's device answers to a CHAP challenge.
pub(crate) fn chap_digest(ident: u8, password: &[u8], challenge: &[u8]) -> Authenticator {
    let mut md5 = Md5::new();
    md5.update([ident]);
    md5.update(password);
    md5.update(challenge);
    md5.finalize().into()
}

fn masked(block: &[u8; 16], mask: &[u8; 16]) -> [u8; 16] {
    let mut result = *block;
    result.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    result
}

fn padded(password: &[u8]) -> Option<([u8; MAX_PASSWORD], usize)> {
    let mut bytes = [0; MAX_PASSWORD];
    bytes.get_mut(..password.len())?.copy_from_slice(password);
    Some((bytes, password.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn secret() -> Secret {
        Secret::new("xyzzy5461").expect("not empty")
    }

    fn round_trip(password: &[u8]) -> Password {
        let mut room = [0; MAX_PASSWORD];
        let used = hide(password, &secret(), &[7; 16], &mut room).expect("fits");
        Password::reveal(&room[..used], &secret(), &[7; 16]).expect("well-formed")
    }

    #[test]
    fn lengths_that_are_no_multiple_of_sixteen_are_refused() {
        for length in [0, 1, 15, 17, 129, 144] {
            assert!(Password::reveal(&vec![0; length], &secret(), &[7; 16]).is_none(), "{length}");
        }
    }

    #[test]
    fn a_password_beyond_128_bytes_cannot_be_sent_nor_matched() {
        assert_eq!(hide(&[b'x'; 129], &secret(), &[7; 16], &mut [0; MAX_PASSWORD]), None);
        assert!(!round_trip(&[b'x'; 128]).matches(&[b'x'; 129]));
    }

    #[test]
    fn an_empty_password_takes_one_block_and_comes_back_empty() {
        assert_eq!(round_trip(b"").as_bytes(), b"");
        assert!(round_trip(b"").matches(b""));
        assert!(!round_trip(b"").matches(b"x"));
    }

    #[test]
    fn a_password_does_not_show_itself() {
        assert_eq!(format!("{:?}", round_trip(b"arctangent")), "Password(…)");
    }

    proptest! {
        #[test]
        fn what_was_hidden_is_revealed(password in proptest::collection::vec(1u8.., 0..=128), other in ".*") {
            let revealed = round_trip(&password);
            prop_assert_eq!(revealed.as_bytes(), &password[..]);
            prop_assert!(revealed.matches(&password));
            prop_assert_eq!(revealed.matches(other.as_bytes()), other.as_bytes() == &password[..]);
        }
    }
}
