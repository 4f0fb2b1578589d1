//! When the journal is folded into redb, and the work itself, done on a thread of its own. Folding is rare because each
//! redb commit writes tens of kilobytes; it is not too rare, because what is not folded is held in memory and read
//! again at the next start.

use std::sync::Arc;

use domain::ledger::{LedgerError, Read};
use domain::link::Cursor;
use domain::time::Moment;

use crate::books::Books;
use crate::disk::Disk;
use crate::file::FileWriter;
use crate::journal::segment_number;
use crate::layer::Layer;
use crate::snapshot::keep_snapshot;

/// Rows held in memory before they are folded: one to two megabytes.
const MOST_ROWS: usize = 2000;
/// Journal segments kept for a recovery before a new snapshot makes them superfluous.
const SEGMENTS_PER_SNAPSHOT: u64 = 24;

/// How far back the books remember what is over; `None` while the site is younger than that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    /// Up to here the cloud has the outbox: such lines are kept a month, others until it has them.
    pub(crate) acknowledged: Cursor,
    /// Whether there ever was a cloud to tell. Where there was none, the outbox is bounded.
    pub(crate) has_cloud: bool,
    /// Closed sessions, checkouts, and reviews that were settled.
    pub(crate) a_month: Option<Moment>,
    /// Receipts: nobody shall use one twice.
    pub(crate) a_quarter: Option<Moment>,
}

/// What the passing of time asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldDue {
    /// Nothing, unless much has gathered.
    IfMuch,
    /// Fold whatever there is.
    Fold,
    /// Fold, and keep a snapshot.
    Snapshot,
}

/// What a fold returned.
#[derive(Debug)]
pub(crate) struct Folded {
    pub(crate) result: Read<()>,
}

/// When to fold.
#[derive(Debug)]
pub(crate) struct FoldPlan {
    /// What is asked for and not yet done.
    asked: FoldDue,
    is_running: bool,
    /// After a failure, until the next time it is asked for: a disk that refuses is not asked again at once.
    is_postponed: bool,
    segment: u64,
    snapshot_segment: u64,
    /// Through which segment the running fold keeps a snapshot.
    snapshot_under_way: Option<u64>,
}

impl FoldPlan {
    /// A plan for a journal at this segment, whose newest snapshot holds all up to another.
    pub(crate) fn new(segment: u64, snapshot_segment: u64) -> Self {
        FoldPlan {
            asked: FoldDue::IfMuch,
            is_running: false,
            is_postponed: false,
            segment,
            snapshot_segment,
            snapshot_under_way: None,
        }
    }

    pub(crate) fn ask(&mut self, due: FoldDue) {
        self.asked = self.asked.max(due);
        self.is_postponed = false;
    }

    pub(crate) fn is_running(&self) -> bool {
        self.is_running
    }

    pub(crate) fn is_due(&self, books: &Books) -> bool {
        let rows = books.live.rows();
        let wanted = rows >= MOST_ROWS || (self.asked > FoldDue::IfMuch && rows > 0);
        wanted && !self.is_running && !self.is_postponed && books.frozen.is_none()
    }

    /// The journal has begun its next segment: what was before it can be folded.
    /// With a snapshot, what is older than `kept` says is forgotten.
    pub(crate) fn begin(&mut self, disk: Arc<dyn Disk>, writer: FileWriter, layer: Arc<Layer>, kept: Kept) -> FoldWork {
        let through = self.segment;
        let keeps_snapshot =
            self.asked == FoldDue::Snapshot || through.saturating_sub(self.snapshot_segment) >= SEGMENTS_PER_SNAPSHOT;
        self.snapshot_under_way = keeps_snapshot.then_some(through);
        self.segment += 1;
        self.is_running = true;
        FoldWork { disk, writer, layer, through, keeps_snapshot, kept }
    }

    /// The fold, or the journal's next segment before it, has ended.
    pub(crate) fn end(&mut self, worked: bool) {
        self.is_running = false;
        self.is_postponed = !worked;
        let snapshot = self.snapshot_under_way.take();
        if worked {
            self.asked = FoldDue::IfMuch;
            self.snapshot_segment = snapshot.unwrap_or(self.snapshot_segment);
        }
    }
}

/// One fold.
pub(crate) struct FoldWork {
    disk: Arc<dyn Disk>,
    writer: FileWriter,
    layer: Arc<Layer>,
    through: u64,
    keeps_snapshot: bool,
    kept: Kept,
}

impl FoldWork {
    /// Folds, keeps a snapshot if one is due, and drops the journal segments that two snapshots hold.
    pub(crate) fn run(self) -> Folded {
        Folded { result: self.work() }
    }

    fn work(self) -> Read<()> {
        self.writer.fold(&self.layer, self.through)?;
        if !self.keeps_snapshot {
            return Ok(());
        }
        self.writer.forget(self.kept)?;
        match keep_snapshot(self.disk.as_ref(), &self.writer.read()?, self.through)? {
            Some(held_twice) => drop_segments(self.disk.as_ref(), held_twice),
            None => Ok(()),
        }
    }
}

/// Removes the journal segments up to one.
pub(crate) fn drop_segments(disk: &dyn Disk, through: u64) -> Read<()> {
    let failed = |error: std::io::Error| LedgerError { cause: error.to_string() };
    for name in disk.list().map_err(failed)? {
        if segment_number(&name).is_some_and(|number| number <= through) {
            disk.remove(&name).map_err(failed)?;
        }
    }
    Ok(())
}
