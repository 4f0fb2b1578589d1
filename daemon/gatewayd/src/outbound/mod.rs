//! Calls to the world outside: one kind of HTTPS client for the payment rail and the cloud, every wait bounded, and a clear
//! word for each way a call breaks.

mod client;
mod trouble;

pub(crate) use client::{Callee, body_up_to, client};
pub(crate) use trouble::{Trouble, named};
