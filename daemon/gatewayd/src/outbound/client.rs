//! The client of one host: nothing followed, nothing repeated by itself, and connections kept for a moment.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Response, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::lookup_host;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;

use super::dial::dial;
use super::tls::{Callee, tls};
use super::trouble::{Broken, tls_in};
use crate::clock::Clock;

/// From the first packet to the end of the TLS handshake.
pub(super) const TO_CONNECT: Duration = Duration::from_secs(10);
/// A connection the other side may have given up meanwhile is not worth a lost answer.
const KEPT_ALIVE: Duration = Duration::from_secs(15);
const MOST_KEPT: usize = 2;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

type Connection = SendRequest<Full<Bytes>>;

/// Calls one host.
#[derive(Clone)]
pub(crate) struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    tls: Option<(TlsConnector, ServerName<'static>)>,
    host: String,
    port: u16,
    authority: HeaderValue,
    kept: Mutex<Vec<(Connection, Instant)>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({})", self.shared.host)
    }
}

/// What is sent.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) authorization: Option<HeaderValue>,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Vec<u8>,
    pub(crate) to_answer: Duration,
}

/// What comes back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// As far as it came, and at most one byte more than asked for.
    pub(crate) body: Vec<u8>,
    /// Whether that is all of it.
    pub(crate) is_whole: bool,
}

impl Client {
    /// A client for `base_url`: scheme, host and port of it.
    pub(crate) fn to(base_url: &str, callee: Callee, clock: &Clock) -> Result<Self, String> {
        let uri: Uri = base_url.parse().map_err(|_| "not an address".to_owned())?;
        let (Some(host), Some(authority)) = (uri.host(), uri.authority()) else { return Err("no host".to_owned()) };
        let host = host.trim_matches(['[', ']']);
        let is_tls = uri.scheme_str() == Some("https");
        let tls = match is_tls {
            true => {
                let name = ServerName::try_from(host.to_owned()).map_err(|error| error.to_string())?;
                Some((TlsConnector::from(Arc::new(tls(callee, clock)?)), name))
            }
            false => None,
        };
        let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let authority = HeaderValue::from_str(authority.as_str()).map_err(|error| error.to_string())?;
        let shared = Shared { tls, host: host.to_owned(), port, authority, kept: Mutex::default() };
        Ok(Client { shared: Arc::new(shared) })
    }

    /// Calls once and takes so much of the answer.
    pub(crate) async fn call(&self, call: Call, most_bytes: usize) -> Result<Answer, Broken> {
        let until = Instant::now() + call.to_answer;
        let request = self.request(call)?;
        let (response, connection) =
            timeout_at(until, self.send(request)).await.map_err(|_| Broken::Time { is_connect: false })??;
        let status = response.status().as_u16();
        let (body, is_whole) = body_up_to(response.into_body(), most_bytes, until).await;
        if is_whole {
            self.keep(connection);
        }
        Ok(Answer { status, body, is_whole })
    }

    fn request(&self, call: Call) -> Result<Request<Full<Bytes>>, Broken> {
        let mut request = Request::new(Full::new(Bytes::from(call.body)));
        *request.method_mut() = call.method;
        *request.uri_mut() = call.path.parse().map_err(|_| Broken::NotSent)?;
        let headers = request.headers_mut();
        headers.insert(HOST, self.shared.authority.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("langod/", env!("CARGO_PKG_VERSION"))));
        if let Some(authorization) = call.authorization {
            headers.insert(AUTHORIZATION, authorization);
        }
        if let Some(kind) = call.content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        Ok(request)
    }

    async fn send(&self, mut request: Request<Full<Bytes>>) -> Result<(Response<Incoming>, Connection), Broken> {
        while let Some(mut connection) = self.kept() {
            match connection.try_send_request(request).await {
                Ok(response) => return Ok((response, connection)),
                // Given up meanwhile, and nothing of it was sent.
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(Broken::Lost(Box::new(error.into_error()))),
                },
            }
        }
        let mut connection =
            timeout(TO_CONNECT, self.connect()).await.map_err(|_| Broken::Time { is_connect: true })??;
        let response = connection.send_request(request).await.map_err(|error| Broken::Lost(Box::new(error)))?;
        Ok((response, connection))
    }

    fn kept(&self) -> Option<Connection> {
        let mut kept = self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(connection, since)| since.elapsed() < KEPT_ALIVE && connection.is_ready());
        kept.pop().map(|(connection, _)| connection)
    }

    fn keep(&self, connection: Connection) {
        let mut kept = self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_KEPT {
            kept.push((connection, Instant::now()));
        }
    }

    async fn connect(&self) -> Result<Connection, Broken> {
        let Shared { tls, host, port, .. } = &*self.shared;
        let addresses: Vec<SocketAddr> = lookup_host((host.as_str(), *port)).await.map_err(|_| Broken::Name)?.collect();
        let stream = dial(&addresses).await.map_err(Broken::Connection)?;
        let _ = stream.set_nodelay(true);
        let stream: Box<dyn Stream> = match tls {
            None => Box::new(stream),
            Some((tls, name)) => {
                Box::new(tls.connect(name.clone(), stream).await.map_err(|error| match tls_in(&error) {
                    Some(tls) => Broken::Tls(tls.to_string()),
                    None => Broken::Connection(error),
                })?)
            }
        };
        let (connection, driver) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| Broken::Lost(Box::new(error)))?;
        tokio::spawn(async move { drop(driver.await) });
        Ok(connection)
    }
}

/// The body of an answer as far as it came, and at most one byte more than `most_bytes`; whether that is all of it.
async fn body_up_to(mut incoming: Incoming, most_bytes: usize, until: Instant) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        match timeout_at(until, incoming.frame()).await {
            Ok(None) => return (body, true),
            Ok(Some(Ok(frame))) => {
                if let Some(chunk) = frame.data_ref() {
                    body.extend_from_slice(chunk);
                }
                if body.len() > most_bytes {
                    body.truncate(most_bytes + 1);
                    return (body, false);
                }
            }
            Ok(Some(Err(_))) | Err(_) => return (body, false),
        }
    }
}
