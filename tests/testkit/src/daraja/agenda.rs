//! What is going to happen by itself, in the order of time and, within one moment, of planning.

use std::collections::BTreeMap;
use std::time::Duration;

use super::delivery::Posting;
use super::results::Job;

/// Something that is going to happen.
pub(super) enum Due {
    /// The push of this CheckoutRequestID ends as planned, unless somebody ended it before.
    EndPush(String),
    /// A push that failed is paid after all.
    PayLate(String),
    /// Something is posted.
    Post(Posting),
    /// A request of the asynchronous kind is carried out and its outcome posted.
    Settle(Job),
}

#[derive(Default)]
pub(super) struct Agenda {
    planned: u64,
    entries: BTreeMap<(Duration, u64), Due>,
}

impl Agenda {
    pub(super) fn plan(&mut self, at: Duration, due: Due) {
        self.planned += 1;
        self.entries.insert((at, self.planned), due);
    }

    /// The moment of the first entry.
    pub(super) fn next_at(&self) -> Option<Duration> {
        self.entries.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the first entry if it is due at `now`.
    pub(super) fn take_due(&mut self, now: Duration) -> Option<(Duration, Due)> {
        let entry = self.entries.first_entry().filter(|entry| entry.key().0 <= now)?;
        let ((at, _), due) = entry.remove_entry();
        Some((at, due))
    }
}
