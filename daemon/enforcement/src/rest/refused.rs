//! What stands between a question and its answer, sorted by what a person can do about it.

use std::fmt;

/// Why a router did not do as it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// User or password are wrong, or the user may not come from this address (401).
    Credentials,
    /// The user's group lacks a right for this.
    Rights,
    /// There is no such menu or command: no hotspot package, or a version that has it elsewhere (404, 406).
    NoSuchCommand,
    /// There is no such row any more (404).
    NoSuchRow,
    /// The router ended the call, or is too busy for it.
    Busy,
    /// The router's own words, shortened.
    Said(String),
    /// Whoever answers there is no RouterOS, or its answer broke off.
    Foreign,
}

/// Why nobody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// Nobody listens there.
    NoConnection,
    /// Nothing came in time.
    TooLate,
    /// It broke off.
    Cut,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::Credentials => "the router refuses user or password",
            Refused::Rights => "the router's user lacks a right",
            Refused::NoSuchCommand => "the router knows no such menu",
            Refused::NoSuchRow => "the router has no such row any more",
            Refused::Busy => "the router is too busy",
            Refused::Said(words) => return write!(f, "the router says: {words}"),
            Refused::Foreign => "what answers there is no RouterOS",
        })
    }
}

impl std::error::Error for Refused {}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unmet::NoConnection => "nobody listens at the router's REST address",
            Unmet::TooLate => "the router does not answer in time",
            Unmet::Cut => "the router's answer broke off",
        })
    }
}

impl std::error::Error for Unmet {}
