//! What a guest has used: seconds connected, bytes each way. Routers report it as running totals of a session.

use std::ops::Add;

use serde::{Deserialize, Serialize};

/// Totals of a session, or of all sessions of a ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Seconds connected; two devices at once count twice.
    pub secs: u64,
    /// Bytes from the guest.
    pub bytes_up: u64,
    /// Bytes to the guest.
    pub bytes_down: u64,
}

impl Usage {
    /// Bytes both ways.
    pub fn bytes(self) -> u64 {
        self.bytes_up.saturating_add(self.bytes_down)
    }

    /// Totals only grow: a late or repeated report changes nothing.
    pub fn raised_to(self, report: Usage) -> Usage {
        Usage {
            secs: self.secs.max(report.secs),
            bytes_up: self.bytes_up.max(report.bytes_up),
            bytes_down: self.bytes_down.max(report.bytes_down),
        }
    }

    /// What was added since an earlier total.
    pub fn since(self, earlier: Usage) -> Usage {
        Usage {
            secs: self.secs.saturating_sub(earlier.secs),
            bytes_up: self.bytes_up.saturating_sub(earlier.bytes_up),
            bytes_down: self.bytes_down.saturating_sub(earlier.bytes_down),
        }
    }
}

impl Add for Usage {
    type Output = Usage;

    fn add(self, other: Usage) -> Usage {
        Usage {
            secs: self.secs.saturating_add(other.secs),
            bytes_up: self.bytes_up.saturating_add(other.bytes_up),
            bytes_down: self.bytes_down.saturating_add(other.bytes_down),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usage() -> impl Strategy<Value = Usage> {
        any::<(u64, u64, u64)>().prop_map(|(secs, bytes_up, bytes_down)| Usage { secs, bytes_up, bytes_down })
    }

    proptest! {
        #[test]
        fn the_order_of_reports_does_not_matter(a in usage(), b in usage(), c in usage()) {
            prop_assert_eq!(a.raised_to(b).raised_to(c), c.raised_to(a).raised_to(b));
        }

        #[test]
        fn a_repeated_report_takes_nothing_twice(a in usage(), b in usage()) {
            let once = a.raised_to(b);
            prop_assert_eq!(once.raised_to(b), once);
            prop_assert_eq!(once.since(once), Usage::default());
        }
    }
}
