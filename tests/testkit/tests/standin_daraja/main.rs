//! The stand-in for M-PESA over real HTTP and on a clock that stands still: what it answers and posts is what Daraja
//! is documented to, or was seen to, on its good days and its bad ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

mod callback_shapes;
mod callbacks;
mod client;
mod clock;
mod confirmations;
mod control_port;
mod faults;
mod line;
mod load;
mod program;
mod prompts;
mod pull;
mod query;
mod receiver;
mod registration;
mod results;
mod statement;
mod token;
mod validation;
mod validation_of_payments;
mod world;
