//! Letting a request through to a host of the walled garden. Browsers that use the stand-in as a proxy need it; others
//! go there directly.

use http_body_util::{Either, Full};
use hyper::header::{CONNECTION, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::answer::{Answer, text};
use super::ask::Ask;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What concerns one connection only (RFC 9110 section 7.6.1).
const HOP_BY_HOP: [HeaderName; 3] = [CONNECTION, TRANSFER_ENCODING, HeaderName::from_static("proxy-connection")];

pub(super) async fn pass(ask: Ask) -> Answer {
    match fetch(ask).await {
        Ok(answer) => answer,
        Err(failure) => text(StatusCode::BAD_GATEWAY, &failure.to_string()),
    }
}

async fn fetch(ask: Ask) -> Result<Answer, Failure> {
    let address = if ask.host.contains(':') { ask.host.clone() } else { format!("{}:80", ask.host) };
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // Ends with the exchange; its errors are the exchange's.
    tokio::spawn(async move { drop(connection.await) });
    let mut request = Request::builder().method(ask.method.clone()).uri(ask.target()).body(Full::new(ask.body))?;
    *request.headers_mut() = ask.headers;
    HOP_BY_HOP.iter().for_each(|name| drop(request.headers_mut().remove(name)));
    request.headers_mut().insert(HOST, HeaderValue::from_str(&ask.host)?);
    let (mut head, body) = sender.send_request(request).await?.into_parts();
    HOP_BY_HOP.iter().for_each(|name| drop(head.headers.remove(name)));
    // As it comes: a page may listen to a stream that has no end.
    Ok(Response::from_parts(head, Either::Right(body)))
}
