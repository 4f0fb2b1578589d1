//! `/rest`: the console's menus as JSON over HTTP (RouterOS manual, REST API), as far as a gateway looks at them. Every
//! value is a text. A user's calls are carried out one after the other and ended after 60 seconds; who waits for the
//! answer does not matter to what is done.
//!
//! Left out: HTTPS, `/rest/execute`, `.section`, the login kept for ten minutes, and all menus not in `menu`.

mod call;
mod carry_out;
mod log_in;
mod menu;
mod monitor;
mod port;
mod print;
mod query;
mod quirks;
mod refusal;
mod reply;
mod row;
mod rows;
mod span;
mod users;
mod write;

pub use self::quirks::{Body, Booleans, MissingRight, MissingRow, NoCommand, RestAccess, RestQuirks, Secrets};
pub use self::users::{Network, Policy, RestUser};

pub(super) use self::port::Port;
