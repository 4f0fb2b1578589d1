//! The gateway's limit on queries, five in 60 s with a burst of one. Apigee's spike arrest smooths a rate: one request
//! in each twelve seconds, and a refused one costs nothing.

use std::time::Duration;

const INTERVAL: Duration = Duration::from_secs(12);

/// What the fault says about the limit.
pub(super) const QUERY_RATE: &str =
    "MessageRate{messagesPerPeriod=5, periodInMicroseconds=60000000, maxBurstMessageCount=1.0}";

#[derive(Default)]
pub(super) struct SpikeArrest {
    free_at: Duration,
}

impl SpikeArrest {
    /// Whether a request may pass now.
    pub(super) fn lets_pass(&mut self, now: Duration) -> bool {
        let passes = now >= self.free_at;
        if passes {
            self.free_at = now + INTERVAL;
        }
        passes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_passes_every_twelve_seconds() {
        let mut limit = SpikeArrest::default();
        let passed: Vec<u64> = (0..60).filter(|secs| limit.lets_pass(Duration::from_secs(*secs))).collect();
        assert_eq!(passed, [0, 12, 24, 36, 48]);
    }
}
