//! One question to a router.

use std::fmt;
use std::net::Ipv4Addr;

use domain::device::Mac;

/// What is done with what the path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Print.
    Get,
    /// Run a command.
    Post,
    /// Remove a row.
    Delete,
}

impl Method {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Delete => "DELETE",
        }
    }
}

/// One question. Its path is whole, and begins with `/rest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is done.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// A JSON object, where a command takes one.
    pub body: Option<String>,
}

impl Ask {
    /// Prints a menu.
    pub fn print(menu: &str) -> Self {
        Ask { method: Method::Get, path: format!("/rest{menu}"), body: None }
    }

    /// Prints no more of a menu than how its rows are named: on a busy evening the rows themselves are long.
    pub fn names(menu: &str) -> Self {
        Ask { method: Method::Get, path: format!("/rest{menu}?.proplist=.id"), body: None }
    }

    /// Prints the rows of a menu in which a property has this value.
    pub(super) fn rows(menu: &str, property: &str, value: &dyn fmt::Display) -> Self {
        let mut path = format!("/rest{menu}?{property}=");
        for byte in value.to_string().bytes() {
            match byte {
                b'.' | b':' | b'-' | b'_' => path.push(char::from(byte)),
                _ if byte.is_ascii_alphanumeric() => path.push(char::from(byte)),
                // RFC 3986 section 2.1.
                _ => path.push_str(&format!("%{byte:02X}")),
            }
        }
        Ask { method: Method::Get, path, body: None }
    }

    /// The devices at this MAC.
    pub fn hosts_of(mac: Mac) -> Self {
        Ask::rows("/ip/hotspot/host", "mac-address", &mac)
    }

    /// The devices at this address.
    pub fn hosts_at(address: Ipv4Addr) -> Self {
        Ask::rows("/ip/hotspot/host", "address", &address)
    }

    /// Signs in whoever is at an address.
    pub(super) fn log_in(body: &serde_json::Value) -> Self {
        let path = "/rest/ip/hotspot/active/login".to_owned();
        Ask { method: Method::Post, path, body: Some(body.to_string()) }
    }

    /// Signs in nobody: at an address no device has (RFC 5737). Whoever may do it is told that there is none.
    pub fn log_nobody_in() -> Self {
        Ask::log_in(&serde_json::json!({ "ip": "192.0.2.1", "user": "lango-doctor", "password": "" }))
    }

    /// Removes a row; `None` for a name that is none of RouterOS's.
    pub(super) fn remove(menu: &str, id: &str) -> Option<Self> {
        let digits = id.strip_prefix('*')?;
        let is_id = (1..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then(|| Ask { method: Method::Delete, path: format!("/rest{menu}/{id}"), body: None })
    }
}
