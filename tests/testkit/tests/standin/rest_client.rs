//! One REST call, as a gateway makes it, with every header in the test's hand.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use testkit::machine::PATIENCE;

use crate::world::World;

/// What came back.
pub(crate) struct Answered {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answered {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {}", self.body))
    }

    /// RouterOS's reason.
    pub(crate) fn detail(&self) -> String {
        self.json()["detail"].as_str().unwrap_or_default().to_owned()
    }
}

/// A call by the factory's user.
pub(crate) fn admin(world: &World, method: &str, menu: &str, body: &str) -> Answered {
    call(world, "admin:", method, menu, body).expect("an answer")
}

/// A call by `NAME:PASSWORD`; `None` if the connection was refused, reset or cut.
pub(crate) fn call(world: &World, user: &str, method: &str, menu: &str, body: &str) -> Option<Answered> {
    call_at(world.router.rest_address(), user, method, menu, body)
}

/// The same, for a thread of its own.
pub(crate) fn call_at(to: SocketAddr, user: &str, method: &str, menu: &str, body: &str) -> Option<Answered> {
    let authorization = format!("Basic {}", BASE64_STANDARD.encode(user));
    let json = ("Content-Type", "application/json");
    let headers = [("Authorization", authorization.as_str()), json];
    let headers = if body.is_empty() { &headers[..1] } else { &headers[..] };
    try_ask(to, method, &format!("/rest{menu}"), headers, body)
}

/// Any HTTP exchange.
pub(crate) fn ask(to: SocketAddr, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answered {
    try_ask(to, method, target, headers, body).expect("an answer")
}

fn try_ask(to: SocketAddr, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Option<Answered> {
    let mut stream = TcpStream::connect(to).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut request = format!("{method} {target} HTTP/1.0\r\nContent-Length: {}\r\n", body.len());
    headers.iter().for_each(|(name, value)| request += &format!("{name}: {value}\r\n"));
    stream.write_all(format!("{request}\r\n{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answered { status, head: head.to_owned(), body: body.to_owned() })
}
