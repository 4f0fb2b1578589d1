//! The API's listening socket, which can be shut as if nobody were there, and the connections through it.

use std::future::Future;
use std::net::SocketAddr;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::answer::Answer;

/// Connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// How connections to the API are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Connections {
    /// They are taken.
    Taken,
    /// They are refused at once, as if no program were there. Open ones are cut.
    Refused,
    /// They are not even refused: a client waits until its own patience ends. Open ones are cut. On Linux.
    Unanswered,
}

/// Shuts the door and opens it again.
#[derive(Clone)]
pub(in crate::daraja) struct DoorHandle(mpsc::UnboundedSender<Order>);

struct Order {
    connections: Connections,
    done: oneshot::Sender<()>,
}

impl DoorHandle {
    /// Resolves when it is so.
    pub(in crate::daraja) async fn set(&self, connections: Connections) {
        let (done, wait) = oneshot::channel();
        if self.0.send(Order { connections, done }).is_ok() {
            // Fails if the stand-in is being dropped, which refuses too.
            let _ = wait.await;
        }
    }
}

/// Serves for ever what comes through a door that can be shut.
pub(super) fn open<F>(
    listener: TcpListener,
    address: SocketAddr,
    handle: impl Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
) -> DoorHandle
where
    F: Future<Output = Option<Answer>> + Send + 'static,
{
    let (order, mut ordered) = mpsc::unbounded_channel::<Order>();
    tokio::spawn(async move {
        let mut open = Some(listener);
        while let Some(listener) = open.take() {
            let mut served = JoinSet::new();
            let shut = serve(&listener, &mut served, &handle, &mut ordered).await;
            drop(listener);
            served.shutdown().await;
            open = stay_shut(address, shut, &mut ordered).await;
        }
    });
    DoorHandle(order)
}

/// Serves until the door is to be shut. `None`: nobody is left to order anything.
async fn serve<F>(
    listener: &TcpListener,
    served: &mut JoinSet<()>,
    handle: &(impl Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static),
    ordered: &mut mpsc::UnboundedReceiver<Order>,
) -> Option<Order>
where
    F: Future<Output = Option<Answer>> + Send + 'static,
{
    loop {
        tokio::select! {
            order = ordered.recv() => match order {
                Some(order) if order.connections == Connections::Taken => drop(order.done.send(())),
                order => return order,
            },
            // The listener's own errors concern a connection that is gone already.
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                served.spawn(serve_connection(stream, handle.clone()));
                // Those that are over need not be kept.
                while served.try_join_next().is_some() {}
            },
        }
    }
}

/// Holds the port until connections are to be taken again. `None` if it could not be had back.
async fn stay_shut(
    address: SocketAddr,
    mut shut: Option<Order>,
    ordered: &mut mpsc::UnboundedReceiver<Order>,
) -> Option<TcpListener> {
    loop {
        let order = shut?;
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.ok()?;
        socket.set_reuseaddr(true).ok()?;
        socket.bind(address).ok()?;
        let _held = match order.connections {
            Connections::Taken => {
                let listener = socket.listen(BACKLOG).ok()?;
                // Fails if nobody waits, here and below.
                let _ = order.done.send(());
                return Some(listener);
            }
            // Bound and not listening: refused, and yet the port stays ours.
            Connections::Refused => Held { _bound: Some(socket), _full: None },
            // One connection fills a queue of none; the kernel drops whatever knocks after it.
            Connections::Unanswered => {
                let listener = socket.listen(0).ok()?;
                let filling = TcpStream::connect(address).await.ok()?;
                Held { _bound: None, _full: Some((listener, filling)) }
            }
        };
        let _ = order.done.send(());
        shut = ordered.recv().await;
    }
}

/// What keeps a shut door shut.
struct Held {
    _bound: Option<TcpSocket>,
    _full: Option<(TcpListener, TcpStream)>,
}

/// Serves for ever what comes through a door that is never shut.
pub(super) async fn serve_for_ever<F>(
    listener: TcpListener,
    handle: impl Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
) where
    F: Future<Output = Option<Answer>> + Send + 'static,
{
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        tokio::spawn(serve_connection(stream, handle.clone()));
    }
}

/// Serves HTTP/1 on a connection. No answer means that it is cut.
async fn serve_connection<F>(stream: TcpStream, handle: impl Fn(Request<Incoming>) -> F)
where
    F: Future<Output = Option<Answer>>,
{
    // Answers are small and somebody waits for them. A socket that refuses this works all the same.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let answered = handle(request);
        async move { answered.await.map(Response::<Full<Bytes>>::from).ok_or(Cut) }
    });
    // A client that hangs up is nobody's fault.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// The connection is cut without an answer.
#[derive(Debug, thiserror::Error)]
#[error("cut")]
struct Cut;
