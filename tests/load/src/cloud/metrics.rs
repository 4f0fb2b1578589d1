//! What a cloud counts about itself, read where its operator's own machines read it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};

const PATIENCE: Duration = Duration::from_secs(10);

/// The page of one process.
#[derive(Clone, Copy, Debug)]
pub struct Metrics {
    address: SocketAddr,
}

impl Metrics {
    pub(super) fn at(address: SocketAddr) -> Self {
        Metrics { address }
    }

    /// Questions of gateways it holds at this moment.
    pub fn held(&self) -> Result<u64> {
        self.number("lango_cloud_held_questions")
    }

    /// Frames of this lane it has answered well.
    pub fn answered(&self, lane: &str) -> Result<u64> {
        self.number(&format!("lango_cloud_requests_total{{route=\"/sync/v1/{lane}\",status=\"200\"}}"))
    }

    /// A number by what stands before it in its line. What was never counted is not there, and is zero.
    fn number(&self, start: &str) -> Result<u64> {
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET /metrics HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address)?;
        let mut page = String::new();
        stream.read_to_string(&mut page).context("reading the metrics")?;
        let value = page.lines().find_map(|line| line.strip_prefix(start)?.trim().parse().ok());
        Ok(value.unwrap_or(0))
    }
}
