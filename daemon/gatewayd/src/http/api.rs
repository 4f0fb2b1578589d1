//! The portal's JSON interface: plans, a ticket's status, activation, and the captive portal API of RFC 8908.

use std::net::IpAddr;

use domain::code::{Code, NotACode};
use domain::decisions::Refusal;
use domain::device::Mac;
use domain::plan::{Allowance, Plan};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use sync_proto::Find;

use crate::control::put;
use crate::desk::{Ask, Said, Status, TicketView};
use crate::http::asker::Asker;
use crate::http::login::own_address;
use crate::http::request::Request;
use crate::http::response::{Problem, Response};
use crate::http::{Shared, seek};
use crate::words::Denied;

#[derive(Debug, Serialize)]
struct PlanDocument {
    id: String,
    name: String,
    price: serde_json::Number,
    currency: &'static str,
    plan_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_hours: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_limit_mb: Option<f64>,
    devices: u8,
}

impl PlanDocument {
    fn of(plan: &Plan) -> Self {
        let hours = |secs: u32| f64::from(secs) / 3600.0;
        let (plan_type, duration_hours, data_limit_mb) = match plan.terms.allowance {
            Allowance::Elapsed { duration_secs } | Allowance::Online { duration_secs } => {
                ("time", Some(hours(duration_secs)), None)
            }
            Allowance::Data { quota_bytes, validity_secs } => {
                ("data", Some(hours(validity_secs)), Some(quota_bytes as f64 / 1e6))
            }
        };
        PlanDocument {
            id: plan.id.to_string(),
            name: plan.name.clone(),
            price: price_of(plan.price),
            currency: plan.price.currency().code(),
            plan_type,
            duration_hours,
            data_limit_mb,
            devices: plan.terms.devices,
        }
    }
}

/// Whole shillings as an integer, others with their cents.
pub(crate) fn price_of(price: domain::money::Money) -> serde_json::Number {
    let fraction = || serde_json::Number::from_f64(price.cents() as f64 / 100.0).unwrap_or_else(|| 0.into());
    if price.cents().is_multiple_of(100) { (price.cents() / 100).into() } else { fraction() }
}

pub(super) async fn plans(shared: &Shared) -> Response {
    match put(&shared.questions, Ask::Plans, None).await {
        Said::Plans(plans) => Response::json(&plans.iter().map(PlanDocument::of).collect::<Vec<_>>()),
        other => unexpected(&other),
    }
}

