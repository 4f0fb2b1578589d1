#![doc = include_str!("../README.md")]

pub mod checkout;
pub mod code;
pub mod decisions;
pub mod device;
pub mod event;
pub mod guess;
pub mod ids;
pub mod ledger;
pub mod money;
pub mod plan;
pub mod session;
pub mod ticket;
pub mod time;
pub mod usage;
