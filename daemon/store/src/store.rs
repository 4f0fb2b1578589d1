//! The store: one owner of the books. It runs decisions one at a time, hands what they change to the journal, and folds
//! the journal into redb from time to time. It never waits: the disk's answers come back through [`Store::take_news`].

use std::sync::Arc;

use domain::checkout::Checkout;
use domain::event::{Event, Record};
use domain::ids::{Chance, CheckoutId, EventId, TicketId};
use domain::ledger::{Ledger, LedgerError, Read};
use domain::ticket::Ticket;
use domain::time::{ClockReading, Moment, Now, Step, Timeline};

use crate::books::Books;
use crate::changes::{Changes, Identity};
use crate::commits::{CommitNumber, Commits};
use crate::committer::Committer;
use crate::disk::Disk;
use crate::draft::{Draft, Drafted};
use crate::file::File;
use crate::fold::{FoldDue, FoldPlan};
use crate::journal::Position;
use crate::layer::Layer;
use crate::turns::News;

/// How the store's threads reach its owner. Called from other threads.
pub type Tell = Arc<dyn Fn(News) + Send + Sync>;

/// What a decision returned, and what must be on disk before anyone hears of it.
#[derive(Debug)]
pub struct Decided<T> {
    /// What the decision returned.
    pub outcome: T,
    /// The commit to wait for; on disk already if [`Store::is_durable`].
    pub rests_on: CommitNumber,
}

/// The site's books and what keeps them.
pub struct Store {
    pub(crate) books: Books,
    pub(crate) commits: Commits,
    pub(crate) timeline: Timeline,
    /// Whether the next entry of the journal has to carry the whole timeline, or the identity.
    pub(crate) owes_timeline: bool,
    pub(crate) owes_identity: bool,
    pub(crate) identity: Identity,
    pub(crate) next_sequence: u64,
    pub(crate) chance: Box<dyn Chance + Send>,
    pub(crate) keeper: Option<Keeper>,
    pub(crate) unreadable: Option<LedgerError>,
}

/// What a store on a disk has beyond its twin in memory.
pub(crate) struct Keeper {
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) committer: Committer,
    pub(crate) tell: Tell,
    pub(crate) fold: FoldPlan,
    pub(crate) sales_paused: bool,
    /// Whether the ballast is to be taken on board with the next write.
    pub(crate) wants_ballast: bool,
    /// Up to where the journal is acknowledged.
    pub(crate) acknowledged: Position,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("identity", &self.identity).finish_non_exhaustive()
    }
}

impl Store {
    /// The twin without a disk: the same books in ordered maps, every commit durable at once.
    pub fn in_memory(identity: Identity, chance: Box<dyn Chance + Send>) -> Self {
        Store {
            books: Books::default(),
            commits: Commits::default(),
            timeline: Timeline::default(),
            owes_timeline: true,
            owes_identity: true,
            identity,
            next_sequence: 1,
            chance,
            keeper: None,
            unreadable: None,
        }
    }

