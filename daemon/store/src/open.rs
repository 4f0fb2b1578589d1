//! Opening the books: the redb file is checked, the journal behind it is read again, and a damaged file is replaced by
//! the newest snapshot and the journal that follows it, under a new epoch.

use std::io;
use std::sync::Arc;

use domain::ids::{Chance, SiteId};
use domain::ledger::LedgerError;

use crate::ballast;
use crate::books::Books;
use crate::changes::{Changes, Identity};
use crate::commits::Commits;
use crate::committer::Committer;
use crate::disk::Disk;
use crate::file::{FILE_NAME, File, FileError};
use crate::fold::FoldPlan;
use crate::journal::{Journal, read_entries, segment_name, segment_number};
use crate::replay::{Finding, replay};
use crate::snapshot::{build_file, read_snapshot, snapshot_segment};
use crate::store::{Keeper, Store, Tell};
use crate::turns::{News, Told};

/// Why the books cannot be opened. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is of a later version.
    #[error("{file} {why}: install that version or a later one, or restore an older backup with `langod restore FILE`")]
    Newer {
        /// The file.
        file: String,
        /// What was found.
        why: String,
    },
    /// The file is damaged and there is nothing to rebuild it from.
    #[error(
        "{file} cannot be used and no snapshot beside it is whole ({why}): bring a backup back with `langod restore FILE`; nothing was changed"
    )]
    Unrecoverable {
        /// The file.
        file: String,
        /// What was found.
        why: String,
    },
    /// The disk refused.
    #[error("{file} cannot be opened: {cause}")]
    Disk {
        /// The file.
        file: String,
        /// What the disk said.
        cause: String,
    },
}

/// Opened books.
#[derive(Debug)]
pub struct Opened {
    /// The books.
    pub store: Store,
    /// What is worth telling a person.
    pub findings: Vec<Finding>,
}

/// Opens the books on a disk, beginning new ones if there are none.
pub fn open(disk: Arc<dyn Disk>, chance: Box<dyn Chance + Send>, tell: Tell) -> Result<Opened, OpenError> {
    let mut findings = Vec::new();
    let file = open_file(&disk, &mut findings)?;
    let describe = |name: &str| disk.describe(name);
    let at_file = |error: LedgerError| OpenError::Disk { file: describe(FILE_NAME), cause: error.cause };
    let mut books = Books::over(file).map_err(at_file)?;
    let replayed = replay(disk.as_ref(), &mut books, &mut findings).map_err(at_file)?;
    let journal = Journal::resume(Arc::clone(&disk), replayed.segment, replayed.whole_bytes);
    let at_journal = |error: io::Error| OpenError::Disk { file: describe("journal"), cause: error.to_string() };
    let tell_written = Arc::clone(&tell);
    let committer = Committer::start(Arc::clone(&disk), journal.map_err(at_journal)?, move |written| {
        tell_written(News(Told::Written(written)));
    });
    // A disk too full for the ballast is a disk too full to sell on.
    let sales_paused = ballast::take_on(disk.as_ref()).is_err();
    let fold = FoldPlan::new(replayed.segment, newest_snapshot(disk.as_ref()));
    let committer = committer.map_err(at_journal)?;
    let keeper = Keeper { disk: Arc::clone(&disk), committer, tell, fold, sales_paused };
    let mut store = Store {
        commits: Commits::default(),
        timeline: books.live.timeline.clone().unwrap_or_default(),
        owes_timeline: false,
        identity: Identity { site: SiteId::from_bytes([0; 16]), epoch: 0 },
        next_sequence: 1,
        chance,
        keeper: Some(keeper),
        unreadable: None,
        books,
    };
    store.take_up().map_err(at_file)?;
    store.identify(&mut findings);
    Ok(Opened { store, findings })
}

