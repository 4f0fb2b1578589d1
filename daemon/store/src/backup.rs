//! Backups: the owner's copy of the books, and bringing one back. A restored file begins a new epoch, so that what it
//! says from now on is never mistaken for what the lost one said.

use std::io;
use std::sync::Arc;

use domain::ledger::{LedgerError, Read};
use domain::link::{Link, Restored};
use domain::time::Moment;

use crate::changes::{Changes, Identity};
use crate::disk::Disk;
use crate::file::{FILE_NAME, File};
use crate::fold::drop_segments;
use crate::journal::{segment_name, segment_number, write_entry};
use crate::rebuild::{known_identity, put_in_place};
use crate::snapshot::{keep_snapshot, read_snapshot, snapshot_segment, write_snapshot};
use crate::store::Store;

/// Why a backup was not brought back. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The file is something else, or part of it is missing or altered.
    #[error("it is not a whole backup of Lango's books")]
    NotWhole,
    /// The disk refused.
    #[error("{0}")]
    Disk(String),
}

impl Store {
    /// Writes all rows, folded or not, through `put`.
    pub fn backup(&self, mut put: impl FnMut(&[u8]) -> io::Result<()>) -> Read<()> {
        self.unreadable.clone().map_or(Ok(()), Err)?;
        let failed = |error: io::Error| LedgerError { cause: error.to_string() };
        // The newest rows come before the end mark of the folded ones, so the mark is held back.
        let mut held: Vec<u8> = Vec::new();
        if let Some(file) = self.file() {
            write_snapshot(file, |bytes| {
                put(&held)?;
                held = bytes.to_vec();
                Ok(())
            })?;
        }
        for layer in self.unfolded() {
            let mut entry = Vec::new();
            write_entry(&layer.to_changes(), &mut entry).and_then(|()| put(&entry)).map_err(failed)?;
        }
        put(&held).map_err(failed)
    }
}

/// Replaces the books on a disk by a backup. The old file is kept aside; the epoch is higher than any of both.
pub fn restore(disk: &Arc<dyn Disk>, backup: &[u8]) -> Result<Identity, RestoreError> {
    const OLD_NAME: &str = "lango.redb.before-restore";
    let failed = |error: &dyn std::fmt::Display| RestoreError::Disk(error.to_string());
    let mut rows = read_snapshot(backup).ok_or(RestoreError::NotWhole)?;
    let names = disk.list().map_err(|error| failed(&error))?;
    let identities = rows.iter().filter_map(|changes| changes.identity);
    let restored = identities.max_by_key(|identity| identity.epoch).ok_or(RestoreError::NotWhole)?;
    let has_file = names.iter().any(|name| name == FILE_NAME);
    let present = if has_file { File::open(disk.as_ref(), FILE_NAME).ok() } else { None };
    let in_file = present.and_then(|file| file.identity().ok().flatten());
    let present = in_file.into_iter().chain(known_identity(disk.as_ref(), &names)).map(|identity| identity.epoch).max();
    let highest = restored.epoch.max(present.unwrap_or(0));
    let identity = Identity { epoch: highest, ..restored }.in_next_epoch();
    let link = rows.iter().filter_map(|changes| changes.link).next_back().filter(|link| link.starts > 0);
    let last = rows.iter().filter_map(|changes| changes.reached).max().unwrap_or(Moment::BEGINNING);
    // What there was a cloud to tell of may have gone on behind the backup.
    let link = link.map(|link| Link { restored: Some(Restored { epoch: identity.epoch, last }), ..link });
    rows.push(Changes { link, ..Changes::of_identity(identity) });
    let past = names.iter().filter_map(|name| segment_number(name).or_else(|| snapshot_segment(name)));
    let through = past.max().unwrap_or(0);
    put_in_place(disk, &names, rows, through, has_file.then_some(OLD_NAME)).map_err(RestoreError::Disk)?;
    let file = File::open(disk.as_ref(), FILE_NAME).map_err(|error| failed(&error))?;
    keep_snapshot(disk.as_ref(), &file, through).map_err(|error| failed(&error))?;
    drop_segments(disk.as_ref(), through).map_err(|error| failed(&error))?;
    // The journal goes on behind what the file holds; without this segment, opening would miss one.
    disk.append_to(&segment_name(through + 1), 0).map_err(|error| failed(&error))?;
    Ok(identity)
}
