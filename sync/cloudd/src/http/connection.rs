//! One connection: questions and their answers, until either end has had enough. Ten thousand gateways hold one each and
//! wait, so what a connection keeps while it waits is small.

use std::convert::Infallible;
use std::error::Error;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::{TowerToHyperService, TowerToHyperServiceFuture};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::select;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::later::{Later, Waiting};
use super::server::Peer;
use crate::cloud::Cloud;

const FOR_A_HANDSHAKE: Duration = Duration::from_secs(10);
/// To the last byte of a head, counted from the end of the request before: an idle connection ends too.
const FOR_A_HEAD: Duration = Duration::from_secs(30);
const LARGEST_HEAD: usize = 16 << 10;

/// A place for a connection, counted as open until this is dropped.
pub(super) struct Place {
    cloud: Arc<Cloud>,
    _permit: OwnedSemaphorePermit,
}

impl Place {
    pub(super) fn take(cloud: Arc<Cloud>, permit: OwnedSemaphorePermit) -> Self {
        cloud.counters.connection_opened();
        Place { cloud, _permit: permit }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.cloud.counters.connection_closed();
    }
}

/// What answers on a connection.
pub(super) struct Answering {
    pub(super) router: Router,
    pub(super) peer: Peer,
}

impl Service<Request<Incoming>> for Answering {
    type Response = Response;
    type Error = Infallible;
    type Future = Answer;

    fn call(&self, mut request: Request<Incoming>) -> Answer {
        request.extensions_mut().insert(self.peer);
        Answer::Routed(Box::pin(TowerToHyperService::new(self.router.clone()).call(request)))
    }
}

/// An answer under way. What led to the handler is gone before the handler waits.
pub(super) enum Answer {
    Routed(Pin<Box<TowerToHyperServiceFuture<Router, Request<Incoming>>>>),
    Waited(Waiting),
}

impl Future for Answer {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            match &mut *self {
                Answer::Routed(routed) => {
                    let Ok(mut response) = ready!(routed.as_mut().poll(context));
                    match Later::of(&mut response) {
                        Some(waiting) => *self = Answer::Waited(waiting),
                        None => return Poll::Ready(Ok(response)),
                    }
                }
                Answer::Waited(waiting) => return waiting.as_mut().poll(context).map(Ok),
            }
        }
    }
}

/// Answers until the connection or the process ends. The stream is kept twice while this waits: a large one is boxed.
pub(super) async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(stream: S, answering: Answering, place: Place) {
    let mut exchange = pin!(connection(stream, answering));
    let ended = select! {
        ended = exchange.as_mut() => ended,
        () = place.cloud.stopping.told() => {
            exchange.as_mut().graceful_shutdown();
            exchange.await
        }
    };
    ended.unwrap_or_else(|error| broke_off(&error));
}

/// The same behind a handshake. It is a task of another kind, so that a connection without TLS keeps no room for it.
pub(super) async fn sealed(tls: TlsAcceptor, stream: TcpStream, answering: Answering, place: Place) {
    match timeout(FOR_A_HANDSHAKE, Box::pin(tls.accept(stream))).await {
        Ok(Ok(stream)) => exchange(Box::new(stream), answering, place).await,
        Ok(Err(error)) => broke_off(&error),
        Err(error) => broke_off(&error),
    }
}

fn connection<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    answering: Answering,
) -> http1::Connection<TokioIo<S>, Answering> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(FOR_A_HEAD).max_buf_size(LARGEST_HEAD);
    http.serve_connection(TokioIo::new(stream), answering)
}

fn broke_off(error: &dyn Error) {
    tracing::debug!(%error, "a connection broke off");
}
