//! The pages of the real binary, as browsers without scripts meet them: who gets in, who sees what, and what strangers
//! find.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod confirming;
mod engines;
mod forms;
mod languages;
mod recovering;
mod sign_in;
mod sites;
mod strangers;
mod visitor;
mod world;
