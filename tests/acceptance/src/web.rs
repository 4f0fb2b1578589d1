//! Raw HTTP/1.1: requests no browser would send, and answers down to the last header.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;
use testkit::Langod;
use testkit::machine::PATIENCE;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    head: String,
    /// The body.
    pub body: String,
    /// Head and body on the wire.
    pub bytes: usize,
}

impl Answer {
    /// A header's value, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The status and stable code of a refusal in the form of RFC 9457.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let document = self.json();
        assert_eq!(document["status"], self.status, "{document}");
        let is_text = |key: &str| document[key].as_str().is_some_and(|text| !text.is_empty());
        assert!(is_text("title") && is_text("detail"), "{document}");
        (self.status, document["code"].as_str().unwrap().to_owned())
    }
}

/// Sends bytes to the portal and reads until it closes.
pub fn exchange(langod: &Langod, request: &str) -> Answer {
    let url = langod.portal_url();
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // A server that has read enough answers and closes while we still write.
    let _ = stream.write_all(request.as_bytes());
    let mut received = Vec::new();
    let outcome = stream.read_to_end(&mut received);
    let text = String::from_utf8_lossy(&received).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{outcome:?}: {text:?}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned(), bytes: received.len() }
}

/// One request without a body.
pub fn send(langod: &Langod, method: &str, path: &str) -> Answer {
    exchange(langod, &format!("{method} {path} HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n"))
}

/// One GET.
pub fn get(langod: &Langod, path: &str) -> Answer {
    send(langod, "GET", path)
}

/// One POST with a body of some kind.
pub fn post(langod: &Langod, path: &str, content_type: &str, body: &str) -> Answer {
    let length = body.len();
    let head = format!("POST {path} HTTP/1.1\r\nHost: portal\r\nConnection: close\r\nContent-Type: {content_type}");
    exchange(langod, &format!("{head}\r\nContent-Length: {length}\r\n\r\n{body}"))
}

/// Where a ticket is activated.
pub fn activation(code: &str) -> String {
    format!("/api/tickets/{code}/activate")
}
