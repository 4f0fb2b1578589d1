//! A guest who buys by phone: asks over plain HTTP, and waits for the word as the portal's page does.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// Of a site that has not joined a cloud.
pub(super) const PROVIDER: &str = "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11";
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody who wants the hour.
#[derive(Clone, Debug)]
pub struct Guest {
    pub(super) portal: SocketAddr,
    pub(super) provider: String,
    pub(super) plan: String,
    /// As the guest types it.
    pub phone: String,
}

/// A waiting page's stream of events.
#[derive(Debug)]
pub struct Waiting {
    lines: BufReader<TcpStream>,
}

/// A phone for each number, none of those the rail knows by heart.
pub(super) fn phone(number: u64) -> String {
    format!("071{number:07}")
}

impl Guest {
    /// The same guest's friend, with another phone.
    pub fn with_phone(&self, number: u64) -> Guest {
        Guest { phone: phone(number), ..self.clone() }
    }

    /// Asks to pay; the payment's id, if the gateway said yes.
    pub fn ask(&self) -> Result<Option<String>> {
        let Guest { portal, provider, plan, phone } = self;
        let body = format!(r#"{{"plan_id":"{plan}","phone":"{phone}"}}"#);
        let mut stream = self.connect()?;
        write!(
            stream,
            "POST /api/captive/{provider}/initiate-mpesa HTTP/1.1\r\nhost: {portal}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let id = answer.split(r#""payment_id":""#).nth(1).and_then(|rest| rest.split('"').next());
        Ok(id.filter(|_| answer.starts_with("HTTP/1.1 202")).map(str::to_owned))
    }

    /// Opens the waiting page's stream, and returns when the gateway listens to it.
    pub fn wait_for(&self, payment: &str) -> Result<Waiting> {
        let mut stream = self.connect()?;
        write!(stream, "GET /api/payments/{payment}/events HTTP/1.1\r\nhost: {}\r\n\r\n", self.portal)?;
        let mut waiting = Waiting { lines: BufReader::new(stream) };
        waiting.line_with(": waiting")?;
        Ok(waiting)
    }

    fn connect(&self) -> Result<TcpStream> {
        let stream = TcpStream::connect_timeout(&self.portal, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

impl Waiting {
    /// Waits for the ticket.
    pub fn ticket(&mut self) -> Result<()> {
        let line = self.line_with("data: ")?;
        ensure!(line.contains(r#""status":"success""#) && line.contains(r#""code":""#), "no ticket: {line}");
        Ok(())
    }

    fn line_with(&mut self, wanted: &str) -> Result<String> {
        loop {
            let mut line = String::new();
            let bytes = self.lines.read_line(&mut line).context("the events break off")?;
            ensure!(bytes > 0, "the events end before \"{wanted}\"");
            if line.contains(wanted) {
                return Ok(line);
            }
        }
    }
}
