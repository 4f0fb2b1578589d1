//! The port REST is served on: who is let in, whose call comes when, and how long it may take. What a call means is in
//! `call`, what it does in `carry_out`.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use hyper::{Request, Response, StatusCode};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::call::Call;
use super::carry_out::carry_out;
use super::quirks::{Body, RestAccess, RestQuirks};
use super::refusal::Refusal;
use super::reply::Reply;
use super::users::{RestUser, who};
use crate::router::event::Event;
use crate::router::hotspot::Hotspot;
use crate::router::web::{Answer, Ask, serve_stream};

/// `max-sessions` of a service as RouterOS sets it up.
const MOST_CONNECTIONS: usize = 20;

/// The open port.
pub(in crate::router) struct Port {
    pub(in crate::router) listener: TcpListener,
    pub(in crate::router) address: SocketAddr,
}

/// What all connections share.
struct Desk {
    hotspot: Arc<Hotspot>,
    address: SocketAddr,
    /// One queue for each user: a user's calls are carried out one after the other.
    queues: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// The port as it is now. Closed, it is still held, so that nobody else gets it.
enum Socket {
    Open(TcpListener),
    Closed(Option<TcpSocket>),
}

impl Port {
    /// Serves REST for as long as the router runs.
    pub(in crate::router) async fn serve(self, hotspot: Arc<Hotspot>) {
        let Port { listener, address } = self;
        let desk = Arc::new(Desk { hotspot: Arc::clone(&hotspot), address, queues: Mutex::default() });
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let mut socket = Socket::Open(listener);
        loop {
            // Listening begins before looking, so that no change falls between.
            let changed = hotspot.rescheduled.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let access = hotspot.quirks().rest.access;
            socket = socket.turned(access == RestAccess::Closed, address, &hotspot);
            let Socket::Open(listener) = &socket else {
                changed.await;
                continue;
            };
            tokio::select! {
                // The listener's own errors concern a connection that is gone already.
                accepted = listener.accept() => if let Ok((stream, peer)) = accepted {
                    admit(&desk, &room, stream, peer.ip());
                },
                () = changed => {}
            }
        }
    }
}

impl Socket {
    /// The port opened or closed, if it has to be.
    fn turned(self, closes: bool, address: SocketAddr, hotspot: &Hotspot) -> Self {
        let turned = match self {
            Socket::Open(listener) if closes => {
                drop(listener);
                Socket::Closed(hold(address).ok())
            }
            Socket::Closed(held) if !closes => {
                let listening = held.map_or_else(|| hold(address), Ok).and_then(|held| held.listen(128));
                // Somebody took the port in between: it stays closed, and is tried again at the next change.
                let Ok(listener) = listening else { return Socket::Closed(None) };
                Socket::Open(listener)
            }
            same => return same,
        };
        hotspot.log.note(Event::RestPort { is_open: !closes });
        turned
    }
}

/// Takes a port without listening at it: whoever connects is refused.
fn hold(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Serves one connection, unless it has to be reset: too many, or from an address that is not listed.
fn admit(desk: &Arc<Desk>, room: &Arc<Semaphore>, stream: TcpStream, from: IpAddr) {
    let is_listed = desk.hotspot.quirks().rest.access != RestAccess::Unlisted;
    let place = Arc::clone(room).try_acquire_owned().ok().filter(|_| is_listed);
    let Some(place) = place else {
        // Closing is a reset then; if it cannot be, it is a plain end.
        let _ = stream.set_zero_linger();
        return;
    };
    let desk = Arc::clone(desk);
    tokio::spawn(async move {
        serve_stream(stream, move |request| {
            let desk = Arc::clone(&desk);
            async move { desk.answer(from, request).await }
        })
        .await;
        drop(place);
    });
}

impl Desk {
    /// `None` cuts the connection.
    async fn answer(&self, from: IpAddr, request: Request<Incoming>) -> Option<Answer> {
        let quirks = self.hotspot.quirks().rest;
        match quirks.access {
            RestAccess::Served => {}
            RestAccess::Off => return Some(page(StatusCode::FORBIDDEN)),
            RestAccess::Unlisted | RestAccess::Closed => return None,
        }
        let ask = match Ask::read(request, self.address).await {
            Ok(ask) => ask,
            Err(refusal) => return Some(refusal),
        };
        if ask.path != "/rest" && !ask.path.starts_with("/rest/") {
            return Some(page(StatusCode::NOT_FOUND));
        }
        let asked = format!("{} {}", ask.method, ask.target());
        let boots = self.hotspot.boots();
        let users = self.hotspot.state().rest_users.clone();
        let authorization = ask.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (user, outcome) = match who(&users, authorization, from) {
            Ok(user) => (user.name.clone(), self.within_the_limit(user, ask, &quirks).await),
            Err(refusal) => ("somebody".to_owned(), Err(refusal)),
        };
        // Whoever boots has forgotten all connections.
        let answer = written(&outcome, &quirks).filter(|_| self.hotspot.boots() == boots);
        let status = answer.as_ref().map_or(0, |answer| answer.status().as_u16());
        self.hotspot.log.note(Event::RestAnswered { user, asked, status });
        answer
    }

    /// Carries a call out when its user's turn comes. A client that hangs up does not stop it; the limit does.
    async fn within_the_limit(&self, user: RestUser, ask: Ask, quirks: &RestQuirks) -> Result<Reply, Refusal> {
        let (hotspot, queue) = (Arc::clone(&self.hotspot), self.queue_of(&user.name));
        let delay = Duration::from_millis(quirks.delay_ms.into());
        let work = tokio::spawn(async move {
            let _turn = queue.lock().await;
            let outcome = match Call::read(&ask) {
                Ok(call) => carry_out(&hotspot, &user, &call).await,
                Err(refusal) => Err(refusal),
            };
            sleep(delay).await;
            outcome
        });
        let ending = work.abort_handle();
        match timeout(Duration::from_millis(quirks.limit_ms.into()), work).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) | Err(_) => {
                ending.abort();
                Err(Refusal::SessionClosed)
            }
        }
    }

