//! Calls to the world outside: one kind of HTTPS client for the payment rail and the cloud, every wait bounded, and a clear
//! word for each way a call breaks.

mod client;
mod dial;
mod tls;
mod trouble;

pub(crate) use client::{Call, Client};
pub(crate) use tls::{Callee, NoKeys};
pub(crate) use trouble::{Broken, Trouble, named};
