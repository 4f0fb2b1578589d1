//! The happenings in order, and waiting for one: threads by a condition variable, the control port's long poll by a
//! watch. Nobody needs to sleep and look again.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::watch;

use super::event::Event;
use crate::machine;

/// How many happenings are remembered; older ones fall off.
const REMEMBERED: usize = 20_000;

/// A happening with its place and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its place, counted from one.
    pub number: u64,
    /// Milliseconds since the stand-in started.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// Nothing fitting happened in time. Shows what happened instead.
#[derive(Clone, Debug, thiserror::Error)]
#[error("not within {patience:?}; what happened after {after}:\n{story}")]
pub struct NotInTime {
    patience: Duration,
    after: u64,
    story: String,
}

pub(super) struct EventLog {
    started: Instant,
    records: Mutex<VecDeque<Record>>,
    grown: Condvar,
    latest: watch::Sender<u64>,
}

impl EventLog {
    pub(super) fn new() -> Self {
        EventLog {
            started: machine::now(),
            records: Mutex::default(),
            grown: Condvar::new(),
            latest: watch::Sender::new(0),
        }
    }

    pub(super) fn note(&self, event: Event) {
        let at_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
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
    pub(super) fn latest(&self) -> u64 {
        *self.latest.borrow()
    }

    pub(super) fn after(&self, number: u64) -> Vec<Record> {
        self.lock().iter().filter(|record| record.number > number).cloned().collect()
    }

    /// Blocks until something after `number` fits, for at most `patience`.
    pub(super) fn wait(
        &self,
        number: u64,
        patience: Duration,
        fits: impl Fn(&Event) -> bool,
    ) -> Result<Record, NotInTime> {
        let find = |records: &VecDeque<Record>| {
            records.iter().find(|record| record.number > number && fits(&record.event)).cloned()
        };
        let mut found = None;
        let waiting = self.grown.wait_timeout_while(self.lock(), patience, |records| {
            found = find(records);
            found.is_none()
        });
        drop(waiting);
        found.ok_or_else(|| NotInTime { patience, after: number, story: self.story_after(number) })
    }

    /// Resolves when there is something after `number`, at once if there already is.
    pub(super) async fn grows_beyond(&self, number: u64) {
        // The log outlives whoever waits on it, so the sender cannot be gone.
        let _ = self.latest.subscribe().wait_for(|latest| *latest > number).await;
    }

    fn story_after(&self, number: u64) -> String {
        let lines = self.after(number).into_iter().map(|record| format!("  {} {}", record.number, record.event));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Record>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
