//! The journal: one checksummed entry for each group of decisions, appended and synced before anyone is answered. A
//! redb commit writes tens of kilobytes where an entry writes one block; flash and power like that better. Segments
//! are folded into redb from time to time and kept until a snapshot holds what is in them.
//!
//! An entry is `length (4 bytes, little endian), CRC-32 of the payload (4 bytes), payload (postcard)`.

use std::io;
use std::sync::Arc;

use crate::changes::Changes;
use crate::disk::{Appender, Disk};

/// Larger than anything one group of decisions can write; a length beyond it is damage.
const LARGEST_PAYLOAD_BYTES: usize = 16 << 20;

/// How a file of entries ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// After a whole entry.
    Whole,
    /// In an entry that a power cut left unfinished: nobody was ever answered for it.
    Torn,
    /// With an entry that does not match its checksum although more follows it.
    Damaged,
}

/// The entries of a file, in order, as far as they are whole.
#[derive(Debug)]
pub(crate) struct Entries {
    pub(crate) changes: Vec<Changes>,
    pub(crate) whole_bytes: u64,
    pub(crate) tail: Tail,
}

/// Puts an entry behind what the buffer holds.
pub(crate) fn write_entry(changes: &Changes, buffer: &mut Vec<u8>) -> io::Result<()> {
    let payload = postcard::to_stdvec(changes).map_err(io::Error::other)?;
    let length = u32::try_from(payload.len()).ok().filter(|_| payload.len() <= LARGEST_PAYLOAD_BYTES);
    let length = length.ok_or_else(|| io::Error::other("one group of decisions is larger than a journal entry"))?;
    buffer.extend_from_slice(&length.to_le_bytes());
    buffer.extend_from_slice(&crc32fast::hash(&payload).to_le_bytes());
    buffer.extend_from_slice(&payload);
    Ok(())
}

/// Reads the entries of a file that has to be whole; `None` if it is not.
pub(crate) fn read_whole(bytes: &[u8]) -> Option<Vec<Changes>> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (changes, after) = read_entry(rest)?;
        entries.push(changes);
        rest = after;
    }
    Some(entries)
}

/// Reads entries until the first that is not whole.
pub(crate) fn read_entries(bytes: &[u8]) -> Entries {
    let mut entries = Entries { changes: Vec::new(), whole_bytes: 0, tail: Tail::Whole };
    let mut rest = bytes;
    while !rest.is_empty() {
        match read_entry(rest) {
            Some((changes, after)) => {
                entries.changes.push(changes);
                entries.whole_bytes += (rest.len() - after.len()) as u64;
                rest = after;
            }
            None => {
                entries.tail = tail_of(rest);
                break;
            }
        }
    }
    entries
}

fn read_entry(bytes: &[u8]) -> Option<(Changes, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (checksum, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let (payload, after) = rest.split_at_checked(length).filter(|_| length <= LARGEST_PAYLOAD_BYTES)?;
    let is_whole = crc32fast::hash(payload) == u32::from_le_bytes(*checksum);
    let changes = is_whole.then(|| postcard::from_bytes(payload).ok()).flatten()?;
    Some((changes, after))
}

/// What is not whole was torn by a power cut if nothing follows it. A whole entry behind it was acknowledged, and so
/// was this one: then the disk has damaged it.
fn tail_of(rest: &[u8]) -> Tail {
    let holds_something = |(changes, _): (Changes, &[u8])| !changes.is_empty();
    let more =
        (1..rest.len()).filter_map(|at| rest.get(at..)).any(|rest| read_entry(rest).is_some_and(holds_something));
    if more { Tail::Damaged } else { Tail::Torn }
}

/// The file name of a segment.
pub(crate) fn segment_name(number: u64) -> String {
    format!("journal-{number:010}.log")
}

/// The number in a segment's file name.
pub(crate) fn segment_number(name: &str) -> Option<u64> {
    name.strip_prefix("journal-")?.strip_suffix(".log")?.parse().ok()
}

/// A place in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) segment: u64,
    pub(crate) bytes: u64,
}

