//! `langod run`: opens the books and the sockets, and hands both to the event loop.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use payment_proto::mpesa::CallbackKey;
use payment_proto::mpesa::pace::Rules;
use store::News;
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{Notify, mpsc};
use tokio::task::LocalSet;

use crate::cli::books::{open_books, open_vault};
use crate::cli::{Failure, start_log};
use crate::clock::Clock;
use crate::cloud::{Cloud, Enrolment};
use crate::config::{Config, Places};
use crate::control;
use crate::gateway::{self, Ended, Gateway, Inputs, Payments, Sockets, Uplink};
use crate::http::{self, Audience, Shared};
use crate::mpesa::{App, Daraja, Line};
use crate::vault::Vault;

/// Questions that wait for the event loop; beyond that the askers wait.
const QUESTIONS: usize = 256;
/// Words of the rail that wait for the event loop; beyond that the calls wait.
const WORDS: usize = 64;
/// One for each lane can be on its way.
const CLOUD_WORDS: usize = 2;
/// One word of the journal, one of the fold and one refusal can be on their way at most.
const NEWS: usize = 8;
/// Room in the kernel for a burst of packets while a decision is made.
const RECEIVE_BYTES: usize = 1 << 20;

/// Serves until it is told to stop.
pub(crate) fn run(places: &Places) -> Result<(), Failure> {
    Config::load(&places.config)?;
    start_log(tracing::Level::INFO);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let vault = open_vault(&places.data)?;
    loop {
        let mut config = Config::load(&places.config)?;
        config.unseal(&vault)?;
        let enrolment = Enrolment::load(&places.data)?;
        if let Some(enrolment) = &enrolment {
            // Once enrolled, whose site this is is the cloud's to say.
            config.site.provider_id = enrolment.provider;
        }
        // With the set all its tasks end, and their listeners with them.
        let ended = LocalSet::new().block_on(&runtime, serve(config, enrolment, &vault, places))?;
        if ended == Ended::Stopped {
            return Ok(());
        }
    }
}

async fn serve(config: Config, enrolment: Option<Enrolment>, vault: &Vault, places: &Places) -> Result<Ended, Failure> {
    let (tell, news) = mpsc::channel::<News>(NEWS);
    let tell = Arc::new(move |word| {
        // It never waits: there is room for every word that can be on its way. After the loop has ended nobody listens.
        let _ = tell.try_send(word);
    });
    let portal = bind_tcp(config.portal.listen, "[portal] listen").await?;
    let management = match config.management.listen {
        Some(listen) => Some(bind_tcp(listen, "[management] listen").await?),
        None => None,
    };
    let sockets = Sockets {
        auth: bind_udp(config.radius.auth_listen, "[radius] auth_listen")?,
        acct: bind_udp(config.radius.acct_listen, "[radius] acct_listen")?,
        orders: bind_udp(SocketAddr::from(([0, 0, 0, 0], 0)), "the socket for orders to routers")?,
    };
    let mut opened = open_books(&places.data, tell)?;
    if let Some(enrolment) = enrolment.as_ref().filter(|enrolment| opened.store.identity().site != enrolment.site) {
        opened.store.adopt(enrolment.site);
    }
    let commands = control::listen(&places.data)?;
    let (questions, inbox) = mpsc::channel(QUESTIONS);
    let changed = Rc::new(Notify::new());
    let shared = Rc::new(Shared { config: config.clone(), questions: questions.clone(), changed: Rc::clone(&changed) });
    tokio::task::spawn_local(http::serve(portal, Audience::Guests, Rc::clone(&shared)));
    if let Some(management) = management {
        tokio::task::spawn_local(http::serve(management, Audience::Management, shared));
    }
    tokio::task::spawn_local(control::serve(commands, questions));
    tracing::info!(
        site = %config.site.name,
        portal = %config.portal.listen,
        auth = %config.radius.auth_listen,
        acct = %config.radius.acct_listen,
        "serving"
    );
    let clock = Clock::new().vouched_for(config.site.trust_clock);
    let (words, heard) = mpsc::channel(WORDS);
    let payments = match &config.mpesa {
        Some(mpesa) => {
            let shared = enrolment.as_ref().and_then(Enrolment::pair).map(|pair| pair.callback_key());
            let callback_key = shared.map_or_else(|| vault.callback_key(), CallbackKey::from_bytes);
            let app = App::new(&config, mpesa, opened.store.identity().site, callback_key)?;
            let line = Line::to(&mpesa.base_url).map_err(Failure::NotDone)?;
            let daraja = Rc::new(Daraja::new(app, line, clock.clone(), words));
            Payments::new(Some(daraja), mpesa.rules(), changed)
        }
        None => Payments::new(None, Rules::default(), changed),
    };
    let (cloud_words, cloud) = mpsc::channel(CLOUD_WORDS);
    let uplink = match enrolment {
        Some(enrolment) => {
            let cloud = Cloud::new(&enrolment, cloud_words).map_err(Failure::NotDone)?;
            Some(Uplink::new(enrolment, cloud))
        }
        None => None,
    };
    let gateway = Gateway::new(config, clock, opened.store, payments, uplink);
    let ended = gateway::run(gateway, sockets, Inputs { news, questions: inbox, words: heard, cloud }).await?;
    // A socket file that stays would only send the next command knocking at a shut door.
    let _ = std::fs::remove_file(control::socket_path(&places.data));
    Ok(ended)
}

async fn bind_tcp(address: SocketAddr, key: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| cannot_listen(address, key, &error))
}

fn bind_udp(address: SocketAddr, key: &str) -> Result<UdpSocket, Failure> {
    let bind = || {
        let socket = std::net::UdpSocket::bind(address)?;
        socket.set_nonblocking(true)?;
        let socket = UdpSocket::from_std(socket)?;
        // The kernel may grant less; that costs retransmissions in a burst, no more.
        let _ = socket2::SockRef::from(&socket).set_recv_buffer_size(RECEIVE_BYTES);
        Ok(socket)
    };
    bind().map_err(|error: std::io::Error| cannot_listen(address, key, &error))
}

fn cannot_listen(address: SocketAddr, key: &str, error: &std::io::Error) -> Failure {
    Failure::Wrong(match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("{key} = {address}: another program uses this port; stop it or choose another port")
        }
        std::io::ErrorKind::PermissionDenied => {
            format!("{key} = {address}: this user may not use that port; choose one above 1023 or run as root")
        }
        std::io::ErrorKind::AddrNotAvailable => {
            format!("{key} = {address}: this machine has no such address; 0.0.0.0 stands for all it has")
        }
        _ => format!("{key} = {address}: {error}"),
    })
}
