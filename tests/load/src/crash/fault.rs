//! The ways in which an answer can turn out not to have been true.

use std::fmt;

use crate::gateway::Status;

/// A broken promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A code that was sold or used is unknown.
    Missing {
        /// The code.
        code: String,
    },
    /// A login was accepted, and the ticket does not run.
    NotActive {
        /// The code.
        code: String,
        /// What it is instead.
        status: Option<Status>,
    },
    /// More is left than was left before.
    ClockRestarted {
        /// The code.
        code: String,
        /// Seconds left when last seen.
        before: u64,
        /// Seconds left now; none told is as bad.
        now: Option<u64>,
    },
    /// A ticket runs that nobody tried to use.
    ActiveUnasked {
        /// The code.
        code: String,
    },
    /// More tickets than were sold and were being sold.
    SoldTwice {
        /// Tickets nobody was told of.
        unknown: usize,
        /// Sales without an answer.
        unanswered: usize,
    },
    /// A good code was refused.
    Refused {
        /// The code.
        code: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Missing { code } => write!(f, "{code} is gone"),
            Fault::NotActive { code, status } => write!(f, "{code} was accepted and is {status:?}, not active"),
            Fault::ClockRestarted { code, before, now: Some(now) } => {
                write!(f, "{code} had {before} s left and has {now} s now")
            }
            Fault::ClockRestarted { code, before, now: None } => {
                write!(f, "{code} had {before} s left and does not tell now")
            }
            Fault::ActiveUnasked { code } => write!(f, "{code} runs although nobody used it"),
            Fault::SoldTwice { unknown, unanswered } => {
                write!(f, "{unknown} tickets nobody was told of, with {unanswered} sales unanswered")
            }
            Fault::Refused { code } => write!(f, "{code} was refused"),
        }
    }
}
