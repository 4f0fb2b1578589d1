//! The real binary over books that a test fills by the door of the store, on both engines where they might differ: what
//! troubles one provider holds up no other, who guests were is forgotten, what was done is written down, and who asks too
//! often is not asked what for.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod audit;
mod guests;
mod sales;
mod story;
mod trouble;
mod world;
