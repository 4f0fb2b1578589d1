//! Connections: accepted while there are places, each with a bounded time for its handshake and its heads, and ended in
//! good order when the process ends.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::cloud::Cloud;

const FOR_A_HANDSHAKE: Duration = Duration::from_secs(10);
/// To the last byte of a head, counted from the end of the request before: an idle connection ends too.
const FOR_A_HEAD: Duration = Duration::from_secs(30);
/// After an accept that failed.
const BREATH: Duration = Duration::from_millis(100);
/// For those under way when the process ends. It has to be gone within two seconds.
const TO_END: Duration = Duration::from_millis(1500);
const LARGEST_HEAD: usize = 16 << 10;

/// Who is at the other end of a connection: a browser, a gateway, or a proxy before them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// A listener and what it serves.
pub(crate) struct Server {
    pub(crate) listener: TcpListener,
    pub(crate) router: Router,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) cloud: Arc<Cloud>,
}

impl Server {
    /// Serves until the process ends; returns when the last connection has ended or has had its time.
    pub(crate) async fn serve(self, most_connections: u32) {
        let places = Arc::new(Semaphore::new(most_connections as usize));
        select! {
            () = self.accept(&places) => {}
            () = self.cloud.stopping.told() => {}
        }
        // Whoever knocks from now on is to find the door shut, not an ear that never answers.
        drop(self.listener);
        // All places free means that everybody is gone.
        let _ = timeout(TO_END, places.acquire_many(most_connections)).await;
    }

    /// Who comes when all places are taken waits in the kernel's queue.
    async fn accept(&self, places: &Arc<Semaphore>) {
        while let Ok(place) = Arc::clone(places).acquire_owned().await {
            match self.listener.accept().await {
                Ok((stream, peer)) => self.spawn(stream, Peer(peer), place),
                // Out of files or memory: it passes when a connection ends.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(BREATH).await;
                }
            }
        }
    }

    fn spawn(&self, stream: TcpStream, peer: Peer, place: OwnedSemaphorePermit) {
        let (router, tls, cloud) = (self.router.clone(), self.tls.clone(), Arc::clone(&self.cloud));
        tokio::spawn(async move {
            cloud.counters.connection_opened();
            if let Err(error) = connection(stream, peer, router, tls, &cloud).await {
                tracing::debug!(%error, "a connection broke off");
            }
            cloud.counters.connection_closed();
            drop(place);
        });
    }
}

async fn connection(
    stream: TcpStream,
    peer: Peer,
    router: Router,
    tls: Option<TlsAcceptor>,
    cloud: &Cloud,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    // Answers are small and somebody waits for them.
    stream.set_nodelay(true)?;
    match tls {
        None => Ok(exchange(stream, peer, router, cloud).await?),
        Some(tls) => {
            let stream = timeout(FOR_A_HANDSHAKE, tls.accept(stream)).await??;
            Ok(exchange(stream, peer, router, cloud).await?)
        }
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: Peer,
    router: Router,
    cloud: &Cloud,
) -> hyper::Result<()> {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        router.call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(FOR_A_HEAD).max_buf_size(LARGEST_HEAD);
    let mut exchange = pin!(http.serve_connection(TokioIo::new(stream), service));
    select! {
        ended = exchange.as_mut() => return ended,
        () = cloud.stopping.told() => {}
    }
    exchange.as_mut().graceful_shutdown();
    exchange.await
}
