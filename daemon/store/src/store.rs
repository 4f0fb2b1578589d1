//! The store: one owner of the books. It runs decisions one at a time, hands what they change to the journal, and folds
//! the journal into redb from time to time. It never waits: the disk's answers come back through [`Store::take_news`].

use std::sync::Arc;
use std::thread;

use domain::event::{Event, Record};
use domain::ids::{Chance, EventId, TicketId};
use domain::ledger::{Ledger, LedgerError, Read};
use domain::ticket::Ticket;
use domain::time::{ClockReading, Moment, Now, Step, Timeline};

use crate::ballast;
use crate::books::Books;
use crate::changes::{Changes, Identity};
use crate::commits::{CommitNumber, Commits};
use crate::committer::{Committer, Job, Written};
use crate::disk::Disk;
use crate::draft::{Draft, Drafted};
use crate::file::File;
use crate::fold::{FoldDue, FoldPlan, Folded};
use crate::journal::write_entry;
use crate::layer::Layer;
use crate::replay::replay;

/// Something the disk has to say; hand it to [`Store::take_news`].
#[derive(Debug)]
pub struct News(pub(crate) Told);

#[derive(Debug)]
pub(crate) enum Told {
    Written(Written),
    Folded(Folded),
}

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

/// What changed because of some news.
#[derive(Debug, PartialEq, Eq)]
pub enum Turn {
    /// Commits up to [`Store::durable`] are on disk.
    Durable,
    /// The group could not be written: its decisions and those after it did not happen. The cause, for people.
    Lost(String),
    /// The journal was folded into the file.
    Folded,
    /// It could not be folded; the journal keeps everything, and it will be tried again. The cause, for people.
    NotFolded(String),
}

