//! What the store promises, asked of both engines by the same words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[macro_use]
mod world;
mod claims;
mod directives;
mod frames;
mod migrations;
mod money;
mod notices;
mod orders;
mod outbox;
mod pages;
mod payments;
mod people;
mod reconnecting;
mod reviews;
mod sessions;
mod story;
mod strangers;
mod tickets;
