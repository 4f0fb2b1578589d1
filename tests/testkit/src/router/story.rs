//! Happenings in plain sentences, for the demo, the stand-in's own output and failed tests.

use std::fmt;

use super::event::{Event, LoginMethod};

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::HostAppeared { mac, ip } => write!(f, "{mac} joined the WiFi as {ip}"),
            Event::SentToPortal { mac, asked, error } if error.is_empty() => {
                write!(f, "{mac} asked for {asked} → sent to the portal")
            }
            Event::SentToPortal { mac, error, .. } => write!(f, "{mac} sent back to the portal: {error}"),
            Event::WalledGarden { mac, asked } => write!(f, "{mac} was let through to {asked}"),
            Event::WebReached { mac, asked } => write!(f, "{mac} reached {asked}"),
            Event::AccessRequested { mac, username, method, .. } => {
                write!(f, "{mac} signs in with {username} by {method}")
            }
            Event::Resent { identifier, send } => write!(f, "no answer yet: request {identifier} sent for time {send}"),
            Event::LoginAccepted { username, session_timeout_secs, bytes_left, .. } => {
                write!(f, "login {username} accepted, {}", left(*session_timeout_secs, *bytes_left))
            }
            Event::LoginRefused { username, error, .. } => write!(f, "login {username} refused: {error}"),
            Event::SessionStarted { mac, acct_session_id, .. } => {
                write!(f, "{mac} is online (session {acct_session_id})")
            }
            Event::Traffic { mac, upload_bytes, download_bytes } => {
                write!(f, "{mac} has used {}", amounts(*upload_bytes, *download_bytes))
            }
            Event::SessionEnded { mac, cause, upload_bytes, download_bytes, .. } => {
                write!(f, "{mac} is offline: {cause}, after {}", amounts(*upload_bytes, *download_bytes))
            }
            Event::AccountingAnswered { status, acct_session_id } => {
                write!(f, "{status} of session {acct_session_id} is recorded")
            }
            Event::AccountingLost { status, acct_session_id } => {
                write!(f, "{status} of session {acct_session_id} is lost: no answer")
            }
            Event::BadReply { why } => write!(f, "a RADIUS reply was dropped: {why}"),
            Event::ReplyLost { identifier } => write!(f, "the reply to request {identifier} was lost on the way"),
            Event::DynamicAcknowledged { request, acct_session_id } => {
                write!(f, "{request} for session {acct_session_id} was obeyed")
            }
            Event::DynamicRefused { request, error_cause } => write!(f, "{request} was refused, cause {error_cause}"),
            Event::BadDynamicRequest { why } => write!(f, "a datagram on the CoA port was dropped: {why}"),
            Event::CookieStored { mac, by, .. } => write!(f, "{mac} will be recognised ({by})"),
            Event::CookieDeleted { mac, by, why } => write!(f, "{mac} will no longer be recognised ({by}): {why}"),
            Event::RestAnswered { user, asked, status: 0 } => write!(f, "REST: {user} asked {asked} → cut"),
            Event::RestAnswered { user, asked, status } => write!(f, "REST: {user} asked {asked} → {status}"),
            Event::RestNotApplied { asked } => write!(f, "REST: {asked} was accepted and not done"),
            Event::RestPort { is_open: true } => f.write_str("the REST port is open"),
            Event::RestPort { is_open: false } => f.write_str("the REST port is closed"),
            Event::ClockRight => f.write_str("NTP has answered: the clock is right"),
            Event::Booted { boot } => write!(f, "the router has booted (digit {boot:X})"),
        }
    }
}

impl fmt::Display for LoginMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LoginMethod::HttpPap => "PAP",
            LoginMethod::HttpChap => "CHAP",
            LoginMethod::Cookie => "cookie",
            LoginMethod::MacCookie => "mac-cookie",
            LoginMethod::Api => "the owner's hand",
        })
    }
}

fn left(secs: Option<u32>, bytes: Option<u64>) -> String {
    let time = secs.map(|secs| format!("{} left", duration(secs)));
    let data = bytes.map(|bytes| format!("{} left", data(bytes)));
    let parts: Vec<String> = [time, data].into_iter().flatten().collect();
    if parts.is_empty() { "without a limit".to_owned() } else { parts.join(" and ") }
}

fn amounts(upload_bytes: u64, download_bytes: u64) -> String {
    format!("{} up, {} down", data(upload_bytes), data(download_bytes))
}

/// Two units are enough to see it move.
fn duration(secs: u32) -> String {
    let (days, hours, minutes, seconds) = (secs / 86_400, secs / 3600 % 24, secs / 60 % 60, secs % 60);
    let units = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")];
    let told: Vec<String> = units
        .into_iter()
        .skip_while(|(count, _)| *count == 0)
        .take(2)
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if told.is_empty() { "0 s".to_owned() } else { told.join(" ") }
}

/// MB is a million bytes, as on the portal.
fn data(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{:02} GB", bytes / 1_000_000_000, bytes / 10_000_000 % 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_two_units() {
        for (secs, told) in [(0, "0 s"), (59, "59 s"), (3600, "1 h"), (3599, "59 min 59 s"), (604_799, "6 d 23 h")] {
            assert_eq!(duration(secs), told);
        }
    }

    #[test]
    fn amounts_are_told_in_decimal_units() {
        for (bytes, told) in [(999, "999 B"), (5_400, "5 kB"), (500_000_000, "500.0 MB"), (1_250_000_000, "1.25 GB")] {
            assert_eq!(data(bytes), told);
        }
    }
}
