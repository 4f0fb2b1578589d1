//! Frames as bytes: two letters, the version, what it is for, the signature, and the message in postcard. The version
//! stands first, so that a later one is refused before anything in it is read.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::keys::{Keys, PublicKeys};

/// The version of all messages in this crate.
pub const VERSION: u8 = 1;
/// The largest frame from a gateway, in bytes.
pub const MOST_UP_BYTES: usize = 128 << 10;
/// The largest frame from the cloud, in bytes: a small router has to hold it.
pub const MOST_DOWN_BYTES: usize = 96 << 10;

const MAGIC: [u8; 2] = *b"La";
const SIGNATURE: usize = 64;
const HEAD: usize = 4;

/// What a frame is for. A signature for one purpose is none for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// From a gateway, on either lane.
    Up,
    /// From the cloud, in answer.
    Down,
    /// A gateway asks to be taken in.
    Enrolment,
    /// The cloud takes it in.
    Enrolled,
}

/// A frame that is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Foreign {
    /// Too long, too short, or something else altogether.
    #[error("this is no frame of Lango's sync")]
    Malformed,
    /// The other side is newer: the frame is of a later version, or says what this side does not know yet.
    #[error("this frame is of version {found} and says more than is known here of version {VERSION}: update this side")]
    Newer {
        /// Its version.
        found: u8,
    },
    /// Not signed with the expected key.
    #[error("the signature is not the other side's")]
    Unsigned,
}

/// A message whose signature fits, or one still to be checked.
pub type Opened<T> = Result<T, Foreign>;

impl Purpose {
    fn mark(self) -> u8 {
        match self {
            Purpose::Up => b'u',
            Purpose::Down => b'd',
            Purpose::Enrolment => b'e',
            Purpose::Enrolled => b'w',
        }
    }

    fn most_bytes(self) -> usize {
        match self {
            Purpose::Up => MOST_UP_BYTES,
            Purpose::Down => MOST_DOWN_BYTES,
            Purpose::Enrolment | Purpose::Enrolled => 4 << 10,
        }
    }

    fn head(self) -> [u8; HEAD] {
        [MAGIC[0], MAGIC[1], VERSION, self.mark()]
    }
}

/// Writes and signs a message. `None` if it cannot be written or is larger than the other side takes.
pub fn sign<T: Serialize>(purpose: Purpose, keys: &Keys, message: &T) -> Option<Vec<u8>> {
    let mut bytes = purpose.head().to_vec();
    bytes.extend_from_slice(&[0; SIGNATURE]);
    let mut bytes = postcard::to_extend(message, bytes).ok()?;
    if bytes.len() > purpose.most_bytes() {
        return None;
    }
    let signature = keys.sign(&signed_part(purpose.head(), bytes.get(HEAD + SIGNATURE..)?));
    bytes.get_mut(HEAD..HEAD + SIGNATURE)?.copy_from_slice(&signature);
    Some(bytes)
}

/// Reads a message without checking who signed it: enough to find the key to check it with, and no more.
pub fn peek<T: DeserializeOwned>(purpose: Purpose, bytes: &[u8]) -> Opened<T> {
    read(split(purpose, bytes)?.1)
}

/// Checks the signature, then reads the message. That the other side is newer only its own signature tells: where it stands
/// and what it covers is the same in every version.
pub fn open<T: DeserializeOwned>(purpose: Purpose, signer: &PublicKeys, bytes: &[u8]) -> Opened<T> {
    let found = match split(purpose, bytes) {
        Ok(_) => VERSION,
        Err(Foreign::Newer { found }) => found,
        Err(foreign) => return Err(foreign),
    };
    let (head, rest) = bytes.split_first_chunk::<HEAD>().ok_or(Foreign::Malformed)?;
    let (signature, message) = rest.split_first_chunk().ok_or(Foreign::Unsigned)?;
    if !signer.verify(&signed_part(*head, message), signature) {
        return Err(Foreign::Unsigned);
    }
    let is_newer = |_| Foreign::Newer { found };
    if found == VERSION { read(message).map_err(is_newer) } else { Err(is_newer(Foreign::Malformed)) }
}

