//! The store and its disk, turn by turn: what has gathered is sent to be written, and what the disk says is taken in.

use std::sync::Arc;
use std::thread;

use domain::ledger::{LedgerError, Read};
use domain::time::Timeline;

use crate::books::Books;
use crate::committer::{Job, Written};
use crate::file::{FILE_NAME, File};
use crate::fold::{Folded, Kept};
use crate::journal::write_entry;
use crate::replay::replay;
use crate::store::Store;

/// Something the disk has to say; hand it to [`Store::take_news`].
#[derive(Debug)]
pub struct News(pub(crate) Told);

#[derive(Debug)]
pub(crate) enum Told {
    Written(Written),
    Folded(Folded),
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

const DAY_MS: u64 = 24 * 3600 * 1000;

impl Store {
    /// Starts writing what has gathered, unless a write is under way. Call it when no more decisions wait.
    pub fn flush(&mut self) {
        let Some(keeper) = &mut self.keeper else { return };
        let folds = keeper.fold.is_due(&self.books);
        let has_work = self.commits.is_gathering() || folds || keeper.wants_ballast;
        if self.commits.is_writing() || !has_work {
            return;
        }
        let group = self.commits.send();
        let mut entry = Vec::new();
        let encoded = if group.changes.is_empty() { Ok(()) } else { write_entry(&group.changes, &mut entry) };
        let take_ballast = std::mem::take(&mut keeper.wants_ballast);
        let job = Job { entry, rotate: folds, take_ballast };
        if folds {
            self.books.frozen = Some(Arc::new(std::mem::take(&mut self.books.live)));
        }
        let refused = match encoded {
            Err(error) => Some(error),
            Ok(()) if keeper.committer.send(job) => None,
            Ok(()) => Some(std::io::Error::other("the journal's thread has ended")),
        };
        if let Some(error) = refused {
            let position = keeper.acknowledged;
            let written =
                Written { result: Err(error), rotated: Ok(false), spent_ballast: false, took_ballast: false, position };
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
            keeper.sales_paused = (keeper.sales_paused || written.spent_ballast) && !written.took_ballast;
            keeper.acknowledged = written.position;
        }
        if let Err(error) = written.result {
            self.commits.abandon();
            self.owes_identity = true;
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
        let Some(frozen) = self.books.frozen.take() else { return };
        let newer = std::mem::replace(&mut self.books.live, Arc::unwrap_or_clone(frozen));
        self.books.live.absorb(newer);
    }

    fn start_fold(&mut self) {
        let (Some(keeper), Some(file), Some(layer)) = (&mut self.keeper, &self.books.file, &self.books.frozen) else {
            return;
        };
        // What is over answers questions of guests and owners for a while.
        let days_ago = |days: u64| self.timeline.moment_ago(days * DAY_MS);
        let link = self.books.link;
        let kept = Kept {
            // What cannot be read is forgotten another time.
            acknowledged: self.books.standing_place(link.acknowledged).unwrap_or_default(),
            has_cloud: link.starts > 0,
            a_month: days_ago(30),
            a_quarter: days_ago(92),
        };
        let work = keeper.fold.begin(Arc::clone(&keeper.disk), file.writer(), Arc::clone(layer), kept);
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
                // redb trusts nothing it holds after a write that failed; opened afresh, it does.
                self.books.file = None;
                self.reload();
                Turn::NotFolded(error.cause)
            }
        }
    }

    /// Reads the books anew from the disk, after a write that failed: what was not written did not happen.
    pub(crate) fn reload(&mut self) {
        self.unreadable = self.read_anew().err();
    }

    fn read_anew(&mut self) -> Read<()> {
        let Some(keeper) = &self.keeper else { return Ok(()) };
        let file = match &self.books.file {
            Some(file) => file.writer().read()?,
            None if keeper.fold.is_running() => return Err(LedgerError { cause: "a fold is under way".to_owned() }),
            None => File::open(keeper.disk.as_ref(), FILE_NAME)?,
        };
        let mut books = Books::over(file)?;
        replay(keeper.disk.as_ref(), &mut books, Some(keeper.acknowledged), &mut Vec::new())?;
        self.commits.under_way().for_each(|changes| books.apply(changes.clone()));
        // What routers told since the last checkpoint is known in memory only.
        self.books.open.all().for_each(|session| books.open.refresh(session));
        self.books = books;
        self.take_up()
    }

    /// Takes identity, timeline and sequence from the books just read. The running timeline is ahead of the stored one.
    pub(crate) fn take_up(&mut self) -> Read<()> {
        let Some(file) = &self.books.file else { return Ok(()) };
        let live = &self.books.live;
        // Of two of one epoch the later counts: the site may have got another name.
        let known = file.identity()?.into_iter().chain(live.identity).max_by_key(|identity| identity.epoch);
        self.identity = known.filter(|known| known.epoch > self.identity.epoch).unwrap_or(self.identity);
        if self.timeline == Timeline::default() {
            self.timeline = file.timeline()?.unwrap_or_default();
        }
        if let Some(reached) = live.reached.map_or_else(|| file.reached(), |reached| Ok(Some(reached)))? {
            self.timeline.resume(reached);
        }
        self.owes_timeline = true;
        let epoch = self.identity.epoch;
        let in_layer = live.records.range((epoch, 0)..=(epoch, u64::MAX)).next_back().map_or(0, |(key, _)| key.1);
        let moved = self.books.link.moved.filter(|moved| moved.epoch == epoch).map_or(0, |moved| moved.count);
        self.next_sequence = file.last_sequence(epoch)?.max(in_layer).max(moved) + 1;
        self.forget();
        Ok(())
    }
}
