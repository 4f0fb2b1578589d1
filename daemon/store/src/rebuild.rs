//! Making the redb file anew: at a site's first start, from snapshot and journal when it is damaged, from a backup. The
//! new file gets its name only when it is whole and knows its identity.

use std::io;
use std::sync::Arc;

use crate::changes::{Changes, Identity};
use crate::disk::Disk;
use crate::file::FILE_NAME;
use crate::journal::{read_entries, read_whole, segment_number};
use crate::snapshot::{build_file, read_snapshot, snapshot_segment};

/// Why a damaged file was not rebuilt.
pub(crate) enum Rebuild {
    /// There is nothing whole to make it from.
    NothingWhole,
    /// The disk refused.
    Failed(String),
}

/// Puts a file made of the newest whole snapshot in the place of the damaged one, under a new epoch. Where no snapshot
/// was ever kept but the journal goes back to the first segment, an empty file will do: the journal holds everything.
pub(crate) fn rebuild(
    disk: &Arc<dyn Disk>,
    names: &[String],
    kept_as: Option<&str>,
) -> Result<Option<String>, Rebuild> {
    let Some(known) = known_identity(disk.as_ref(), names) else { return Err(Rebuild::NothingWhole) };
    let snapshots = names.iter().rev().filter_map(|name| snapshot_segment(name).map(|segment| (name, segment)));
    let whole = snapshots.into_iter().find_map(|(name, segment)| {
        let rows = disk.read(name).ok().and_then(|bytes| read_snapshot(&bytes))?;
        Some((Some(name.clone()), rows, segment))
    });
    let first = names.iter().find_map(|name| segment_number(name));
    let (from, mut rows, through) = match (whole, first) {
        (Some(found), _) => found,
        (None, Some(1)) => (None, Vec::new(), 0),
        _ => return Err(Rebuild::NothingWhole),
    };
    rows.push(Changes::of_identity(known.in_next_epoch()));
    put_in_place(disk, names, rows, through, kept_as).map_err(Rebuild::Failed)?;
    Ok(from)
}

/// The identity of the latest epoch that any snapshot or journal segment tells of.
pub(crate) fn known_identity(disk: &dyn Disk, names: &[String]) -> Option<Identity> {
    let tells = |name: &&String| segment_number(name).is_some() || snapshot_segment(name).is_some();
    let read = |name: &String| {
        let bytes = disk.read(name).unwrap_or_default();
        if snapshot_segment(name).is_some() {
            read_whole(&bytes).unwrap_or_default()
        } else {
            read_entries(&bytes).changes
        }
    };
    // Journals after snapshots: of two identities of one epoch the later counts.
    let mut tellers: Vec<&String> = names.iter().filter(tells).collect();
    tellers.sort_by_key(|name| segment_number(name));
    let identities = tellers.into_iter().flat_map(read).filter_map(|changes| changes.identity);
    identities.max_by_key(|identity| identity.epoch)
}

/// Builds a file of rows beside the present one and gives it the name only when it is whole: a power cut leaves the one
/// or the other.
pub(crate) fn put_in_place(
    disk: &Arc<dyn Disk>,
    names: &[String],
    rows: Vec<Changes>,
    through_segment: u64,
    keep_old_as: Option<&str>,
) -> Result<(), String> {
    const NEW_NAME: &str = "lango.redb.new";
    let says = |error: io::Error| error.to_string();
    if names.iter().any(|name| name == NEW_NAME) {
        disk.remove(NEW_NAME).map_err(says)?;
    }
    build_file(disk, NEW_NAME, rows, through_segment).map_err(|error| error.to_string())?;
    if let Some(old) = keep_old_as {
        disk.rename(FILE_NAME, old).map_err(says)?;
    }
    disk.rename(NEW_NAME, FILE_NAME).map_err(says)
}