/// The head is signed with the message: a frame is not turned into one of another purpose or version.
fn signed_part(head: [u8; HEAD], message: &[u8]) -> Vec<u8> {
    [b"lango sync ", &head[..], message].concat()
}

fn split(purpose: Purpose, bytes: &[u8]) -> Opened<(&[u8; SIGNATURE], &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<HEAD>().ok_or(Foreign::Malformed)?;
    if bytes.len() > purpose.most_bytes() || head[..2] != MAGIC {
        return Err(Foreign::Malformed);
    }
    if head[2] > VERSION {
        return Err(Foreign::Newer { found: head[2] });
    }
    if *head != purpose.head() {
        return Err(Foreign::Malformed);
    }
    rest.split_first_chunk().ok_or(Foreign::Malformed)
}

/// Bytes behind the message would be a message nobody read.
fn read<T: DeserializeOwned>(message: &[u8]) -> Opened<T> {
    match postcard::take_from_bytes(message) {
        Ok((message, [])) => Ok(message),
        _ => Err(Foreign::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::from_seed(&[7; 32])
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let bytes = sign(Purpose::Up, &keys(), &(1u8, "text")).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(open::<(u8, String)>(Purpose::Up, &keys().public(), &changed).is_err(), "byte {at}");
        }
        assert!(open::<(u8, String)>(Purpose::Up, &keys().public(), &bytes).is_ok());
    }

    #[test]
    fn a_newer_frame_is_refused_by_its_head() {
        let mut bytes = sign(Purpose::Down, &keys(), &1u8).unwrap();
        bytes[2] = VERSION + 1;
        assert_eq!(peek::<u8>(Purpose::Down, &bytes[..5]), Err(Foreign::Newer { found: VERSION + 1 }));
    }

    #[test]
    fn only_the_other_sides_signature_tells_that_it_is_newer() {
        let newer = Err(Foreign::Newer { found: VERSION + 1 });
        let mut bytes = sign(Purpose::Down, &keys(), &1u8).unwrap();
        bytes[2] = VERSION + 1;
        assert_eq!(open::<u8>(Purpose::Down, &keys().public(), &bytes), Err(Foreign::Unsigned));
        assert_eq!(open::<u8>(Purpose::Down, &keys().public(), &bytes[..5]), Err(Foreign::Unsigned));
        let head = *bytes.first_chunk::<HEAD>().unwrap();
        let signature = keys().sign(&signed_part(head, &bytes[HEAD + SIGNATURE..]));
        bytes[HEAD..HEAD + SIGNATURE].copy_from_slice(&signature);
        assert_eq!(open::<u8>(Purpose::Down, &keys().public(), &bytes), newer);
    }

    #[test]
    fn what_is_signed_and_cannot_be_read_was_said_by_a_newer_side() {
        #[derive(Serialize)]
        enum Known {
            #[expect(dead_code, reason = "only its place counts")]
            Known,
            New,
        }
        let behind = sign(Purpose::Up, &keys(), &(1u8, 2u8)).unwrap();
        assert_eq!(peek::<u8>(Purpose::Up, &behind), Err(Foreign::Malformed));
        assert_eq!(open::<u8>(Purpose::Up, &keys().public(), &behind), Err(Foreign::Newer { found: VERSION }));
        let variant = sign(Purpose::Down, &keys(), &Known::New).unwrap();
        let opened = open::<Option<u8>>(Purpose::Down, &keys().public(), &variant);
        assert_eq!(opened, Err(Foreign::Newer { found: VERSION }));
    }

    #[test]
    fn what_is_too_large_is_neither_written_nor_read() {
        assert_eq!(sign(Purpose::Enrolment, &keys(), &vec![0u8; 5000]), None);
        assert_eq!(peek::<u8>(Purpose::Enrolment, &[b'L'; 5000]), Err(Foreign::Malformed));
    }
}