/// The segment that is being written.
#[derive(Debug)]
pub(crate) struct Journal {
    disk: Arc<dyn Disk>,
    /// Up to where it is acknowledged.
    position: Position,
    file: Box<dyn Appender>,
    /// Whether something unacknowledged may stand behind the acknowledged bytes.
    is_dirty: bool,
}

impl Journal {
    /// Goes on at a position; what stands behind it is cut off.
    pub(crate) fn resume(disk: Arc<dyn Disk>, position: Position) -> io::Result<Self> {
        let file = disk.append_to(&segment_name(position.segment), position.bytes)?;
        Ok(Journal { disk, position, file, is_dirty: false })
    }

    /// Up to where it is acknowledged; what a failed write may have left behind it does not count.
    pub(crate) fn position(&self) -> Position {
        self.position
    }

    /// Writes entries and returns once they are on the disk. After an error the segment is cut back, so that what was
    /// not acknowledged does not come back later.
    pub(crate) fn write(&mut self, entries: &[u8]) -> io::Result<()> {
        if self.is_dirty {
            self.cut_back()?;
        }
        let written = self.file.append(entries).and_then(|()| self.file.sync());
        match written {
            Ok(()) => self.position.bytes += entries.len() as u64,
            Err(_) => {
                self.is_dirty = true;
                // If this fails too, the next write tries it again before it writes.
                let _ = self.cut_back();
            }
        }
        written
    }

    fn cut_back(&mut self) -> io::Result<()> {
        self.file = self.disk.append_to(&segment_name(self.position.segment), self.position.bytes)?;
        self.is_dirty = false;
        Ok(())
    }

    /// Begins the next segment.
    pub(crate) fn rotate(&mut self) -> io::Result<()> {
        if self.is_dirty {
            self.cut_back()?;
        }
        let next = Position { segment: self.position.segment + 1, bytes: 0 };
        *self = Journal::resume(Arc::clone(&self.disk), next)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Moment;
    use proptest::prelude::*;

    fn entry() -> Changes {
        Changes { reached: Some(Moment::BEGINNING), ..Changes::default() }
    }

    fn three_entries() -> Vec<u8> {
        let mut bytes = Vec::new();
        (0..3).for_each(|_| write_entry(&entry(), &mut bytes).unwrap());
        bytes
    }

    #[test]
    fn entries_survive_the_round_trip() {
        let entries = read_entries(&three_entries());
        assert_eq!((entries.changes.len(), entries.tail), (3, Tail::Whole));
        assert_eq!(entries.changes, [entry(), entry(), entry()]);
    }

    #[test]
    fn an_unfinished_entry_is_cut_off_at_any_byte() {
        let bytes = three_entries();
        let one = bytes.len() / 3;
        for cut in 0..bytes.len() {
            let entries = read_entries(&bytes[..cut]);
            assert_eq!(entries.changes.len(), cut / one);
            assert_eq!(entries.whole_bytes as usize, cut / one * one);
            assert_eq!(entries.tail == Tail::Whole, cut % one == 0);
        }
    }

    #[test]
    fn damage_before_the_end_is_told_apart_from_an_unfinished_entry() {
        let mut bytes = three_entries();
        bytes[9] ^= 1;
        assert_eq!(read_entries(&bytes).tail, Tail::Damaged);
        let mut erased = three_entries();
        erased[..4].fill(0xff);
        assert_eq!(read_entries(&erased).tail, Tail::Damaged, "a length that makes no sense");
        let last = bytes.len() - 1;
        let mut torn = three_entries();
        torn[last] ^= 1;
        assert_eq!(read_entries(&torn).tail, Tail::Torn);
    }

    #[test]
    fn segments_are_named_in_order() {
        assert_eq!(segment_number(&segment_name(42)), Some(42));
        assert!(segment_name(9) < segment_name(10));
        assert_eq!(segment_number("journal-x.log"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_stumble(bytes: Vec<u8>) {
            let _ = read_entries(&bytes);
        }
    }
}
