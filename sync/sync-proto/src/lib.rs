#![doc = include_str!("../README.md")]

mod account;
mod allowance;
mod app_key;
mod counter;
mod directive;
mod down;
mod enrol;
mod envelope;
mod gateway_end;
mod inquiry;
mod keys;
mod lane;
mod pair;
mod refusal;
mod shared_token;
#[cfg(test)]
mod stuck;
mod up;
mod whereabouts;
mod words;

pub use account::Account;
pub use allowance::{AROUND_A_FRAME, Allowance};
pub use app_key::{AppKey, AppName};
pub use counter::Counter;
pub use directive::{Directive, MOST_MINTED, Numbered, SALE_WITHIN_MS, Sale};
pub use down::{Down, Recalled, Taken};
pub use enrol::{ClaimCode, Enrolled, Enrolment, NotAClaimCode};
pub use envelope::{Foreign, MOST_DOWN_BYTES, MOST_UP_BYTES, Opened, Purpose, VERSION, open, peek, sign};
pub use gateway_end::{GatewayEnd, Todo};
pub use inquiry::{Answer, Inquiry, MOST_INQUIRIES};
pub use keys::{Keys, PublicKeys};
pub use lane::{Lane, LaneState, Pace};
pub use pair::{Pair, Sealed, Unsealable};
pub use refusal::Refusal;
pub use shared_token::{FETCH_PATIENCE_MS, Held, SharedToken, TokenWord};
pub use up::{MOST_RECORDS, Nonce, Push, Report, Up, Wan, Wants};
pub use whereabouts::{Find, MOST_SITES_NAMED, Whereabouts};
pub use words::fingerprint;
