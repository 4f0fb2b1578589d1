//! When to ask the rail how a push ended (section 6). Callbacks get lost, so asking is part of every payment; the rail
//! allows few questions, so they are spread. Time comes in as milliseconds of a clock that does not jump.
//!
//! `schedule` is one checkout's plan of questions, `budget` what an app may ask in all, `phase` what a waiting guest
//! sees.

mod budget;
mod phase;
mod schedule;

pub use budget::QueryBudget;
pub use phase::{Phase, phase};
pub use schedule::Schedule;

/// How often to ask; the defaults keep within what the sandbox was seen to enforce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// From the push to the first question about it: by then most callbacks have come.
    pub query_after_ms: u64,
    /// Between any two questions of one app.
    pub query_interval_ms: u64,
    /// The longest rest after the rail asked to be left alone.
    pub longest_rest_ms: u64,
    /// How long a push is asked about at all, and a late success is waited for.
    pub give_up_after_ms: u64,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            query_after_ms: 20_000,
            query_interval_ms: 15_000,
            longest_rest_ms: 300_000,
            give_up_after_ms: 48 * 3_600_000,
        }
    }
}
