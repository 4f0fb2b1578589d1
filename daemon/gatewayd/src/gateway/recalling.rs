//! What the cloud gives this gateway to write down: what its books had told and lost, and the right to sell.

use domain::decisions::{recollect, trust_restored};
use domain::lease::{Lease, RightToSell, right_on_trial, right_to_sell};
use domain::link::{Cursor, Link};
use sync_proto::Recalled;

use crate::gateway::Gateway;
use crate::gateway::waiting::Then;

/// A lease that says the same is written down again this often: what it is counted from should not grow old.
const LEASE_REFRESH_MS: u64 = 24 * 3600 * 1000;

impl Gateway {
    /// Takes records of earlier lives back into the books, and the cursor with them.
    pub(super) fn take_recalled(&mut self, recalled: &Recalled) {
        let reading = self.clock.read();
        let epoch = self.store.identity().epoch;
        let Some(behind) = self.store.link().recalls_behind(epoch) else { return };
        let decided = self.store.decide(&reading, |ledger, _, now| {
            let (mut orders, mut through) = (Vec::new(), behind);
            for record in &recalled.records {
                let place = Cursor { epoch: record.epoch, sequence: record.sequence };
                if place > through && place.epoch < epoch {
                    orders.extend(recollect(ledger, record, now)?);
                    through = place;
                }
            }
            let all = Cursor { epoch, sequence: 0 };
            let recalled = if recalled.is_partial && through > behind { through } else { all };
            let link = ledger.link()?;
            ledger.put_link(Link { recalled, ..link });
            Ok(orders)
        });
        match decided {
            Ok(decided) => {
                let count = recalled.records.len();
                if count > 0 {
                    tracing::warn!(count, "the cloud gave back what these books had lost");
                }
                self.when_durable(decided.rests_on, Then { orders: decided.outcome, ..Then::default() });
                if self.recalls().is_none() {
                    // What is still open is asked about only now.
                    self.resume_schedules();
                }
            }
            Err(_) => self.counters.count("storage_trouble"),
        }
    }

    /// A gateway that is not enrolled has nobody to ask what became of a backup's tickets.
    pub(super) fn trust_restored_without_a_cloud(&mut self) {
        if self.uplink.is_some() || self.store.link().in_doubt().is_none() {
            return;
        }
        let reading = self.clock.read();
        match self.store.decide(&reading, |ledger, _, _| trust_restored(ledger)) {
            Ok(_) => tracing::warn!("not enrolled: unused tickets of the backup are honoured without asking the cloud"),
            Err(_) => self.counters.count("storage_trouble"),
        }
    }

    /// The cloud says until when the right to sell is paid.
    pub(super) fn take_lease(&mut self, until_ms: Option<u64>, told_ms: u64) {
        let known = self.store.link().lease;
        let is_news = match (known, until_ms) {
            (Some(known), Some(until_ms)) => {
                // A right that is in doubt is heard anew: what it was counted from may have been wrong.
                let is_old = told_ms.abs_diff(known.told_ms) > LEASE_REFRESH_MS;
                known.until_ms != until_ms || is_old || (self.right != RightToSell::Good && until_ms > told_ms)
            }
            (known, until_ms) => known.is_some() != until_ms.is_some(),
        };
        if !is_news {
            return;
        }
        let reading = self.clock.read();
        let kept = self.store.decide(&reading, |ledger, _, now| {
            let link = ledger.link()?;
            let lease = until_ms.map(|until_ms| Lease { until_ms, told_ms, heard: now.moment() });
            ledger.put_link(Link { lease, ..link });
            Ok(())
        });
        if kept.is_err() {
            self.counters.count("storage_trouble");
        }
        self.look_at_the_right_to_sell();
    }

    /// Whether this site may sell: by its lease, or for a while without ever having had one.
    pub(super) fn look_at_the_right_to_sell(&mut self) {
        let reading = self.clock.read();
        let lease = self.store.link().lease;
        let right = self.store.decide(&reading, |_, _, now| {
            Ok(lease.map_or_else(|| right_on_trial(now), |lease| right_to_sell(lease, now)))
        });
        // Books that cannot be read sell nothing anyway.
        let right = right.map_or(RightToSell::Lapsed, |decided| decided.outcome);
        if right == RightToSell::Lapsed && self.right != right {
            tracing::error!("the right to sell has lapsed: tickets are honoured, nothing new is sold by phone");
        }
        self.right = right;
    }
}
