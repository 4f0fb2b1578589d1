#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

pub mod alike_ids;
pub mod browser;
pub mod chain;
pub mod cloud_books;
pub mod coa_port;
pub mod container;
pub mod counter;
mod enrolment;
pub mod evening;
pub mod event_stream;
pub mod hand_made;
pub mod image;
pub mod life;
pub mod line;
pub mod lost_answer;
pub mod metrics;
pub mod namespace;
pub mod one_page;
pub mod online;
pub mod own_page;
pub mod passing_time;
mod preload;
pub mod premises;
pub mod radclient;
pub mod rest;
pub mod session;
pub mod shop;
pub mod site;
pub mod slow_disk;
pub mod small_disk;
pub mod unkept_clock;
pub mod web;
pub mod wire;