/// The site's books and what keeps them.
pub struct Store {
    pub(crate) books: Books,
    pub(crate) commits: Commits,
    pub(crate) timeline: Timeline,
    pub(crate) owes_timeline: bool,
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
            identity,
            next_sequence: 1,
            chance,
            keeper: None,
            unreadable: None,
        }
    }

    /// Runs a decision. If it fails, nothing has happened.
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
        let wrote = !(drafted.plans.is_empty() && drafted.tickets.is_empty() && drafted.sessions.is_empty());
        if !wrote && drafted.events.is_empty() {
            return drafted.rests_on;
        }
        let records = drafted.events.into_iter().map(|event| self.record(event, step, wall_ms)).collect();
        self.gather(Changes {
            reached: Some(step.moment),
            plans: drafted.plans,
            tickets: drafted.tickets,
            sessions: drafted.sessions,
            records,
            ..Changes::default()
        })
    }

    fn record(&mut self, event: Event, step: Step, wall_ms: Option<u64>) -> Record {
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        let id = EventId::draw(self.chance.as_mut());
        Record { epoch: self.identity.epoch, sequence, id, moment: step.moment, wall_ms, event }
    }

    fn gather(&mut self, mut changes: Changes) -> CommitNumber {
        if std::mem::take(&mut self.owes_timeline) {
            changes.timeline = Some(self.timeline.clone());
        }
        self.books.apply(changes.clone());
        if self.keeper.is_some() { self.commits.gather(changes) } else { CommitNumber::default() }
    }

    /// Writes down who keeps these books.
    pub(crate) fn commit_identity(&mut self) {
        self.gather(Changes { identity: Some(self.identity), ..Changes::default() });
    }

    /// Whether a commit is on disk.
    pub fn is_durable(&self, number: CommitNumber) -> bool {
        number <= self.commits.durable
    }

    /// Starts writing what has gathered, unless a write is under way. Call it when no more decisions wait.
    pub fn flush(&mut self) {
        let Some(keeper) = &mut self.keeper else { return };
        let folds = keeper.fold.is_due(&self.books);
        if self.commits.is_writing() || !(self.commits.is_gathering() || folds) {
            return;
        }
        let group = self.commits.send();
        let mut entry = Vec::new();
        let encoded = if group.changes.is_empty() { Ok(()) } else { write_entry(&group.changes, &mut entry) };
        let job = Job { entry, rotate: folds };
        if folds {
            self.books.frozen = Some(Arc::new(std::mem::take(&mut self.books.live)));
        }
        let refused = match encoded {
            Err(error) => Some(error),
            Ok(()) if keeper.committer.send(job) => None,
            Ok(()) => Some(std::io::Error::other("the journal's thread has ended")),
        };
        if let Some(error) = refused {
            let written = Written { result: Err(error), rotated: Ok(false), spent_ballast: false };
            (keeper.tell)(News(Told::Written(written)));
        }
    }

    /// Takes in what the disk said.
    pub fn take_news(&mut self, news: News) -> Turn {
        match news.0 {
            Told::Written(written) => self.take_written(written),
            Told::Folded(folded) => self.take_folded(folded),
        }
    }

    fn take_written(&mut self, written: Written) -> Turn {
        if let Some(keeper) = &mut self.keeper {
            keeper.sales_paused |= written.spent_ballast;
        }
        if let Err(error) = written.result {
            self.commits.abandon();
            self.reload();
            return Turn::Lost(error.to_string());
        }
        self.commits.arrived();
        match written.rotated {
            Ok(true) => self.start_fold(),
            Ok(false) => {}
            Err(_) => self.postpone_fold(),
        }
        Turn::Durable
    }

    fn postpone_fold(&mut self) {
        self.thaw();
        if let Some(keeper) = &mut self.keeper {
            keeper.fold.end(false);
        }
    }

    /// Puts a layer that will not be folded after all back beneath the newest rows.
    fn thaw(&mut self) {
        let Some(frozen) = self.books.frozen.take().and_then(Arc::into_inner) else { return };
        let newer = std::mem::replace(&mut self.books.live, frozen);
        self.books.live.absorb(newer);
    }

    fn start_fold(&mut self) {
        let (Some(keeper), Some(file), Some(layer)) = (&mut self.keeper, &self.books.file, &self.books.frozen) else {
            return;
        };
        let work = keeper.fold.begin(Arc::clone(&keeper.disk), file.folder(), Arc::clone(layer));
        let tell = Arc::clone(&keeper.tell);
        let told = Arc::clone(&keeper.tell);
        let body = move || tell(News(Told::Folded(work.run())));
        if let Err(error) = thread::Builder::new().name("fold".to_owned()).stack_size(512 << 10).spawn(body) {
            told(News(Told::Folded(Folded { result: Err(LedgerError { cause: error.to_string() }) })));
        }
    }

    fn take_folded(&mut self, folded: Folded) -> Turn {
        let refreshed = folded.result.and_then(|()| match &mut self.books.file {
            Some(file) => Ok(file.refresh()?),
            None => Ok(()),
        });
        match refreshed {
            Ok(()) => {
                self.books.frozen = None;
                if let Some(keeper) = &mut self.keeper {
                    keeper.fold.end(true);
                }
                Turn::Folded
            }
            Err(error) => {
                self.postpone_fold();
                Turn::NotFolded(error.cause)
            }
        }
    }

    /// Reads the books anew from the disk, after a write that failed: what was not written did not happen.
    fn reload(&mut self) {
        self.unreadable = self.read_anew().err();
    }

    fn read_anew(&mut self) -> Read<()> {
        let (Some(keeper), Some(file)) = (&self.keeper, &self.books.file) else { return Ok(()) };
        let mut books = Books::over(file.folder().read()?)?;
        replay(keeper.disk.as_ref(), &mut books, &mut Vec::new())?;
        self.books = books;
        self.take_up()
    }

    /// Takes identity, timeline and sequence from the books just read. The running timeline is ahead of the stored one.
    pub(crate) fn take_up(&mut self) -> Read<()> {
        let Some(file) = &self.books.file else { return Ok(()) };
        let live = &self.books.live;
        if let Some(identity) = live.identity.map_or_else(|| file.identity(), |identity| Ok(Some(identity)))? {
            self.identity = identity;
        }
        if self.timeline == Timeline::default() {
            self.timeline = file.timeline()?.unwrap_or_default();
        }
        if let Some(reached) = live.reached.map_or_else(|| file.reached(), |reached| Ok(Some(reached)))? {
            self.timeline.resume(reached);
        }
        self.owes_timeline = true;
        let epoch = self.identity.epoch;
        let in_layer = live.records.range((epoch, 0)..=(epoch, u64::MAX)).next_back().map_or(0, |(key, _)| key.1);
        self.next_sequence = file.last_sequence(epoch)?.max(in_layer) + 1;
        Ok(())
    }

    /// Things to do now and then: take the ballast on again, try unreadable books again, fold what is old.
    pub fn tend(&mut self, due: FoldDue) {
        if self.unreadable.is_some() {
            self.reload();
        }
        let Some(keeper) = &mut self.keeper else { return };
        keeper.fold.ask(due);
        if keeper.sales_paused && ballast::take_on(keeper.disk.as_ref()).is_ok() {
            keeper.sales_paused = false;
        }
    }

    /// Whether selling is paused because the disk is full.
    pub fn sales_paused(&self) -> bool {
        self.unreadable.is_some() || self.keeper.as_ref().is_some_and(|keeper| keeper.sales_paused)
    }

    /// Whether anything is still on its way to the disk.
    pub fn is_settled(&self) -> bool {
        let folding = self.keeper.as_ref().is_some_and(|keeper| keeper.fold.is_running());
        !(self.commits.is_writing() || self.commits.is_gathering() || folding)
    }

    /// Who keeps these books, and in which life of the file.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Up to `limit` tickets behind an id, in the order of ids: a page of a listing.
    pub fn tickets_after(&self, after: Option<TicketId>, limit: usize) -> Read<Vec<Ticket>> {
        self.books.tickets_after(after, limit)
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
