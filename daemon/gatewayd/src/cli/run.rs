//! `langod run`: opens the books and the sockets, and hands both to the event loop.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use payment_proto::mpesa::pace::Rules;
use store::News;
use sync_proto::Allowance;
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{Notify, mpsc};
use tokio::task::LocalSet;

use crate::cli::Failure;
use crate::cli::books::{open_books, open_vault};
use crate::cli::set_up::as_enrolled;
use crate::clock::Clock;
use crate::cloud::{Cloud, Enrolment, GivenFile};
use crate::config::{Config, Places};
use crate::control;
use crate::gateway::{self, Ended, Gateway, Inputs, Payments, Sockets, Uplink};
use crate::http::{self, Audience, Console, Seeking, Shared};
use crate::log;
use crate::mpesa::{App, Broker, Daraja, Line};
use crate::tap::Taps;
use crate::vault::Vault;

/// Questions that wait for the event loop; beyond that the askers wait.
const QUESTIONS: usize = 256;
/// Words of the rail that wait for the event loop; beyond that the calls wait.
const WORDS: usize = 64;
/// Inquiries of the cloud that wait for the event loop; beyond that nobody is asked.
const INQUIRIES: usize = 16;
/// One for each lane can be on its way.
const CLOUD_WORDS: usize = 2;
/// One word of the journal, one of the fold and one refusal can be on their way at most.
const NEWS: usize = 8;
/// Room in the kernel for a burst of packets while a decision is made.
const RECEIVE_BYTES: usize = 1 << 20;

/// Serves until it is told to stop.
pub(crate) fn run(places: &Places) -> Result<(), Failure> {
    let mut written = Config::load(&places.config)?;
    log::start(tracing::Level::INFO);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let vault = open_vault(&places.data)?;
    written.unseal(&vault)?;
    let (mut config, mut enrolment) = as_enrolled(&written, &vault, places)?;
    loop {
        // With the set all its tasks end, and their listeners with them.
        let serving = serve(config.clone(), enrolment.clone(), &vault, places);
        if LocalSet::new().block_on(&runtime, serving)? == Ended::Stopped {
            return Ok(());
        }
        // Guests are waiting: whatever has become of the files, it goes on with what it has.
        match as_enrolled(&written, &vault, places) {
            Ok(anew) => (config, enrolment) = anew,
            Err(failure) => tracing::error!("nothing changes: {failure}"),
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
    let clock = Clock::new().vouched_for(config.site.trust_clock);
    let console = Console::open(&places.data, &config, &clock)
        .map_err(|error| Failure::NotDone(format!("the console cannot be opened: {error}")))?;
    let counter = match console {
        Some(console) => Some((bind_tcp(config.console.listen, "[console] listen").await?, console)),
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
    let (inquirers, inquiries) = mpsc::channel(INQUIRIES);
    let seeking = Seeking::new(enrolment.is_some().then(|| inquirers.clone()));
    let taps = Taps::new(&config.radius, &clock).map_err(Failure::NotDone)?;
    let shared = Rc::new(Shared {
        config: config.clone(),
        questions: questions.clone(),
        seeking,
        taps: taps.clone(),
        changed: Rc::clone(&changed),
    });
    tokio::task::spawn_local(http::serve(portal, Audience::Guests, Rc::clone(&shared)));
    if let Some((listener, console)) = counter {
        tracing::info!(console = %config.console.listen, "the counter is open");
        tokio::task::spawn_local(http::serve(listener, Audience::Counter(console), Rc::clone(&shared)));
    }
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
    opened.store.high_water_ms().into_iter().for_each(|past_ms| clock.has_passed(past_ms));
    let (words, heard) = mpsc::channel(WORDS);
    let payments = match &config.mpesa {
        Some(mpesa) => {
            let callback_key = vault.callback_key_with(enrolment.as_ref());
            let app = App::new(&config, mpesa, opened.store.identity().site, callback_key)?;
            let line = Line::to(&mpesa.base_url, &clock).map_err(Failure::NotDone)?;
            let broker = Broker::new(app.key.clone(), enrolment.is_some().then_some(inquirers));
            let daraja = Rc::new(Daraja::new(app, line, broker, clock.clone(), words));
            Payments::new(Some(daraja), mpesa.rules(), changed)
        }
        None => Payments::new(None, Rules::default(), changed),
    };
    let (cloud_words, cloud) = mpsc::channel(CLOUD_WORDS);
    let uplink = match enrolment {
        Some(enrolment) => {
            let cloud = Cloud::new(&enrolment, &clock, cloud_words).map_err(Failure::NotDone)?;
            let allowance = Allowance::a_month(config.cloud.bytes_a_month(), clock.read().uptime_ms);
            Some(Uplink::new(enrolment, cloud, GivenFile::of(&places.data, vault.clone()), allowance))
        }
        None => None,
    };
    let gateway = Gateway::new(config, clock, opened.store, payments, taps, uplink);
    let ended =
        gateway::run(gateway, sockets, Inputs { news, questions: inbox, words: heard, cloud, inquiries }).await?;
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