    fn queue_of(&self, user: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(queues.entry(user.to_owned()).or_default())
    }
}

/// The answer on the wire; `None` where a quirk cuts it.
fn written(outcome: &Result<Reply, Refusal>, quirks: &RestQuirks) -> Option<Answer> {
    let (status, whole) = match outcome {
        Ok(reply) => (reply.status(), reply.body()),
        Err(refusal) => (refusal.status(quirks), refusal.body(quirks)),
    };
    let body = match quirks.body {
        Body::Whole => Bytes::from(whole),
        Body::Half => Bytes::copy_from_slice(whole.as_bytes().split_at(whole.len() / 2).0),
        Body::Html => Bytes::from_static(PAGE.as_bytes()),
        Body::Empty => Bytes::new(),
        Body::Cut => return None,
    };
    let kind = if quirks.body == Body::Html { "text/html" } else { "application/json" };
    let mut answer = answered(status, kind, body);
    if let Ok(Reply::Created { path, .. }) = outcome
        && let Ok(location) = HeaderValue::from_str(path)
    {
        answer.headers_mut().insert(LOCATION, location);
    }
    if status == StatusCode::UNAUTHORIZED {
        answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"RouterOS REST API\""));
    }
    Some(answer)
}

const PAGE: &str = "<!doctype html><html><head><title>RouterOS</title></head><body>RouterOS</body></html>\n";

/// What the web server says where it is not REST that speaks.
fn page(status: StatusCode) -> Answer {
    answered(status, "text/html", Bytes::from_static(PAGE.as_bytes()))
}

fn answered(status: StatusCode, kind: &'static str, body: Bytes) -> Answer {
    let mut answer = Response::new(Either::Left(Full::new(body)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}
