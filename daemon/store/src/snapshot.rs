//! Snapshots: all rows of the books as a file of journal entries, so that one format serves the journal, the rotating
//! snapshots and the owner's backups. An empty entry marks the end; a file without it is not whole.

use std::io;
use std::sync::Arc;

use domain::ledger::{LedgerError, Read};

use crate::changes::Changes;
use crate::disk::Disk;
use crate::file::{File, FileError};
use crate::journal::{read_whole, write_entry};
use crate::layer::Layer;

/// Snapshots kept: the newest, and two to fall back on.
pub(crate) const SNAPSHOTS_KEPT: usize = 3;

const UNFINISHED_NAME: &str = "snapshot.new";

/// The file name of a snapshot that holds all journal segments up to this one.
pub(crate) fn snapshot_name(through_segment: u64) -> String {
    format!("snapshot-{through_segment:010}.lango")
}

/// Whether a file in the data directory is one of the copies that are kept of the books.
pub fn is_snapshot(name: &str) -> bool {
    snapshot_segment(name).is_some()
}

/// The segment in a snapshot's file name.
pub(crate) fn snapshot_segment(name: &str) -> Option<u64> {
    name.strip_prefix("snapshot-")?.strip_suffix(".lango")?.parse().ok()
}

/// Writes all rows of a file through `put`, entry by entry, and the end mark.
pub(crate) fn write_snapshot(file: &File, mut put: impl FnMut(&[u8]) -> io::Result<()>) -> Read<()> {
    let failed = |error: io::Error| LedgerError { cause: error.to_string() };
    let mut entry = Vec::new();
    let mut put_entry = |changes: &Changes| {
        entry.clear();
        write_entry(changes, &mut entry).and_then(|()| put(&entry)).map_err(failed)
    };
    file.each_piece(|piece| if piece.is_empty() { Ok(()) } else { put_entry(&piece) })?;
    put_entry(&Changes::default())
}

/// Keeps a snapshot beside the file, and of the older ones only as many as are kept. Says through which segment the
/// journal is held by two snapshots: should the newest turn out bad, the one before and the journal behind it do.
pub(crate) fn keep_snapshot(disk: &dyn Disk, file: &File, through_segment: u64) -> Read<Option<u64>> {
    let failed = |error: io::Error| LedgerError { cause: format!("no snapshot could be kept: {error}") };
    if let Err(error) = write_beside(disk, file, through_segment) {
        let _ = disk.remove(UNFINISHED_NAME);
        return Err(error);
    }
    let mut kept: Vec<String> =
        disk.list().map_err(failed)?.into_iter().filter(|name| snapshot_segment(name).is_some()).collect();
    kept.sort();
    for old in kept.iter().rev().skip(SNAPSHOTS_KEPT) {
        disk.remove(old).map_err(failed)?;
    }
    Ok(kept.iter().rev().nth(1).and_then(|name| snapshot_segment(name)))
}

fn write_beside(disk: &dyn Disk, file: &File, through_segment: u64) -> Read<()> {
    let failed = |error: io::Error| LedgerError { cause: format!("no snapshot could be kept: {error}") };
    let mut target = disk.append_to(UNFINISHED_NAME, 0).map_err(failed)?;
    write_snapshot(file, |bytes| target.append(bytes))?;
    target.sync().map_err(failed)?;
    disk.rename(UNFINISHED_NAME, &snapshot_name(through_segment)).map_err(failed)
}

/// The rows of a snapshot; `None` if it is not whole.
pub(crate) fn read_snapshot(bytes: &[u8]) -> Option<Vec<Changes>> {
    let mut entries = read_whole(bytes)?;
    let ended = entries.pop().is_some_and(|last| last.is_empty());
    let knows_itself = entries.iter().any(|changes| changes.identity.is_some());
    (ended && knows_itself).then_some(entries)
}

/// Builds a redb file from rows, under a name nobody opens yet.
pub(crate) fn build_file(
    disk: &Arc<dyn Disk>,
    name: &str,
    rows: Vec<Changes>,
    through_segment: u64,
) -> Result<(), FileError> {
    let file = File::create(disk.as_ref(), name)?;
    let writer = file.writer();
    for changes in rows {
        let mut layer = Layer::default();
        layer.apply(changes);
        writer.fold(&layer, through_segment)?;
    }
    writer.fold(&Layer::default(), through_segment)
}
