//! The router's web side: each device's door, and what comes through it. A request for the router itself goes to the
//! `servlet`; anything else is traffic the router caught on its way to the internet, and goes to `captured`.

mod answer;
mod ask;
mod captured;
mod challenge;
mod control_http;
mod pages;
mod pass;
mod servlet;
mod template;
mod variables;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

pub(super) use self::answer::Answer;
pub(super) use self::ask::Ask;
pub(super) use self::challenge::Challenge;
pub(super) use self::control_http::control;

use super::Device;
use super::hotspot::Hotspot;

/// Everything that is asked at one door. Where several devices come to it, their addresses tell them apart; whoever has
/// none of these is cut.
pub(super) async fn serve_door(hotspot: Arc<Hotspot>, door: SocketAddr, listener: TcpListener) {
    serve(listener, move |from, request| {
        let hotspot = Arc::clone(&hotspot);
        async move { answer(&hotspot, who_comes(&hotspot, door, from)?, request).await }
    })
    .await;
}

fn who_comes(hotspot: &Hotspot, door: SocketAddr, from: IpAddr) -> Option<Device> {
    let mut here = hotspot.config.devices.iter().filter(|device| device.door == door);
    match (here.next(), here.next()) {
        (alone, None) => alone.copied(),
        _ => hotspot.config.devices.iter().find(|device| device.door == door && device.ip == from).copied(),
    }
}

async fn answer(hotspot: &Arc<Hotspot>, device: Device, request: Request<Incoming>) -> Option<Answer> {
    hotspot.contact(device).await;
    // HTTPS through a proxy: rejected before login, and behind the stand-in there is no internet after it either.
    if request.method() == Method::CONNECT {
        return None;
    }
    let ask = match Ask::read(request, device.door).await {
        Ok(ask) => ask,
        Err(refusal) => return Some(refusal),
    };
    if servlet::is_meant(hotspot, device, &ask.host) {
        Some(servlet::answer_request(hotspot, device, &ask).await)
    } else {
        captured::answer_request(hotspot, device, ask).await
    }
}

/// Serves HTTP/1 on a listener for ever, and tells who asks. No answer means that the connection is cut.
async fn serve<F>(
    listener: TcpListener,
    handle: impl Fn(IpAddr, Request<Incoming>) -> F + Clone + Send + Sync + 'static,
) where
    F: Future<Output = Option<Answer>> + Send + 'static,
{
    loop {
        // The listener's own errors concern a connection that is gone already.
        let Ok((stream, from)) = listener.accept().await else { continue };
        let handle = handle.clone();
        tokio::spawn(serve_stream(stream, move |request| handle(from.ip(), request)));
    }
}

/// Serves HTTP/1 on one connection until it ends. No answer means that it is cut.
pub(super) async fn serve_stream<F>(stream: TcpStream, handle: impl Fn(Request<Incoming>) -> F + Send + Sync + 'static)
where
    F: Future<Output = Option<Answer>> + Send + 'static,
{
    let service = service_fn(move |request| {
        let answered = handle(request);
        async move { answered.await.ok_or(Cut) }
    });
    // A guest that hangs up is nobody's fault.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// The connection is cut without an answer.
#[derive(Debug, thiserror::Error)]
#[error("cut")]
struct Cut;
