//! The scripts for RouterOS, held against what each version knows, and against golden files a person can read.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

mod golden;
mod grammar;
mod outside;
mod table;
mod variants;
