//! The stand-in's time. A virtual clock stands still until it is told to go on; a real one also goes by itself. All
//! moments inside are counted from the start; `eat` turns them into what M-PESA writes.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::machine;

/// How time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockMode {
    /// It begins at this second since 1970 and moves only when it is told to.
    Virtual {
        /// Seconds since 1970.
        start_unix_secs: i64,
    },
    /// The machine's. It may still be told to skip ahead.
    Real,
}

pub(super) struct Clock {
    start: Timestamp,
    started: Instant,
    is_real: bool,
    /// What was skipped by command; all there is on a virtual clock.
    skipped: watch::Sender<Duration>,
}

impl Clock {
    pub(super) fn new(mode: ClockMode) -> Self {
        let start = match mode {
            ClockMode::Virtual { start_unix_secs } => Timestamp::from_second(start_unix_secs).ok(),
            ClockMode::Real => Timestamp::UNIX_EPOCH.checked_add(machine::since_1970()).ok(),
        };
        Clock {
            start: start.unwrap_or_default(),
            started: machine::now(),
            is_real: mode == ClockMode::Real,
            skipped: watch::Sender::new(Duration::ZERO),
        }
    }

    /// Time since the start.
    pub(super) fn now(&self) -> Duration {
        let by_itself = if self.is_real { self.started.elapsed() } else { Duration::ZERO };
        by_itself + *self.skipped.borrow()
    }

    pub(super) fn wall(&self) -> Timestamp {
        self.wall_at(self.now())
    }

    pub(super) fn wall_at(&self, at: Duration) -> Timestamp {
        self.start.checked_add(at).unwrap_or(Timestamp::MAX)
    }

    /// Skips to this moment, if it is still ahead.
    pub(super) fn reach(&self, at: Duration) {
        let ahead = at.saturating_sub(self.now());
        self.skipped.send_modify(|skipped| *skipped += ahead);
    }

    /// Resolves at this moment, however it comes.
    pub(super) async fn reached(&self, at: Duration) {
        let mut skipped = self.skipped.subscribe();
        loop {
            let ahead = at.saturating_sub(self.now());
            if ahead.is_zero() {
                return;
            }
            let skip = skipped.changed();
            // The sender lives as long as this clock, so `changed` cannot fail while we are here.
            if self.is_real {
                drop(tokio::time::timeout(ahead, skip).await);
            } else {
                drop(skip.await);
            }
        }
    }
}
