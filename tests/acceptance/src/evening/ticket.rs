//! What the evening knows of a ticket by itself: enough to say for sure that it is good, or that it is over.

use domain::device::Mac;

/// What is sold: the plan's name, and the options of `langod plan add` beyond name and price.
pub(super) const PLANS: [(&str, &[&str]); 5] = [
    ("hour", &["--kind", "elapsed", "--duration", "1h"]),
    ("ten minutes", &["--kind", "elapsed", "--duration", "10m"]),
    ("data", &["--kind", "data", "--data", "200MB", "--idle-timeout", "4m"]),
    ("online", &["--kind", "online", "--duration", "30m", "--idle-timeout", "4m"]),
    (PAIR, &["--kind", "elapsed", "--duration", "1h", "--devices", "2", "--idle-timeout", "4m"]),
];

/// The plan of those who come in twos.
pub(super) const PAIR: &str = "pair";

/// Between what happens at the router and what the evening hears of it.
const SLACK_SECS: u64 = 120;

/// How much a plan gives.
#[derive(Clone, Copy, Debug)]
pub(super) enum Right {
    Elapsed { secs: u64 },
    Online { secs: u64 },
    Data { bytes: u64 },
}

/// A ticket that was sold.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    right: Right,
    pub(super) holders: Vec<Mac>,
    /// When its clock may have started at the earliest: somebody asked with it.
    pub(super) first_asked: Option<u64>,
    /// When its clock had started at the latest: the router had its accept.
    pub(super) first_accepted: Option<u64>,
    pub(super) revoked: bool,
    /// The cashier has sent its guests off, which may still be done when they are back.
    pub(super) was_kicked: bool,
    /// Somebody else has typed its code too, and may hold its place.
    pub(super) was_lent: bool,
    /// No less than was spent online with it.
    pub(super) online_secs: u64,
    /// All that went through it.
    pub(super) bytes: u64,
}

impl Ticket {
    pub(super) fn of(plan: &str, holders: &[Mac]) -> Self {
        let right = match plan {
            "ten minutes" => Right::Elapsed { secs: 600 },
            "data" => Right::Data { bytes: 200_000_000 },
            "online" => Right::Online { secs: 1800 },
            _ => Right::Elapsed { secs: 3600 },
        };
        Ticket {
            right,
            holders: holders.to_vec(),
            first_asked: None,
            first_accepted: None,
            revoked: false,
            was_kicked: false,
            was_lent: false,
            online_secs: 0,
            bytes: 0,
        }
    }

    /// Whether nobody could say that it is over, or taken.
    pub(super) fn is_surely_good(&self, now: u64) -> bool {
        let is_left = match self.right {
            Right::Elapsed { secs } => self.first_asked.is_none_or(|first| now + SLACK_SECS < first + secs),
            Right::Online { secs } => self.online_secs + SLACK_SECS < secs,
            Right::Data { bytes } => self.bytes < bytes,
        };
        is_left && !self.revoked && !self.was_lent
    }

    /// Whether nobody could say that it is good. What is used online is known to the router first, so that of those
    /// tickets the gateway's own word is all there is.
    pub(super) fn is_surely_over(&self, now: u64) -> bool {
        let has_run_out = match self.right {
            Right::Elapsed { secs } => self.first_accepted.is_some_and(|first| first + secs + SLACK_SECS < now),
            Right::Online { .. } | Right::Data { .. } => false,
        };
        self.revoked || has_run_out
    }
}
