//! Answers: rows of texts, or an error in the router's words.

use std::net::Ipv4Addr;

use domain::device::Mac;
use serde_json::{Map, Value};

use super::Refused;

/// Rows read of one answer; a hotspot for more guests than that is beyond the routers we know.
const MOST_ROWS: usize = 4096;
/// Characters kept of the router's own words.
const LONGEST_WORDS: usize = 120;

/// An answer as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The HTTP status.
    pub status: u16,
    /// What came with it.
    pub body: Vec<u8>,
}

/// One row of a menu. Every value is a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(Map<String, Value>);

impl Row {
    /// A property as it stands.
    pub fn text(&self, property: &str) -> Option<&str> {
        self.0.get(property)?.as_str()
    }

    /// A property that is true or false, however this version writes it.
    pub fn is(&self, property: &str) -> bool {
        matches!(self.text(property), Some("true" | "yes"))
    }

    /// The name of the row.
    pub(super) fn id(&self) -> Option<&str> {
        self.text(".id")
    }
}

/// Reads an answer: a list of rows, one row alone, or nothing.
pub fn rows(told: &Told) -> Result<Vec<Row>, Refused> {
    if !(200..300).contains(&told.status) {
        return Err(refused(told));
    }
    if told.body.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    let as_row = |value| match value {
        Value::Object(map) => Ok(Row(map)),
        _ => Err(Refused::Foreign),
    };
    match serde_json::from_slice(&told.body) {
        Ok(Value::Array(values)) => values.into_iter().take(MOST_ROWS).map(as_row).collect(),
        Ok(value) => Ok(vec![as_row(value)?]),
        Err(_) => Err(Refused::Foreign),
    }
}

/// `{"error":404,"message":"Not Found","detail":"no such item"}`
fn refused(told: &Told) -> Refused {
    let error: Option<Map<String, Value>> = serde_json::from_slice(&told.body).ok();
    let said = |name: &str| error.as_ref().and_then(|error| error.get(name)?.as_str()).unwrap_or_default();
    let (message, detail) = (said("message"), said("detail"));
    let words = if detail.is_empty() { message } else { detail };
    let says = |part: &str| words.to_ascii_lowercase().contains(part);
    match told.status {
        401 => Refused::Credentials,
        // Where REST is switched off a page says so.
        403 if error.is_some() => Refused::Rights,
        _ if says("not enough permissions") || says("not allowed") || says("permission") => Refused::Rights,
        // What the manual has a group without rights be told; the row may as well have gone.
        _ if says("no such item") || says("resource identifier") => Refused::NoSuchRow,
        _ if says("no such command") || says("unknown parameter") => Refused::NoSuchCommand,
        404 | 406 => Refused::NoSuchCommand,
        _ if says("session closed") => Refused::Busy,
        _ if !words.is_empty() => Refused::Said(shortened(words)),
        429 | 500.. => Refused::Busy,
        _ => Refused::Foreign,
    }
}

fn shortened(words: &str) -> String {
    words.chars().filter(|character| !character.is_control()).take(LONGEST_WORDS).collect()
}

/// A device the hotspot has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    /// The device.
    pub mac: Mac,
    /// The address it has there.
    pub address: Ipv4Addr,
    /// Whether it may go out: signed in, or let through by the owner.
    pub is_let_through: bool,
}

impl Host {
    /// A row of `/ip/hotspot/host`; `None` where it tells neither device nor address.
    pub fn read(row: &Row) -> Option<Self> {
        Some(Host {
            mac: Mac::parse(row.text("mac-address")?).ok()?,
            address: row.text("address")?.parse().ok()?,
            is_let_through: row.is("authorized") || row.is("bypassed"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, body: &str) -> Told {
        Told { status, body: body.into() }
    }

    #[test]
    fn rows_come_as_a_list_alone_or_not_at_all() {
        let list =
            rows(&told(200, r#"[{".id":"*1A","mac-address":"02:00:5E:10:00:01","authorized":"true"}]"#)).unwrap();
        assert_eq!((list[0].id(), list[0].is("authorized"), list[0].is("bypassed")), (Some("*1A"), true, false));
        assert_eq!(
            rows(&told(200, r#"{"version":"7.20.1 (stable)"}"#)).unwrap()[0].text("version"),
            Some("7.20.1 (stable)")
        );
        assert_eq!(rows(&told(200, "[]")), Ok(Vec::new()));
        assert_eq!(rows(&told(204, " \n")), Ok(Vec::new()));
        for foreign in ["<html>", "[1]", "\"x\"", "[{\"a\":", "\u{0}"] {
            assert_eq!(rows(&told(200, foreign)), Err(Refused::Foreign), "{foreign}");
        }
    }

    #[test]
    fn a_refusal_is_sorted_by_what_can_be_done_about_it() {
        let error = |status: u16, detail: &str| {
            rows(&told(status, &format!(r#"{{"error":{status},"message":"Bad Request","detail":"{detail}"}}"#)))
                .unwrap_err()
        };
        assert_eq!(error(401, ""), Refused::Credentials);
        assert_eq!(error(500, "not enough permissions (9)"), Refused::Rights);
        assert_eq!(error(403, ""), Refused::Rights);
        assert_eq!(error(404, "no such item (4)"), Refused::NoSuchRow);
        assert_eq!(error(400, "no such command or directory (hotspot)"), Refused::NoSuchCommand);
        assert_eq!(error(400, "Session closed"), Refused::Busy);
        assert_eq!(
            error(400, "invalid username or password"),
            Refused::Said("invalid username or password".to_owned())
        );
        assert_eq!(rows(&told(502, "<html>")), Err(Refused::Busy));
        assert_eq!(rows(&told(302, "")), Err(Refused::Foreign));
        let long = error(400, &"x".repeat(4000));
        assert!(matches!(&long, Refused::Said(words) if words.len() == LONGEST_WORDS), "{long:?}");
    }

    #[test]
    fn a_host_is_a_device_with_an_address() {
        let host = |body: &str| Host::read(&rows(&told(200, body)).unwrap()[0]);
        let known = host(r#"{"mac-address":"02:00:5E:10:00:01","address":"10.5.50.20","bypassed":"true"}"#).unwrap();
        assert_eq!((known.address, known.is_let_through), ("10.5.50.20".parse().unwrap(), true));
        for unknown in [r#"{"mac-address":"02:00:5E:10:00:01"}"#, r#"{"mac-address":"x","address":"10.5.50.20"}"#] {
            assert_eq!(host(unknown), None);
        }
    }
}
