//! One connection to a cloud, with or without TLS, on which bytes are posted one after another. The little of HTTP/1.1 that
//! takes is written here: ten thousand of these are held at once, and each is to be small.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::NAME;

/// More than any answer of a cloud.
const MOST_BYTES: usize = 256 << 10;

/// Whom to call, and how.
#[derive(Clone, Debug)]
pub struct Dial {
    /// Where.
    pub address: SocketAddr,
    /// With TLS, if there is a client for it.
    pub tls: Option<Arc<ClientConfig>>,
}

/// An open connection.
pub struct Line {
    stream: Box<dyn Stream>,
}

/// What bytes go to and fro on.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Dial {
    /// Calls.
    pub async fn open(&self) -> Result<Line> {
        let stream = TcpStream::connect(self.address).await.context("connecting")?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(stream),
            Some(client) => {
                let name = ServerName::try_from(NAME)?;
                Box::new(TlsConnector::from(Arc::clone(client)).connect(name, stream).await.context("TLS")?)
            }
        };
        Ok(Line { stream })
    }
}

impl Line {
    /// Posts a body and returns that of the answer, which has to be a 200.
    pub async fn post(&mut self, path: &str, body: &[u8]) -> Result<Vec<u8>> {
        let head = format!("POST {path} HTTP/1.1\r\nhost: {NAME}\r\ncontent-length: {}\r\n\r\n", body.len());
        self.stream.write_all(&[head.as_bytes(), body].concat()).await.context("asking")?;
        self.stream.flush().await?;
        let mut bytes = Vec::new();
        loop {
            if let Some(answer) = Head::read(&bytes)? {
                let end = answer.bytes + answer.body_bytes;
                if bytes.len() >= end {
                    let body = bytes.get(answer.bytes..end).unwrap_or_default().to_vec();
                    return if answer.status == 200 { Ok(body) } else { refused(path, answer.status, &body) };
                }
            }
            // Taken only now: a line that waits holds no room for what may come.
            if bytes.len() > MOST_BYTES || self.read_into(&mut bytes).await? == 0 {
                bail!("{path}: the answer breaks off after {} bytes", bytes.len());
            }
        }
    }

    async fn read_into(&mut self, bytes: &mut Vec<u8>) -> Result<usize> {
        let mut room = [0; 1024];
        let length = self.stream.read(&mut room).await.context("listening")?;
        bytes.extend_from_slice(room.get(..length).unwrap_or_default());
        Ok(length)
    }
}

fn refused(path: &str, status: u16, body: &[u8]) -> Result<Vec<u8>> {
    bail!("{path} was answered {status}: {}", String::from_utf8_lossy(body));
}

/// What of an answer's head counts here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    bytes: usize,
    body_bytes: usize,
}

impl Head {
    /// `None` until it has come to its end.
    fn read(bytes: &[u8]) -> Result<Option<Self>> {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
        let text = std::str::from_utf8(bytes.get(..end).unwrap_or_default())?;
        let status = text.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        let status = status.context("the answer is no HTTP/1.1")?;
        Ok(Some(Head { status, bytes: end + 4, body_bytes: length.context("the answer has no length")? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_once_its_head_is_whole() {
        let whole = b"HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 7\r\n\r\nab";
        assert_eq!(Head::read(whole.get(..40).unwrap()).unwrap(), None);
        let bytes = whole.len() - 2;
        assert_eq!(Head::read(whole).unwrap(), Some(Head { status: 200, bytes, body_bytes: 7 }));
        assert!(Head::read(b"SSH-2.0\r\n\r\n").is_err());
        assert!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
