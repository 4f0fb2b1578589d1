//! HTTP: axum's routes over hyper's connections. Bodies, heads, connections and time are bounded; who is slow is shed.
//! All routes stand in `routes`.

mod body;
mod connection;
mod counters;
mod health;
mod hosts;
mod later;
mod metrics;
mod pages;
mod problem;
mod routes;
mod server;
mod tls;

pub(crate) use counters::Counters;
pub(crate) use later::Later;
pub(crate) use problem::Problem;
pub(crate) use routes::{management, public};
pub(crate) use server::{Peer, Server};
pub(crate) use tls::acceptor;
