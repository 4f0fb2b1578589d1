//! The loop itself: sockets, channels, signals. One arm for each kind of input, and after each turn one look at what
//! has gathered for the disk and for the network.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use store::News;
use tokio::net::UdpSocket;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::cloud::CloudWord;
use crate::gateway::{Asked, Gateway, Question};
use crate::mpesa::Word;
use crate::radius::Port;

/// Packets and questions taken in one turn: enough to share a sync, few enough that no input starves.
const A_TURN: usize = 64;
/// SIGTERM ends within two seconds; the disk gets most of them.
const LAST_WRITES: Duration = Duration::from_millis(1500);
/// A fold that began with the last writes, on a disk that holds them back.
const LAST_FOLD: Duration = Duration::from_secs(60);

/// The sockets the loop reads and writes.
#[derive(Debug)]
pub(crate) struct Sockets {
    pub(crate) auth: UdpSocket,
    pub(crate) acct: UdpSocket,
    pub(crate) orders: UdpSocket,
}

/// What comes in by other ways than sockets.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The disk's.
    pub(crate) news: mpsc::Receiver<News>,
    /// The portal's, the metrics' and the commands'.
    pub(crate) questions: mpsc::Receiver<Question>,
    /// The payment rail's.
    pub(crate) words: mpsc::Receiver<Word>,
    /// The cloud's; nobody speaks there where the gateway is not enrolled.
    pub(crate) cloud: mpsc::Receiver<CloudWord>,
    /// What somebody wants to hear from the cloud.
    pub(crate) inquiries: mpsc::Receiver<Asked>,
}

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It was told to stop.
    Stopped,
    /// Something it read at its start has changed: it is to begin anew.
    BeginsAnew,
}

impl Sockets {
    fn of(&self, port: Port) -> &UdpSocket {
        match port {
            Port::Auth => &self.auth,
            Port::Acct => &self.acct,
            Port::Orders => &self.orders,
        }
    }
}

/// Runs until SIGTERM or SIGINT, then brings everything to disk.
pub(crate) async fn run(mut gateway: Gateway, sockets: Sockets, inputs: Inputs) -> io::Result<Ended> {
    let Inputs { mut news, mut questions, mut words, mut cloud, mut inquiries } = inputs;
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    gateway.store.flush();
    loop {
        tokio::select! {
            Some(word) = news.recv() => gateway.take_news(word),
            ready = sockets.auth.readable() => take_packets(&mut gateway, &sockets, Port::Auth, ready)?,
            ready = sockets.acct.readable() => take_packets(&mut gateway, &sockets, Port::Acct, ready)?,
            ready = sockets.orders.readable() => take_packets(&mut gateway, &sockets, Port::Orders, ready)?,
            Some(word) = words.recv() => gateway.take_word(word),
            Some(word) = cloud.recv() => gateway.take_cloud_word(word),
            Some(asked) = inquiries.recv() => gateway.ask_cloud(asked),
            Some(question) = questions.recv() => {
                gateway.answer(question);
                for _ in 1..A_TURN {
                    let Ok(question) = questions.try_recv() else { break };
                    gateway.answer(question);
                }
            }
            _ = seconds.tick() => gateway.tick(),
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        }
        gateway.store.flush();
        send_all(&mut gateway, &sockets);
        if gateway.can_begin_anew() {
            break;
        }
    }
    tracing::info!("stopping: bringing everything to disk");
    finish(&mut gateway, &sockets, &mut news, &mut words).await;
    Ok(if gateway.begins_anew.is_some() { Ended::BeginsAnew } else { Ended::Stopped })
}

fn take_packets(gateway: &mut Gateway, sockets: &Sockets, port: Port, ready: io::Result<()>) -> io::Result<()> {
    ready?;
    let mut buffer = [0; radius_proto::MAX_PACKET];
    for _ in 0..A_TURN {
        // ICMP errors of routers that are away come back as errors of the socket; they concern no packet here.
        let (length, from) = match sockets.of(port).try_recv_from(&mut buffer) {
            Ok(received) => received,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(_) => {
                gateway.counters.count("socket_error");
                continue;
            }
        };
        let packet = buffer.get(..length).unwrap_or_default();
        take_packet(gateway, port, from, packet);
    }
    Ok(())
}

fn take_packet(gateway: &mut Gateway, port: Port, from: SocketAddr, packet: &[u8]) {
    match port {
        Port::Auth | Port::Acct => gateway.take_request(port, from, packet),
        Port::Orders => gateway.take_order_reply(from, packet),
    }
}

/// UDP either takes a packet or loses it; the sender of the request asks again.
fn send_all(gateway: &mut Gateway, sockets: &Sockets) {
    for packet in gateway.outbox.drain(..) {
        if sockets.of(packet.port).try_send_to(&packet.bytes, packet.to).is_err() {
            gateway.counters.count("unsent");
        }
    }
}

/// Whoever is being asked right now is waited for: an answer that nobody books would leave a payment in doubt.
async fn finish(
    gateway: &mut Gateway,
    sockets: &Sockets,
    news: &mut mpsc::Receiver<News>,
    words: &mut mpsc::Receiver<Word>,
) {
    gateway.checkpoint();
    let mut is_settled = timeout(LAST_WRITES, settle(gateway, news, words, true)).await.is_ok();
    if !is_settled && gateway.begins_anew.is_some() {
        // Nobody is in a hurry but the guests, and books that are still held cannot be opened anew.
        is_settled = timeout(LAST_FOLD, settle(gateway, news, words, false)).await.is_ok();
    }
    if !is_settled {
        tracing::error!("the disk did not answer in time; what it had not confirmed was answered to nobody");
    }
    send_all(gateway, sockets);
}

async fn settle(
    gateway: &mut Gateway,
    news: &mut mpsc::Receiver<News>,
    words: &mut mpsc::Receiver<Word>,
    waits_for_the_rail: bool,
) {
    loop {
        gateway.store.flush();
        if gateway.store.is_settled() && !(waits_for_the_rail && gateway.awaits_the_rail()) {
            break;
        }
        tokio::select! {
            Some(word) = news.recv() => gateway.take_news(word),
            Some(word) = words.recv() => gateway.take_word(word),
            else => break,
        }
    }
}
