//! Reading the journal again on top of the redb file, and what that brings to light.

use std::io;

use domain::ledger::{LedgerError, Read};

use crate::books::Books;
use crate::disk::Disk;
use crate::file::File;
use crate::journal::{Position, Tail, read_entries, segment_name, segment_number};

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
    /// Journal entries were unreadable or missing; some that were acknowledged are lost.
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

/// Puts every whole entry that is not folded yet on top of the books; none behind `until`, where that is given.
pub(crate) fn replay(
    disk: &dyn Disk,
    books: &mut Books,
    until: Option<Position>,
    findings: &mut Vec<Finding>,
) -> Read<Replayed> {
    let failed = |error: io::Error| LedgerError { cause: error.to_string() };
    let folded = books.file.as_ref().map_or(Ok(0), File::folded_through)?;
    let mut replayed = Replayed { segment: folded + 1, whole_bytes: 0 };
    let mut expected = folded + 1;
    let mut unfinished: Option<String> = None;
    for segment in unfolded_segments(disk, folded, until).map_err(failed)? {
        let name = segment_name(segment);
        let mut bytes = disk.read(&name).map_err(failed)?;
        if let Some(until) = until.filter(|until| until.segment == segment) {
            bytes.truncate(usize::try_from(until.bytes).unwrap_or(usize::MAX));
        }
        // An unfinished entry ends the journal; one that does not, or a segment that is missing, is damage.
        if (unfinished.is_some() && !bytes.is_empty()) || segment != expected {
            findings.push(Finding::JournalDamaged { segment: unfinished.take().unwrap_or_else(|| name.clone()) });
        }
        let entries = read_entries(&bytes);
        match entries.tail {
            Tail::Whole => {}
            Tail::Torn => unfinished = Some(name),
            Tail::Damaged => findings.push(Finding::JournalDamaged { segment: name }),
        }
        entries.changes.into_iter().for_each(|changes| books.apply(changes));
        replayed = Replayed { segment, whole_bytes: entries.whole_bytes };
        expected = segment + 1;
    }
    if expected == folded + 1 && !findings.contains(&Finding::Created) {
        // The segment behind the folded ones is made before anything is folded: it was there.
        findings.push(Finding::JournalDamaged { segment: segment_name(expected) });
    }
    findings.extend(unfinished.map(|segment| Finding::TornEntry { segment }));
    Ok(replayed)
}

fn unfolded_segments(disk: &dyn Disk, folded: u64, until: Option<Position>) -> io::Result<Vec<u64>> {
    let last = until.map_or(u64::MAX, |until| until.segment);
    let numbers = disk.list()?.into_iter().filter_map(|name| segment_number(&name));
    Ok(numbers.filter(|&number| number > folded && number <= last).collect())
}
