#![doc = include_str!("../README.md")]

mod counter;
mod directive;
mod down;
mod enrol;
mod envelope;
mod gateway_end;
mod keys;
mod lane;
mod pair;
mod refusal;
mod up;
mod words;

pub use counter::Counter;
pub use directive::{Directive, Numbered};
pub use down::{Down, Recalled, Taken};
pub use enrol::{ClaimCode, Enrolled, Enrolment, NotAClaimCode};
pub use envelope::{Foreign, MOST_DOWN_BYTES, MOST_UP_BYTES, Opened, Purpose, VERSION, open, peek, sign};
pub use gateway_end::{GatewayEnd, Todo};
pub use keys::{Keys, PublicKeys};
pub use lane::{Lane, LaneState, Pace};
pub use pair::{Pair, Sealed, Unsealable};
pub use refusal::Refusal;
pub use up::{MOST_RECORDS, Nonce, Push, Report, Up, Wan, Wants};
pub use words::fingerprint;
