//! A stand-in's happenings in order, and waiting for one: threads by a condition variable, the control port's long poll
//! by a watch. Nobody needs to sleep and look again.

use std::collections::VecDeque;
use std::collections::vec_deque::Iter;
use std::fmt::Display;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::watch;

use crate::machine;

/// How many happenings are remembered; older ones fall off.
const REMEMBERED: usize = 20_000;

/// A happening with its place and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record<E> {
    /// Its place, counted from one.
    pub number: u64,
    /// Milliseconds since the stand-in started, by its own clock.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: E,
}

/// Nothing fitting happened in time. Shows what happened instead.
#[derive(Clone, Debug, thiserror::Error)]
#[error("not within {patience:?}; what happened after {after}:\n{story}")]
pub struct NotInTime {
    patience: Duration,
    after: u64,
    story: String,
}

pub(crate) struct EventLog<E> {
    started: Instant,
    records: Mutex<VecDeque<Record<E>>>,
    grown: Condvar,
    latest: watch::Sender<u64>,
}

impl<E: Clone + Display> EventLog<E> {
    pub(crate) fn new() -> Self {
        EventLog {
            started: machine::now(),
            records: Mutex::default(),
            grown: Condvar::new(),
            latest: watch::Sender::new(0),
        }
    }

    pub(crate) fn note(&self, event: E) {
        self.note_at(self.started.elapsed(), event);
    }

    /// For a stand-in with a clock of its own.
    pub(crate) fn note_at(&self, since_start: Duration, event: E) {
        let at_ms = u64::try_from(since_start.as_millis()).unwrap_or(u64::MAX);
        let mut records = self.lock();
        let number = self.latest() + 1;
        if records.len() == REMEMBERED {
            records.pop_front();
        }
        records.push_back(Record { number, at_ms, event });
        self.latest.send_replace(number);
        self.grown.notify_all();
    }

    /// The number of the latest happening.
    pub(crate) fn latest(&self) -> u64 {
        *self.latest.borrow()
    }

    pub(crate) fn after(&self, number: u64) -> Vec<Record<E>> {
        beyond(&self.lock(), number).cloned().collect()
    }

    /// Blocks until something after `number` fits, for at most `patience`.
    pub(crate) fn wait(
        &self,
        number: u64,
        patience: Duration,
        fits: impl Fn(&E) -> bool,
    ) -> Result<Record<E>, NotInTime> {
        let find = |records: &VecDeque<Record<E>>| beyond(records, number).find(|record| fits(&record.event)).cloned();
        let mut found = None;
        let waiting = self.grown.wait_timeout_while(self.lock(), patience, |records| {
            found = find(records);
            found.is_none()
        });
        drop(waiting);
        found.ok_or_else(|| NotInTime { patience, after: number, story: self.story_after(number) })
    }

    /// Resolves when there is something after `number`, at once if there already is.
    pub(crate) async fn grows_beyond(&self, number: u64) {
        // The log outlives whoever waits on it, so the sender cannot be gone.
        let _ = self.latest.subscribe().wait_for(|latest| *latest > number).await;
    }

    fn story_after(&self, number: u64) -> String {
        let lines = self.after(number).into_iter().map(|record| format!("  {} {}", record.number, record.event));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Record<E>>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The records after `number`. Numbers have no gaps, so nobody has to walk over the earlier ones.
fn beyond<E>(records: &VecDeque<Record<E>>, number: u64) -> Iter<'_, Record<E>> {
    let first = records.front().map_or(1, |record| record.number);
    let skipped = usize::try_from((number + 1).saturating_sub(first)).unwrap_or(usize::MAX);
    records.range(skipped.min(records.len())..)
}
