//! What the store promises, asked of both engines by the same words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[macro_use]
mod world;
mod app_tokens;
mod claims;
mod directives;
mod drain;
mod dump;
mod forgetting;
mod frames;
mod grants;
mod guests;
mod job_runs;
mod migrations;
mod money;
mod months;
mod notices;
mod orders;
mod outbox;
mod pages;
mod payments;
mod people;
mod previous;
mod reconnecting;
mod resealing;
mod reviews;
mod roaming;
mod sales;
mod sessions;
mod story;
mod strangers;
mod tickets;