#[derive(Debug, Serialize)]
pub(super) struct StatusDocument {
    code: String,
    plan: String,
    plan_type: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_bytes: Option<u64>,
    devices_allowed: u8,
    devices_online: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

impl StatusDocument {
    pub(super) fn of(view: &TicketView) -> Self {
        StatusDocument {
            code: view.code.to_string(),
            plan: view.plan.clone(),
            plan_type: view.plan_type(),
            status: view.status.word(),
            remaining_seconds: view.remaining_secs,
            remaining_bytes: view.remaining_bytes,
            devices_allowed: view.terms.devices,
            devices_online: view.online.len(),
            expires_at: view.expires_at_secs.and_then(timestamp),
        }
    }
}

/// RFC 3339, in UTC.
pub(crate) fn timestamp(secs: u64) -> Option<String> {
    let secs = i64::try_from(secs).ok()?;
    jiff::Timestamp::from_second(secs).ok().map(|time| time.to_string())
}

pub(super) async fn status(shared: &Shared, peer: IpAddr, typed: &str) -> Response {
    let code = match Code::parse(typed) {
        Ok(code) => code,
        Err(not_a_code) => return denied(Denied::NotACode(not_a_code)),
    };
    let guesser = Asker::new(&shared.config, peer, None).guesser();
    match put(&shared.questions, Ask::Ticket { code }, Some(guesser)).await {
        Said::Tickets(views) => match views.first() {
            Some(view) => Response::json(&StatusDocument::of(view)),
            None => denied(Denied::Rule(Refusal::UnknownCode)),
        },
        Said::NotFound => denied(Denied::Rule(Refusal::UnknownCode)),
        other => unexpected(&other),
    }
}

#[derive(Debug, Deserialize)]
struct Activation {
    mac: String,
    #[serde(default)]
    ip: Option<String>,
}

#[derive(Debug, Serialize)]
struct Activated {
    username: String,
    password: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_bytes: Option<u64>,
    logged_in: bool,
}

/// Checks that this device could sign in now, and hands out what to sign in with. The clock starts when the router asks.
pub(super) async fn activate(request: Request, shared: &Shared, typed: &str) -> Response {
    let peer = request.peer.ip();
    let body: Activation = match request.json().await {
        Ok(body) => body,
        Err(problem) => return problem.into(),
    };
    let Ok(claimed) = Mac::parse(&body.mac) else {
        return Problem::bad_request("invalid_mac", "mac is twelve hexadecimal digits, like 02:00:5E:10:00:01").into();
    };
    if body.ip.is_some_and(|ip| ip.parse::<IpAddr>().is_err()) {
        return Problem::bad_request("invalid_ip", "ip is an address like 10.5.50.20, or left out").into();
    }
    let code = match Code::parse(typed) {
        Ok(code) => code,
        Err(not_a_code) => return denied(Denied::NotACode(not_a_code)),
    };
    let asker = Asker::new(&shared.config, peer, Some(claimed)).looked_up(&shared.taps).await;
    let Ok(device) = asker.device() else {
        let detail = "this mac is not the one the network knows for your address";
        return Problem::new(StatusCode::FORBIDDEN, "device_mismatch", detail).into();
    };
    let device = device.unwrap_or(claimed);
    match seek::check(shared, &asker, code, device).await {
        Said::Tickets(views) => match views.first() {
            Some(view) => Response::json(&Activated {
                username: code.plain().to_string(),
                password: code.plain().to_string(),
                remaining_seconds: view.remaining_secs,
                remaining_bytes: view.remaining_bytes,
                logged_in: shared.taps.sign_in(device, code).await,
            }),
            None => denied(Denied::Rule(Refusal::UnknownCode)),
        },
        Said::Refused(refusal @ (Refusal::UnknownCode | Refusal::Elsewhere)) => {
            seek::problem(shared, Find::Code(code, None), denied(Denied::Rule(refusal))).await
        }
        Said::Refused(refusal) => denied(Denied::Rule(refusal)),
        other => unexpected(&other),
    }
}

#[derive(Debug, Serialize)]
struct CaptiveDocument {
    captive: bool,
    #[serde(rename = "user-portal-url")]
    user_portal_url: String,
    #[serde(rename = "seconds-remaining", skip_serializing_if = "Option::is_none")]
    seconds_remaining: Option<u64>,
    #[serde(rename = "bytes-remaining", skip_serializing_if = "Option::is_none")]
    bytes_remaining: Option<u64>,
    #[serde(rename = "can-extend-session")]
    can_extend_session: bool,
}

/// RFC 8908 section 5: the client is known by its address.
pub(super) async fn captive(request: &Request, shared: &Shared) -> Response {
    let asker = Asker::new(&shared.config, request.peer.ip(), None);
    let whoami = Ask::Whoami { device: asker.proven_device(), ip: asker.proven_address() };
    let online = match put(&shared.questions, whoami, None).await {
        Said::Tickets(views) => views.into_iter().find(|view| view.status == Status::Active),
        _ => None,
    };
    let user_portal_url = format!("{}/", own_address(&shared.config, request.host(), request.reached_at));
    let document = CaptiveDocument {
        captive: online.is_none(),
        user_portal_url,
        seconds_remaining: online.as_ref().and_then(|view| view.remaining_secs),
        bytes_remaining: online.as_ref().and_then(|view| view.remaining_bytes),
        can_extend_session: true,
    };
    Response::document(StatusCode::OK, "application/captive+json", &document)
}

/// A refusal for programs; its detail is a sentence for people.
pub(super) fn denied(denied: Denied) -> Response {
    let (status, detail) = match denied {
        Denied::Rule(Refusal::UnknownCode) => (StatusCode::NOT_FOUND, "no ticket has this code"),
        Denied::Rule(Refusal::Expired) => (StatusCode::GONE, "the time of this ticket is over"),
        Denied::Rule(Refusal::Lapsed) => (StatusCode::GONE, "this ticket was not used in time"),
        Denied::Rule(Refusal::TimeUsed) => (StatusCode::GONE, "the time of this ticket is used"),
        Denied::Rule(Refusal::DataUsed) => (StatusCode::GONE, "the data of this ticket is used"),
        Denied::Rule(Refusal::Revoked) => (StatusCode::GONE, "this ticket was taken back"),
        Denied::Rule(Refusal::TooManyDevices { .. }) => {
            (StatusCode::CONFLICT, "as many devices as this ticket allows are online")
        }
        Denied::Rule(Refusal::TooManyMoves) => (StatusCode::CONFLICT, "this ticket was moved too often today"),
        Denied::Rule(Refusal::AsksPayer) => {
            (StatusCode::FORBIDDEN, "the last three digits of the phone that paid are asked for")
        }
        Denied::Rule(Refusal::Elsewhere) => (StatusCode::CONFLICT, "this ticket is at another site"),
        Denied::Rule(Refusal::AwaitsCloud) => {
            (StatusCode::CONFLICT, "this ticket comes from a backup: whether it was used since is asked of the cloud")
        }
        Denied::NotACode(NotACode::Shape) => (StatusCode::BAD_REQUEST, "a code has nine letters and digits"),
        Denied::NotACode(NotACode::Check) => (StatusCode::NOT_FOUND, "one character of this code is wrong"),
        Denied::Wait { .. } => (StatusCode::TOO_MANY_REQUESTS, "too many wrong codes: wait, then try again"),
        Denied::Storage => (StatusCode::SERVICE_UNAVAILABLE, "the books cannot be read or written now"),
    };
    let problem = Problem::new(status, denied.code(), detail);
    match denied {
        Denied::Wait { secs } => problem.retry_after(secs).into(),
        Denied::Storage => problem.retry_after(5).into(),
        Denied::Rule(_) | Denied::NotACode(_) => problem.into(),
    }
}

pub(super) fn unexpected(said: &Said) -> Response {
    match said {
        Said::Wait(secs) => denied(Denied::Wait { secs: *secs }),
        _ => denied(Denied::Storage),
    }
}