    /// Runs a decision. If it fails, the books are as before.
    pub fn decide<T>(
        &mut self,
        reading: &ClockReading,
        decision: impl FnOnce(&mut dyn Ledger, &mut dyn Chance, &Now<'_>) -> Read<T>,
    ) -> Read<Decided<T>> {
        if let Some(error) = &self.unreadable {
            return Err(error.clone());
        }
        let step = self.step(reading);
        let now = self.timeline.now(step.moment);
        let mut draft = Draft::new(&self.books, &self.commits);
        let outcome = decision(&mut draft, self.chance.as_mut(), &now)?;
        let wall_ms = now.wall_ms();
        let drafted = draft.finish();
        let rests_on = self.keep(drafted, step, wall_ms);
        Ok(Decided { outcome, rests_on })
    }

    /// Writes down that this moment was reached, so that a power cut cannot give back more than the time since.
    pub fn mark_time(&mut self, reading: &ClockReading) -> Moment {
        let step = self.step(reading);
        self.gather(Changes { reached: Some(step.moment), ..Changes::default() });
        step.moment
    }

    fn step(&mut self, reading: &ClockReading) -> Step {
        let step = self.timeline.advance(reading);
        self.owes_timeline |= step.is_landmark;
        step
    }

    fn keep(&mut self, drafted: Drafted, step: Step, wall_ms: Option<u64>) -> CommitNumber {
        drafted.notes.into_iter().for_each(|session| self.books.open.put(session));
        if drafted.changes.is_empty() && drafted.events.is_empty() {
            return drafted.rests_on;
        }
        let records = drafted.events.into_iter().map(|event| self.record(event, step, wall_ms)).collect();
        self.gather(Changes { reached: Some(step.moment), records, ..drafted.changes })
    }

    fn record(&mut self, event: Event, step: Step, wall_ms: Option<u64>) -> Record {
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        let id = EventId::draw(self.chance.as_mut());
        Record { epoch: self.identity.epoch, sequence, id, moment: step.moment, wall_ms, event }
    }

    pub(crate) fn gather(&mut self, mut changes: Changes) -> CommitNumber {
        if std::mem::take(&mut self.owes_timeline) {
            changes.timeline = Some(self.timeline.clone());
        }
        if std::mem::take(&mut self.owes_identity) {
            changes.identity = Some(self.identity);
        }
        self.books.apply(changes.clone());
        if self.keeper.is_some() { self.commits.gather(changes) } else { CommitNumber::default() }
    }

    /// Whether a commit is on disk.
    pub fn is_durable(&self, number: CommitNumber) -> bool {
        number <= self.commits.durable
    }

    /// Things to do now and then: take the ballast on again, try unreadable books again, fold what is old.
    pub fn tend(&mut self, due: FoldDue) {
        if self.unreadable.is_some() {
            self.reload();
        }
        let Some(keeper) = &mut self.keeper else { return };
        keeper.fold.ask(due);
        keeper.wants_ballast = keeper.sales_paused;
        self.forget();
    }

    /// Lets go of what the memory need not hold.
    pub(crate) fn forget(&mut self) {
        self.books.recent.forget(&self.timeline);
        if let Some(a_month) = self.timeline.moment_ago(30 * 24 * 3600 * 1000) {
            self.books.reviews.retain(|_, review| review.is_open() || review.opened >= a_month);
        }
    }

    /// Whether selling is paused because the disk is full.
    pub fn sales_paused(&self) -> bool {
        self.unreadable.is_some() || self.keeper.as_ref().is_some_and(|keeper| keeper.sales_paused)
    }

    /// Whether anything is still on its way to the disk.
    pub fn is_settled(&self) -> bool {
        !(self.commits.is_writing() || self.commits.is_gathering() || self.is_folding())
    }

    /// The latest wall time known to be past, in milliseconds since 1970.
    pub fn high_water_ms(&self) -> Option<u64> {
        self.timeline.high_water_ms()
    }

    /// Whether the journal is being folded: that thread holds the disk until it has ended.
    pub fn is_folding(&self) -> bool {
        self.keeper.as_ref().is_some_and(|keeper| keeper.fold.is_running())
    }

    /// Who keeps these books, and in which life of the file.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Up to `limit` tickets behind an id, in the order of ids: a page of a listing.
    pub fn tickets_after(&self, after: Option<TicketId>, limit: usize) -> Read<Vec<Ticket>> {
        self.unreadable.clone().map_or(Ok(()), Err)?;
        self.books.tickets_after(after, limit)
    }

    /// Up to `limit` checkouts behind an id, in the order of ids: a page of a listing.
    pub fn checkouts_after(&self, after: Option<CheckoutId>, limit: usize) -> Read<Vec<Checkout>> {
        self.unreadable.clone().map_or(Ok(()), Err)?;
        self.books.checkouts_after(after, limit)
    }

    /// How far the outbox has come.
    pub fn last_sequence(&self) -> u64 {
        self.next_sequence.saturating_sub(1)
    }

    /// The folded file, for a backup.
    pub(crate) fn file(&self) -> Option<&File> {
        self.books.file.as_ref()
    }

    /// Rows not folded yet, newest last.
    pub(crate) fn unfolded(&self) -> impl Iterator<Item = &Layer> {
        self.books.frozen.as_deref().into_iter().chain([&self.books.live])
    }
}

impl Store {
    /// All open sessions.
    pub fn open_sessions(&self) -> impl Iterator<Item = &domain::session::Session> {
        self.books.open.all()
    }
}
