//! HTTP on bare hyper: paths are matched level by level, one file for each audience. Bodies, headers, connections and
//! time are bounded; who is slow is shed.

mod api;
mod asker;
mod chap;
pub(crate) mod console;
mod found;
mod login;
mod memory;
mod metrics;
mod neighbour;
mod pay;
mod payment_api;
mod places;
mod portal;
mod purchase;
mod request;
mod response;
mod routes;
mod seek;
pub(crate) mod shown;
mod visit;

use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::time::{sleep, timeout};

use crate::config::Config;
use crate::gateway::Question;
use crate::http::places::Places;
use crate::http::request::Request;
use crate::http::response::Response;
use crate::tap::Taps;

pub(crate) use api::{price_of, timestamp};
pub(crate) use console::Console;
pub(crate) use seek::Seeking;

/// How long a browser may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// There is room for all.
    Patient,
    /// Half of the places are taken: one request, and soon.
    Brisk,
}

impl Pace {
    /// To the last byte of a request's head.
    fn for_a_head(self) -> Duration {
        match self {
            Pace::Patient => Duration::from_secs(10),
            Pace::Brisk => Duration::from_secs(2),
        }
    }

    /// For a whole connection: kept alive or slow, it ends.
    fn for_a_connection(self) -> Duration {
        match self {
            Pace::Patient => Duration::from_secs(75),
            Pace::Brisk => Duration::from_secs(5),
        }
    }
}

/// After an accept that failed.
const BREATH: Duration = Duration::from_millis(100);
const LARGEST_HEAD: usize = 16 << 10;

/// What every handler may use.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) questions: mpsc::Sender<Question>,
    /// Tickets of other sites that guests ask for.
    pub(crate) seeking: Seeking,
    /// Routers that can be asked who is there, and told to let somebody in.
    pub(crate) taps: Taps,
    /// Told whenever a payment has moved on.
    pub(crate) changed: Rc<Notify>,
}

/// Who is served at a listener.
#[derive(Clone)]
pub(crate) enum Audience {
    /// Guests, on the LAN.
    Guests,
    /// The people of the place, on its own machines.
    Counter(Rc<Console>),
    /// The owner's machines.
    Management,
}

/// Accepts connections for ever.
pub(crate) async fn serve(listener: TcpListener, audience: Audience, shared: Rc<Shared>) {
    let places = match audience {
        Audience::Counter(_) => Places::for_few(),
        Audience::Guests | Audience::Management => Places::for_many(),
    };
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Out of files or memory: it passes when a connection ends.
            sleep(BREATH).await;
            continue;
        };
        if let Audience::Counter(console) = &audience
            && !console.lets_in(peer.ip())
        {
            continue;
        }
        let is_router = shared.config.radius.nas.iter().any(|nas| nas.address.contains(&peer.ip().to_canonical()));
        let pace = if places.are_scarce() { Pace::Brisk } else { Pace::Patient };
        let (shared, audience) = (Rc::clone(&shared), audience.clone());
        places.serve(peer.ip(), is_router, |place| {
            let connection = async move {
                let served = serve_stream(stream, peer, audience, pace, shared);
                if let Ok(Err(error)) = timeout(pace.for_a_connection(), served).await {
                    tracing::debug!(%error, "a connection broke off");
                }
                drop(place);
            };
            tokio::task::spawn_local(connection).abort_handle()
        });
    }
}

/// What a connection is made of; one piece of code serves both kinds.
trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

async fn serve_stream(
    stream: TcpStream,
    peer: SocketAddr,
    audience: Audience,
    pace: Pace,
    shared: Rc<Shared>,
) -> Result<(), Box<dyn std::error::Error>> {
    let reached_at = stream.local_addr().unwrap_or(shared.config.portal.listen);
    let stream: Box<dyn Stream> = match &audience {
        Audience::Counter(console) => Box::new(console.accept(stream).await?),
        Audience::Guests | Audience::Management => Box::new(stream),
    };
    Ok(serve_connection(stream, peer, reached_at, audience, pace, shared).await?)
}

async fn serve_connection(
    stream: Box<dyn Stream>,
    peer: SocketAddr,
    reached_at: SocketAddr,
    audience: Audience,
    pace: Pace,
    shared: Rc<Shared>,
) -> Result<(), hyper::Error> {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (shared, audience) = (Rc::clone(&shared), audience.clone());
        let request = Request::new(request, peer, reached_at);
        async move { Ok::<_, io::Error>(handle(request, &audience, &shared).await.into_hyper()) }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(pace.for_a_head()).max_buf_size(LARGEST_HEAD);
    server.keep_alive(pace == Pace::Patient);
    server.serve_connection(TokioIo::new(stream), service).await
}

async fn handle(request: Request, audience: &Audience, shared: &Shared) -> Response {
    let is_head = request.method() == hyper::Method::HEAD;
    let response = match audience {
        Audience::Guests => routes::dispatch(request, shared).await,
        Audience::Counter(console) => console::dispatch(request, shared, console).await,
        Audience::Management => metrics::dispatch(&request, shared).await,
    };
    if is_head { response.without_body() } else { response }
}
