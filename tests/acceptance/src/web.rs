//! Raw HTTP/1.1: requests no browser would send, and answers down to the last header.

use std::fmt;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;
use testkit::Langod;
use testkit::machine::PATIENCE;

/// What came back.
#[derive(Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    head: String,
    /// The body as text.
    pub body: String,
    /// The body byte for byte.
    pub content: Vec<u8>,
    /// Head and body on the wire.
    pub bytes: usize,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n\n{}", self.head, self.body)
    }
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

/// Sends a text to the portal and reads until it closes.
pub fn exchange(langod: &Langod, request: &str) -> Answer {
    let url = langod.portal_url();
    exchange_at(url.trim_start_matches("http://").trim_end_matches('/'), request.as_bytes())
}

/// Sends bytes to whoever listens at `host:port` and reads until it closes.
pub fn exchange_at(address: &str, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // A server that has read enough answers and closes while we still write.
    let _ = stream.write_all(request);
    let mut received = Vec::new();
    let outcome = stream.read_to_end(&mut received);
    let end = received.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("{outcome:?}: {:?}", String::from_utf8_lossy(&received)));
    let (head, content) = (String::from_utf8_lossy(&received[..end]).into_owned(), received[end + 4..].to_vec());
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    let body = String::from_utf8_lossy(&content).into_owned();
    Answer { status, head, body, content, bytes: received.len() }
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