impl Store {
    /// New books get a name; books that lost something begin a new epoch.
    fn identify(&mut self, findings: &mut Vec<Finding>) {
        let is_new = self.identity.epoch == 0;
        let is_broken = findings.iter().any(|f| matches!(f, Finding::Rebuilt { .. } | Finding::JournalDamaged { .. }));
        if is_new {
            self.identity.site = SiteId::draw(self.chance.as_mut());
            findings.push(Finding::Created);
        }
        if is_new || is_broken {
            self.identity.epoch += 1;
            self.next_sequence = 1;
            self.commit_identity();
        }
    }
}

fn newest_snapshot(disk: &dyn Disk) -> u64 {
    let names = disk.list().unwrap_or_default();
    names.iter().filter_map(|name| snapshot_segment(name)).max().unwrap_or(0)
}

fn open_file(disk: &Arc<dyn Disk>, findings: &mut Vec<Finding>) -> Result<File, OpenError> {
    let file = || disk.describe(FILE_NAME);
    let disk_says = |error: io::Error| OpenError::Disk { file: disk.describe(FILE_NAME), cause: error.to_string() };
    let names = disk.list().map_err(disk_says)?;
    let has_file = names.iter().any(|name| name == FILE_NAME);
    let has_past = names.iter().any(|name| segment_number(name).is_some() || snapshot_segment(name).is_some());
    if !has_file && !has_past {
        put_in_place(disk, &names, Vec::new(), 0, None).map_err(|cause| OpenError::Disk { file: file(), cause })?;
    }
    let why = if !has_file && has_past {
        "it is missing".to_owned()
    } else {
        match File::open(disk.as_ref(), FILE_NAME) {
            Ok(file) => return Ok(file),
            Err(FileError::Damaged(why)) => why,
            Err(error @ FileError::Newer { .. }) => {
                return Err(OpenError::Newer { file: file(), why: error.to_string() });
            }
            Err(FileError::Io(cause)) => return Err(OpenError::Disk { file: file(), cause }),
        }
    };
    let kept_as = has_file.then(|| format!("{FILE_NAME}.damaged"));
    let from = rebuild(disk, &names, kept_as.as_deref()).map_err(|error| match error {
        Rebuild::NothingWhole => OpenError::Unrecoverable { file: file(), why: why.clone() },
        Rebuild::Failed(cause) => OpenError::Disk { file: file(), cause },
    })?;
    findings.push(Finding::Rebuilt { why, from, kept_as });
    File::open(disk.as_ref(), FILE_NAME).map_err(|error| OpenError::Disk { file: file(), cause: error.to_string() })
}

enum Rebuild {
    NothingWhole,
    Failed(String),
}

/// Puts a file made of the newest whole snapshot in the place of the damaged one. Where no snapshot was ever kept but
/// the journal goes back to the first segment, an empty file will do: the journal holds everything.
fn rebuild(disk: &Arc<dyn Disk>, names: &[String], kept_as: Option<&str>) -> Result<Option<String>, Rebuild> {
    let snapshots = names.iter().rev().filter_map(|name| snapshot_segment(name).map(|segment| (name, segment)));
    let whole = snapshots.into_iter().find_map(|(name, segment)| {
        let rows = disk.read(name).ok().and_then(|bytes| read_snapshot(&bytes))?;
        Some((Some(name.clone()), rows, segment))
    });
    let first = names.iter().find_map(|name| segment_number(name));
    let (from, rows, through) = match (whole, first) {
        (Some(found), _) => found,
        (None, Some(1)) if journal_begins_the_books(disk.as_ref()) => (None, Vec::new(), 0),
        _ => return Err(Rebuild::NothingWhole),
    };
    put_in_place(disk, names, rows, through, kept_as).map_err(Rebuild::Failed)?;
    Ok(from)
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

fn journal_begins_the_books(disk: &dyn Disk) -> bool {
    let bytes = disk.read(&segment_name(1)).unwrap_or_default();
    read_entries(&bytes).changes.first().is_some_and(|changes: &Changes| changes.identity.is_some())
}
