//! One GET, as a phone's first: one connection, one request, read to its end. Enough to know the status and the bytes on
//! the wire; rates are wrk's work.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};

const PATIENCE: Duration = Duration::from_secs(2);

/// What came back.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The status code.
    pub status: u16,
    /// Head and body, as they came over the wire.
    pub wire_bytes: usize,
}

/// Fetches a path, accepting gzip as every browser does.
pub fn get(server: SocketAddr, path: &str) -> Result<Page> {
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: {server}\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let status = status(&answer).with_context(|| format!("{server}{path} did not answer with HTTP"))?;
    Ok(Page { status, wire_bytes: answer.len() })
}

fn status(answer: &[u8]) -> Option<u16> {
    let line = answer.split(|byte| *byte == b'\r').next()?;
    std::str::from_utf8(line).ok()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_in_the_first_line() {
        assert_eq!(status(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"), Some(200));
        assert_eq!(status(b""), None);
        assert_eq!(status(b"SSH-2.0-x\r\n"), None);
    }
}
