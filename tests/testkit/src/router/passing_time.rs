//! The router's time: the machine's, and ahead of it by what a test has let pass. What is awaited on the wire is none of
//! its business.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::machine;

/// Seconds that have passed beyond the machine's own.
#[derive(Debug, Default)]
pub(super) struct PassingTime {
    passed_secs: AtomicU32,
}

impl PassingTime {
    pub(super) fn now(&self) -> Instant {
        machine::now() + Duration::from_secs(self.passed_secs().into())
    }

    /// Seconds since 1970, of a clock that is right.
    pub(super) fn unix_secs(&self) -> u32 {
        machine::unix_secs().saturating_add(self.passed_secs())
    }

    pub(super) fn pass(&self, secs: u32) {
        self.passed_secs.fetch_add(secs, Ordering::Relaxed);
    }

    fn passed_secs(&self) -> u32 {
        self.passed_secs.load(Ordering::Relaxed)
    }
}
