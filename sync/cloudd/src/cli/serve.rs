//! `lango-cloud serve`: opens the books and the sockets, and serves until it is told to stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{SignalKind, signal};
use tokio::{join, select};

use crate::chance::Kernel;
use crate::cli::site::explain_identity;
use crate::cli::{Failure, books};
use crate::clock::Clock;
use crate::cloud::Cloud;
use crate::config::Config;
use crate::http::{self, Server};
use crate::stopping::{Stop, stopping};
use crate::vault::Vault;
use crate::{identity, jobs, open_files};

/// Whoever looks after the process needs few connections.
const MOST_MANAGERS: u32 = 16;
/// After a cut of the line all gateways come at once.
const BACKLOG: u32 = 4096;
/// For a password that is being compared when the process ends.
const TO_COMPUTE: Duration = Duration::from_millis(200);

/// Serves.
pub(super) fn run(config: Config) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve(config));
    runtime.shutdown_timeout(TO_COMPUTE);
    served
}

async fn serve(config: Config) -> Result<(), Failure> {
    let tls = config.tls.as_ref().map(http::acceptor).transpose()?;
    let keys = config.keys(&mut Kernel)?;
    let store = books::open(&config).await?;
    if store.sees_through_fences().await.map_err(|error| books::explain(error, &config.database))? {
        tracing::warn!("the database user is a superuser, so row level security does not hold: use one that is not");
    }
    let identity = identity::keys(&store, &Vault::new(&keys), &mut Kernel, Clock.unix_ms()).await;
    let identity = identity.map_err(|error| explain_identity(error, &config))?;
    let listener = bind(config.listen, "PORT")?;
    let metrics = config.metrics_listen.map(|listen| bind(listen, "METRICS_LISTEN")).transpose()?;
    let room = open_files::make_room(config.most_connections);
    let (stop, stopping) = stopping();
    let cloud = Arc::new(Cloud::new(config, &keys, identity, store, stopping));
    let config = &cloud.config;
    tokio::spawn(stop_on_signal(stop)?);
    tracing::info!(listen = %config.listen, public = %config.public_url, database = %config.database, "serving");
    let wakes = Arc::clone(&cloud);
    tokio::spawn(async move { wakes.pass_on_wakes().await });
    let due = Arc::clone(&cloud);
    tokio::spawn(async move { jobs::run_when_due(&due).await });
    let public = Server { listener, router: http::public(&cloud), tls, cloud: Arc::clone(&cloud) };
    join!(public.serve(room), manage(metrics, &cloud));
    tracing::info!("ended");
    Ok(())
}

async fn manage(listener: Option<TcpListener>, cloud: &Arc<Cloud>) {
    let Some(listener) = listener else { return };
    let server = Server { listener, router: http::management(cloud), tls: None, cloud: Arc::clone(cloud) };
    server.serve(MOST_MANAGERS).await;
}

/// Listens for SIGTERM and SIGINT from now on.
fn stop_on_signal(stop: Stop) -> Result<impl Future<Output = ()>, Failure> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("ending");
        stop.tell();
    })
}

fn bind(address: SocketAddr, variable: &str) -> Result<TcpListener, Failure> {
    listen(address).map_err(|error| {
        Failure::Wrong(match error.kind() {
            io::ErrorKind::AddrInUse => {
                format!("{variable}: another program uses {address}; stop it or choose another port")
            }
            io::ErrorKind::PermissionDenied => {
                format!("{variable}: this user may not listen at {address}; choose a port above 1023")
            }
            _ => format!("{variable}: cannot listen at {address}: {error}"),
        })
    })
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Else a restart has to wait for the connections of the run before.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
