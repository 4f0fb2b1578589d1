//! Connections: accepted while there are places, each with a bounded time for its handshake and its heads, and ended in
//! good order when the process ends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::connection::{Answering, Place, exchange, sealed};
use crate::cloud::Cloud;

/// After an accept that failed.
const BREATH: Duration = Duration::from_millis(100);
/// For those under way when the process ends. It has to be gone within two seconds.
const TO_END: Duration = Duration::from_millis(1500);

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

    fn spawn(&self, stream: TcpStream, peer: Peer, permit: OwnedSemaphorePermit) {
        // Answers are small and somebody waits for them. One that cannot be told so has ended already.
        let _ = stream.set_nodelay(true);
        let answering = Answering { router: self.router.clone(), peer };
        let place = Place::take(Arc::clone(&self.cloud), permit);
        match self.tls.clone() {
            None => drop(tokio::spawn(exchange(stream, answering, place))),
            Some(tls) => drop(tokio::spawn(sealed(tls, stream, answering, place))),
        }
    }
}
