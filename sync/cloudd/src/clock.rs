//! What the machine's clock says. The only place that asks; a test brings an hour of its own.

use std::time::{SystemTime, UNIX_EPOCH};

/// The wall clock, kept by NTP wherever a cloud runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock;

impl Clock {
    /// Milliseconds since 1970.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
    pub(crate) fn unix_ms(self) -> u64 {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
    }
}
