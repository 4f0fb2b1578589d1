//! How answers are printed: JSON for programs, tables and sentences for people, pages for paper.

use std::io::Write as _;

use domain::plan::{Allowance, Plan};
use domain::ticket::Remaining;
use serde_json::{Value, json};
use web_ui::{Language, bytes_in_words, duration_in_words};

use crate::cli::Failure;
use crate::desk::{SessionView, TicketView};
use crate::http::{price_of, timestamp};

/// Prints to standard output. A reader that has gone (a pager, `head`) is no failure.
pub(super) fn out(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints a JSON document and a line end.
pub(super) fn json(document: &Value) -> Result<(), Failure> {
    out(&format!("{document:#}\n"))
}

/// Prints rows in columns under a heading, or a sentence if there are none.
pub(super) fn table(heading: &[&str], rows: &[Vec<String>], none: &str) -> Result<(), Failure> {
    if rows.is_empty() {
        return out(&format!("{none}\n"));
    }
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(heading.get(column).map(|title| title.len())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let heading: Vec<String> = heading.iter().map(|title| (*title).to_owned()).collect();
    out(&(line(&heading) + &rows.iter().map(|row| line(row)).collect::<String>()))
}

/// A plan for programs.
pub(super) fn plan_json(plan: &Plan) -> Value {
    let (kind, secs, bytes) = parts(plan.terms.allowance);
    json!({
        "id": plan.id.to_string(),
        "name": plan.name,
        "price": price_of(plan.price),
        "currency": plan.price.currency().code(),
        "kind": kind,
        "duration_hours": f64::from(secs) / 3600.0,
        "duration_seconds": secs,
        "data_limit_mb": bytes.map(|bytes| bytes as f64 / 1e6),
        "rate": plan.terms.rate.map(|rate| rate.to_string()),
        "devices": plan.terms.devices,
        "idle_timeout_seconds": plan.terms.idle_timeout_secs,
        "unused_validity_seconds": plan.terms.unused_validity_secs,
        "outage_credit": plan.terms.outage_credit,
    })
}

fn parts(allowance: Allowance) -> (&'static str, u32, Option<u64>) {
    match allowance {
        Allowance::Elapsed { duration_secs } => ("elapsed", duration_secs, None),
        Allowance::Online { duration_secs } => ("online", duration_secs, None),
        Allowance::Data { quota_bytes, validity_secs } => ("data", validity_secs, Some(quota_bytes)),
    }
}

/// A ticket for programs.
pub(super) fn ticket_json(view: &TicketView) -> Value {
    let (kind, secs, bytes) = parts(view.terms.allowance);
    json!({
        "id": view.id.to_string(),
        "code": view.code.to_string(),
        "username": view.code.plain().as_str(),
        "plan": view.plan,
        "plan_type": view.plan_type(),
        "kind": kind,
        "price": price_of(view.price),
        "currency": view.price.currency().code(),
        "status": view.status.word(),
        "duration_hours": f64::from(secs) / 3600.0,
        "data_limit_mb": bytes.map(|bytes| bytes as f64 / 1e6),
        "remaining_seconds": view.remaining_secs,
        "remaining_bytes": view.remaining_bytes,
        "devices_allowed": view.terms.devices,
        "devices_online": view.online.len(),
        "expires_at": view.expires_at_secs.and_then(timestamp),
        "custody": view.custody.as_str(),
    })
}

/// What is left of a ticket, for people.
pub(super) fn left(view: &TicketView) -> String {
    let Remaining { secs, bytes } = Remaining { secs: view.remaining_secs, bytes: view.remaining_bytes };
    let time = secs.map(|secs| duration_in_words(Language::English, secs));
    let data = bytes.map(|bytes| bytes_in_words(Language::English, bytes));
    [data, time].into_iter().flatten().collect::<Vec<_>>().join(" within ")
}

/// A session for programs.
pub(super) fn session_json(view: &SessionView) -> Value {
    let session = &view.session;
    json!({
        "nas": session.key.nas.as_str(),
        "session_id": session.key.id.as_str(),
        "code": session.code.to_string(),
        "ticket_id": session.ticket.to_string(),
        "mac": session.device.to_string(),
        "ip": session.ip.map(|ip| ip.to_string()),
        "online_seconds": session.usage.secs.max(view.age_secs),
        "bytes_up": session.usage.bytes_up,
        "bytes_down": session.usage.bytes_down,
    })
}
