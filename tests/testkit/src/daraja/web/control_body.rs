//! What the control port is sent, and what it says when it does nothing.

use std::fmt::Display;
use std::net::SocketAddr;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ask::Ask;
use crate::daraja::{Connections, Fault, Msisdn, Schedule};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultOrder {
    pub(super) fault: Fault,
    #[serde(default = "always")]
    pub(super) schedule: Schedule,
}

fn always() -> Schedule {
    Schedule::Always
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payment {
    pub(super) phone: Msisdn,
    pub(super) amount_shillings: u32,
    #[serde(default)]
    pub(super) bill_ref: String,
}

#[derive(Deserialize)]
pub(super) struct Receipt {
    pub(super) receipt: String,
}

#[derive(Deserialize)]
pub(super) struct Pushed {
    pub(super) checkout_request_id: String,
}

#[derive(Deserialize)]
pub(super) struct Address {
    pub(super) address: Option<SocketAddr>,
}

#[derive(Deserialize)]
pub(super) struct Line {
    pub(super) connections: Connections,
}

#[derive(Deserialize)]
pub(super) struct Advance {
    pub(super) ms: u64,
}

#[derive(Deserialize)]
pub(super) struct Code {
    pub(super) code: String,
}

pub(super) fn body<T: DeserializeOwned>(ask: &Ask) -> Result<T, Refused> {
    serde_json::from_slice(&ask.body).map_err(bad_request)
}

/// Why nothing was done: an HTTP status and words.
pub(super) struct Refused(pub(super) u16, pub(super) String);

pub(super) fn bad_request(refusal: impl Display) -> Refused {
    Refused(400, refusal.to_string())
}

pub(super) fn conflict(refusal: impl Display) -> Refused {
    Refused(409, refusal.to_string())
}

pub(super) fn not_found() -> Refused {
    Refused(404, "nothing by that name".to_owned())
}
