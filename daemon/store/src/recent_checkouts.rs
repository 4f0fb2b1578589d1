//! The checkouts of the last days in memory: who is being asked right now, whose end is open, who tried how often. Older
//! ones are found by their id in the file.

use std::collections::BTreeMap;

use domain::checkout::{Checkout, Progress};
use domain::ids::CheckoutId;
use domain::time::{Moment, Timeline};

const HOUR_MS: u64 = 3600 * 1000;
/// A failed one matters for as long as tries are counted.
const FAILED_MS: u64 = HOUR_MS / 4;
/// A paid one is shown to whoever comes back.
const PAID_MS: u64 = 48 * HOUR_MS;
/// One whose end or receipt is open is a day longer there, so that somebody notices.
const OPEN_MS: u64 = 72 * HOUR_MS;

/// Checkouts by id.
#[derive(Debug, Default)]
pub(crate) struct RecentCheckouts {
    checkouts: BTreeMap<CheckoutId, Checkout>,
}

impl RecentCheckouts {
    /// What was opened before this moment is remembered by nobody; `None` at a young site.
    pub(crate) fn horizon(timeline: &Timeline) -> Option<Moment> {
        timeline.moment_ago(OPEN_MS)
    }

    pub(crate) fn put(&mut self, checkout: Checkout) {
        self.checkouts.insert(checkout.id, checkout);
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Checkout> {
        self.checkouts.values()
    }

    /// Lets go of what is over.
    pub(crate) fn forget(&mut self, timeline: &Timeline) {
        let [failed, paid, open] = [FAILED_MS, PAID_MS, OPEN_MS].map(|ago_ms| timeline.moment_ago(ago_ms));
        self.checkouts.retain(|_, checkout| {
            let until = match &checkout.progress {
                Progress::Failed { .. } => failed,
                Progress::Paid { receipt: Some(_) } => paid,
                Progress::Created | Progress::Pushed | Progress::Unknown | Progress::Paid { receipt: None } => open,
            };
            until.is_none_or(|moment| checkout.opened >= moment)
        });
    }
}
