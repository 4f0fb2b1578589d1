#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod bench;
pub mod chance;
pub mod client;
pub mod clock;
pub mod cloud;
pub mod crash;
pub mod freeradius;
pub mod gateway;
pub mod machine;
pub mod open_files;
pub mod running;
pub mod scratch;
pub mod till;
