//! A copy of the books under a passphrase, for a stick, a phone or a mailbox. Whoever finds it has ticket codes and guests'
//! numbers only with the passphrase: argon2id makes the key, XChaCha20-Poly1305 (the same as for secrets at rest) seals.

use std::io;

use chacha20poly1305::aead::{AeadInOut as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::ids::Chance as _;

use crate::chance::Kernel;
use crate::stretch::{Cost, SALT_BYTES, stretched};

/// What a sealed copy begins with: the version stands in it.
const MARK: &[u8] = b"lango sealed copy 1\n";
const NONCE_BYTES: usize = 24;
/// Four times what a PIN costs: a stolen file is tried out at leisure.
const COST: Cost = Cost { memory_kib: 8192, passes: 3 };

/// Why a copy does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the passphrase is another one, or the file is damaged")]
pub(crate) struct NotOpened;

/// Whether these bytes are a sealed copy.
pub(crate) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK)
}

/// Seals a copy. Takes a second or more on a small router.
pub(crate) fn seal(mut books: Vec<u8>, passphrase: &str) -> io::Result<Vec<u8>> {
    let (mut salt, mut nonce) = ([0; SALT_BYTES], [0; NONCE_BYTES]);
    Kernel.fill(&mut salt);
    Kernel.fill(&mut nonce);
    let cipher = XChaCha20Poly1305::new(&stretched(passphrase, &salt, COST)?.into());
    let sealed = cipher.encrypt_in_place(&XNonce::from(nonce), MARK, &mut books);
    sealed.map_err(|_| io::Error::other("the books are too large to be sealed"))?;
    Ok([MARK, &salt, &nonce, &books].concat())
}

/// Opens a sealed copy.
pub(crate) fn open(bytes: &[u8], passphrase: &str) -> Result<Vec<u8>, NotOpened> {
    let rest = bytes.strip_prefix(MARK).ok_or(NotOpened)?;
    let (salt, rest) = rest.split_first_chunk::<SALT_BYTES>().ok_or(NotOpened)?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(NotOpened)?;
    let mut books = sealed.to_vec();
    let cipher = XChaCha20Poly1305::new(&stretched(passphrase, salt, COST).map_err(|_| NotOpened)?.into());
    cipher.decrypt_in_place(&XNonce::from(*nonce), MARK, &mut books).map_err(|_| NotOpened)?;
    Ok(books)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_opens_with_its_passphrase_and_as_it_was_only() {
        let books = b"all the tickets".to_vec();
        let sealed = seal(books.clone(), "kahawa na mandazi").unwrap();
        assert!(is_sealed(&sealed) && !is_sealed(&books));
        assert!(!sealed.windows(books.len()).any(|window| window == books));
        assert_eq!(open(&sealed, "kahawa na mandazi"), Ok(books));
        assert_eq!(open(&sealed, "kahawa na chapati"), Err(NotOpened));
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        for bytes in [&damaged[..], &sealed[..40], b"", MARK] {
            assert_eq!(open(bytes, "kahawa na mandazi"), Err(NotOpened));
        }
    }
}
