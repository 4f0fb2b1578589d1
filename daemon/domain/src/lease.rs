//! The right to sell: it lapses by itself unless the cloud renews it. It is counted in service time too, so that a clock set
//! back buys nothing.

use serde::{Deserialize, Serialize};

use crate::time::{Moment, Now};

/// What the cloud said of the provider's subscription, and when it said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Until when it is paid, in milliseconds since 1970.
    pub until_ms: u64,
    /// The cloud's clock when it said so.
    pub told_ms: u64,
    /// When that was here.
    pub heard: Moment,
}

/// How the right to sell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RightToSell {
    /// It is good.
    Good,
    /// It is over, and selling goes on for a while.
    Grace {
        /// Seconds until nothing is sold any more.
        left_secs: u64,
    },
    /// Nothing new is sold; what was sold is honoured.
    Lapsed,
}

/// How long selling goes on behind the end of a lease, and at a site that has never had one.
pub const GRACE_SECS: u64 = 14 * 24 * 3600;

/// The right to sell under a lease.
pub fn right_to_sell(lease: Lease, now: &Now<'_>) -> RightToSell {
    // By the cloud's clock and what has passed here since: a wall clock that was wrong once is believed for ever.
    let now_ms = lease.told_ms.saturating_add(now.ms_since(lease.heard));
    if now_ms <= lease.until_ms {
        return RightToSell::Good;
    }
    in_grace(now_ms.saturating_sub(lease.until_ms) / 1000)
}

/// The right to sell by phone at a site that no cloud has heard of.
pub fn right_on_trial(now: &Now<'_>) -> RightToSell {
    in_grace(now.secs_since(Moment::BEGINNING))
}

fn in_grace(past_secs: u64) -> RightToSell {
    match GRACE_SECS.checked_sub(past_secs) {
        Some(left_secs @ 1..) => RightToSell::Grace { left_secs },
        _ => RightToSell::Lapsed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{BootId, ClockReading, Timeline};

    const DAY_MS: u64 = 24 * 3_600_000;
    const YEAR_2026: u64 = 1_767_225_600_000;

    fn right_after(days: u64, wall: impl Fn(u64) -> Option<u64>) -> RightToSell {
        let mut timeline = Timeline::default();
        let reading = |uptime_ms: u64| {
            let wall_ms = wall(uptime_ms);
            let wall_trusted = wall_ms.is_some();
            ClockReading { boot: BootId([1; 16]), uptime_ms, wall_ms: wall_ms.unwrap_or(uptime_ms), wall_trusted }
        };
        let heard = timeline.advance(&reading(0)).moment;
        let lease = Lease { until_ms: YEAR_2026 + 30 * DAY_MS, told_ms: YEAR_2026, heard };
        let moment = timeline.advance(&reading(days * DAY_MS)).moment;
        right_to_sell(lease, &timeline.now(moment))
    }

    #[test]
    fn a_lease_is_good_then_has_grace_then_lapses() {
        for wall in [|_| None, |uptime_ms| Some(YEAR_2026 + uptime_ms)] {
            assert_eq!(right_after(30, wall), RightToSell::Good);
            assert_eq!(right_after(43, wall), RightToSell::Grace { left_secs: 24 * 3600 });
            assert_eq!(right_after(44, wall), RightToSell::Lapsed);
        }
    }

    #[test]
    fn a_clock_that_is_set_back_buys_nothing_and_one_set_ahead_costs_nothing() {
        assert_eq!(right_after(60, |_| Some(YEAR_2026)), RightToSell::Lapsed);
        assert_eq!(right_after(20, |_| Some(2 * YEAR_2026)), RightToSell::Good);
    }
}
