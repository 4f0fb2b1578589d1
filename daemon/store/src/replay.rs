//! Reading the journal again on top of the redb file, and what that brings to light.

use std::io;

use domain::ledger::{LedgerError, Read};

use crate::books::Books;
use crate::disk::Disk;
use crate::file::File;
use crate::journal::{Tail, read_entries, segment_name, segment_number};

/// What opening the books brought to light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// There were none; new ones were begun.
    Created,
    /// The power went while an entry was written; nobody had been answered for it.
    TornEntry {
        /// The journal segment.
        segment: String,
    },
    /// Journal entries were unreadable, and those after them are lost.
    JournalDamaged {
        /// The journal segment.
        segment: String,
    },
    /// The file was damaged and was rebuilt; the epoch is new.
    Rebuilt {
        /// What was wrong with it.
        why: String,
        /// The snapshot used; `None` if the journal alone held everything.
        from: Option<String>,
        /// Under which name the damaged file is kept; `None` if it was missing.
        kept_as: Option<String>,
    },
}

/// Where the journal goes on.
pub(crate) struct Replayed {
    pub(crate) segment: u64,
    pub(crate) whole_bytes: u64,
}

/// Puts every whole entry that is not folded yet on top of the books.
pub(crate) fn replay(disk: &dyn Disk, books: &mut Books, findings: &mut Vec<Finding>) -> Read<Replayed> {
    let failed = |error: io::Error| LedgerError { cause: error.to_string() };
    let folded = books.file.as_ref().map_or(Ok(0), File::folded_through)?;
    let mut replayed = Replayed { segment: folded + 1, whole_bytes: 0 };
    let names = disk.list().map_err(failed)?;
    let segments: Vec<u64> =
        names.iter().filter_map(|name| segment_number(name)).filter(|&number| number > folded).collect();
    for (index, &segment) in segments.iter().enumerate() {
        let entries = read_entries(&disk.read(&segment_name(segment)).map_err(failed)?);
        let is_last = index + 1 == segments.len();
        match entries.tail {
            Tail::Whole => {}
            Tail::Torn if is_last => findings.push(Finding::TornEntry { segment: segment_name(segment) }),
            Tail::Torn | Tail::Damaged => findings.push(Finding::JournalDamaged { segment: segment_name(segment) }),
        }
        entries.changes.into_iter().for_each(|changes| books.apply(changes));
        replayed = Replayed { segment, whole_bytes: entries.whole_bytes };
    }
    Ok(replayed)
}
