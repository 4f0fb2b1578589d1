//! A client of the API: one blocking HTTP/1.1 exchange for each request, and as much of M-PESA's rules as tests need.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use testkit::machine::PATIENCE;

pub(crate) const TOKEN: &str = "/oauth/v1/generate?grant_type=client_credentials";

pub(crate) struct Client {
    address: String,
    credentials: String,
    token: Mutex<Option<String>>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// A member that is text.
    pub(crate) fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("no text {member} in {}", self.body)).to_owned()
    }

    /// Status, errorCode and errorMessage of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        assert!(!self.text("requestId").is_empty());
        (self.status, self.text("errorCode"), self.text("errorMessage"))
    }
}

impl Client {
    pub(crate) fn new(base_url: &str, key: &str, secret: &str) -> Self {
        let address = base_url.strip_prefix("http://").unwrap().to_owned();
        let credentials = BASE64_STANDARD.encode(format!("{key}:{secret}"));
        Client { address, credentials, token: Mutex::default() }
    }

    /// Asks for a new token and keeps it for what follows.
    pub(crate) fn sign_in(&self) -> Answer {
        let answer = self.ask("GET", TOKEN, &self.basic(), "");
        *self.token.lock().unwrap() = Some(answer.text("access_token"));
        answer
    }

    pub(crate) fn basic(&self) -> Vec<(&'static str, String)> {
        vec![("Authorization", format!("Basic {}", self.credentials))]
    }

    pub(crate) fn bearer(&self) -> Vec<(&'static str, String)> {
        let token = self.token.lock().unwrap().clone();
        let token = token.unwrap_or_else(|| self.sign_in().text("access_token"));
        vec![("Authorization", format!("Bearer {token}")), ("Content-Type", "application/json".to_owned())]
    }

    /// Posts JSON with the token at hand.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.try_post(path, body).unwrap()
    }

    pub(crate) fn try_post(&self, path: &str, body: &Value) -> io::Result<Answer> {
        self.try_ask("POST", path, &self.bearer(), &body.to_string())
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, String)], body: &str) -> Answer {
        self.try_ask(method, path, headers, body).unwrap()
    }

    /// Sends a request and reads nothing: for those that are never answered.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: &str,
    ) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n{headers}");
        stream.write_all(format!("{head}Content-Length: {length}\r\n\r\n{body}").as_bytes())?;
        Ok(stream)
    }

    fn try_ask(&self, method: &str, path: &str, headers: &[(&str, String)], body: &str) -> io::Result<Answer> {
        let mut answer = String::new();
        self.send(method, path, headers, body)?.read_to_string(&mut answer)?;
        let Some((head, body)) = answer.split_once("\r\n\r\n") else {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        };
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Ok(Answer { status, body: body.to_owned() })
    }
}
