//! Opening the books: the redb file is checked, the journal behind it is read again, and a damaged file is replaced by
//! the newest snapshot and the journal that follows it, under a new epoch.

use std::io;
use std::sync::Arc;

use domain::ids::{Chance, SiteId};
use domain::ledger::{LedgerError, Read};

use crate::ballast;
use crate::books::Books;
use crate::changes::{Changes, Identity};
use crate::commits::Commits;
use crate::committer::Committer;
use crate::disk::Disk;
use crate::file::{FILE_NAME, File, FileError};
use crate::fold::FoldPlan;
use crate::journal::{Journal, Position, segment_number};
use crate::layer::Layer;
use crate::rebuild::{Rebuild, put_in_place, rebuild};
use crate::replay::{Finding, replay};
use crate::snapshot::snapshot_segment;
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
    /// The file was written before the first release.
    #[error("{file} {why}: start with an empty data directory")]
    Older {
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
pub fn open(disk: Arc<dyn Disk>, mut chance: Box<dyn Chance + Send>, tell: Tell) -> Result<Opened, OpenError> {
    let mut findings = Vec::new();
    let at_file = |error: LedgerError| OpenError::Disk { file: disk.describe(FILE_NAME), cause: error.cause };
    let at_journal = |error: io::Error| OpenError::Disk { file: disk.describe("journal"), cause: error.to_string() };
    let file = open_file(&disk, chance.as_mut(), &mut findings)?;
    let mut books = Books::over(file).map_err(at_file)?;
    let replayed = replay(disk.as_ref(), &mut books, None, &mut findings).map_err(at_file)?;
    if findings.iter().any(|finding| matches!(finding, Finding::JournalDamaged { .. })) {
        // The new epoch is on disk before the damage is cut off: a power cut in between must not forget it.
        begin_epoch(&mut books).map_err(at_file)?;
    }
    let position = Position { segment: replayed.segment, bytes: replayed.whole_bytes };
    let journal = Journal::resume(Arc::clone(&disk), position).map_err(at_journal)?;
    let tell_written = Arc::clone(&tell);
    let committer = Committer::start(Arc::clone(&disk), journal, move |written| {
        tell_written(News(Told::Written(written)));
    });
    // A disk too full for the ballast is a disk too full to sell on.
    let sales_paused = ballast::take_on(disk.as_ref()).is_err();
    let fold = FoldPlan::new(replayed.segment, newest_snapshot(disk.as_ref()));
    let keeper = Keeper {
        disk: Arc::clone(&disk),
        committer: committer.map_err(at_journal)?,
        tell,
        fold,
        sales_paused,
        wants_ballast: false,
        acknowledged: position,
    };
    let mut store = Store {
        commits: Commits::default(),
        timeline: books.live.timeline.clone().unwrap_or_default(),
        owes_timeline: false,
        owes_identity: !findings.is_empty(),
        identity: Identity { site: SiteId::from_bytes([0; 16]), epoch: 0 },
        next_sequence: 1,
        chance,
        keeper: Some(keeper),
        unreadable: None,
        books,
    };
    store.take_up().map_err(at_file)?;
    Ok(Opened { store, findings })
}

/// Books that lost something begin a new epoch, so that what they say from now on is never mistaken for what they said.
fn begin_epoch(books: &mut Books) -> Read<()> {
    let Some(file) = &mut books.file else { return Ok(()) };
    let in_file = file.identity()?;
    let known = in_file.into_iter().chain(books.live.identity).max_by_key(|identity| identity.epoch);
    let mut layer = Layer::default();
    layer.identity = known.map(Identity::in_next_epoch);
    file.writer().fold(&layer, file.folded_through()?)?;
    Ok(file.refresh()?)
}

fn newest_snapshot(disk: &dyn Disk) -> u64 {
    let names = disk.list().unwrap_or_default();
    names.iter().filter_map(|name| snapshot_segment(name)).max().unwrap_or(0)
}

fn open_file(disk: &Arc<dyn Disk>, chance: &mut dyn Chance, findings: &mut Vec<Finding>) -> Result<File, OpenError> {
    let file = || disk.describe(FILE_NAME);
    let disk_says = |error: io::Error| OpenError::Disk { file: disk.describe(FILE_NAME), cause: error.to_string() };
    let names = disk.list().map_err(disk_says)?;
    let has_file = names.iter().any(|name| name == FILE_NAME);
    let has_past = names.iter().any(|name| segment_number(name).is_some() || snapshot_segment(name).is_some());
    if !has_file && !has_past {
        let identity = Changes::of_identity(Identity { site: SiteId::draw(chance), epoch: 1 });
        let made = put_in_place(disk, &names, vec![identity], 0, None);
        made.map_err(|cause| OpenError::Disk { file: file(), cause })?;
        findings.push(Finding::Created);
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
            Err(error @ FileError::Older { .. }) => {
                return Err(OpenError::Older { file: file(), why: error.to_string() });
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
