//! The stand-in router against a RADIUS server a few lines long: what it sends is what RouterOS was seen to send, and
//! what it makes of the answers is what the manual says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

mod accounting;
mod control_port;
mod cookies;
mod incoming;
mod local_users;
mod login;
mod pages;
mod passing_time;
mod reboots;
mod rest;
mod rest_access;
mod rest_client;
mod rest_hotspot;
mod rest_quirks;
mod server;
mod world;
