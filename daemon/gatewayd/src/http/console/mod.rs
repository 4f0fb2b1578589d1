//! The site console: the counter of the place, over https, for whoever has the PIN and comes from the place's own machines.
//! It asks the books through the event loop like everybody else, so it works with the internet down.

mod acts;
mod certificate;
mod door;
mod health;
mod look_up;
mod money;
mod online;
pub(crate) mod pin;
mod print;
mod routes;
mod seats;
mod sell;
mod sign_in;
mod story;
mod visit;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use domain::guess::GuessLimiter;
use ipnet::IpNet;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::clock::{Clock, uptime_ms};
use crate::config::Config;
use acts::{Act, Acts, Deed};
use seats::Seats;

pub(super) use routes::dispatch;

/// A phone on a weak signal, a router with a slow processor.
const FOR_A_HANDSHAKE: Duration = Duration::from_secs(10);
/// Wrong PINs from one address that cost no wait.
const FREE_TRIES: u32 = 3;
/// And from all addresses together: six digits are not guessed within it, and nobody in a hurry is kept out.
const FREE_TRIES_OF_ALL: u32 = 60;
/// Whoever knocks all day fills no log.
const TOLD_EVERY_MS: u64 = 60_000;
/// Gifts of time that would be taken for a repetition.
const GIFTS_REMEMBERED: usize = 32;

/// What the console keeps between two requests.
pub(crate) struct Console {
    data: PathBuf,
    guests: Vec<IpNet>,
    acceptor: TlsAcceptor,
    clock: Clock,
    seats: RefCell<Seats>,
    tries: RefCell<GuessLimiter>,
    tries_of_all: RefCell<GuessLimiter>,
    /// One PIN is proven at a time: that costs memory.
    proving: Semaphore,
    /// One sale at a time, so that the second of two presses finds what the first made.
    selling: Semaphore,
    acts: Acts,
    /// Forms that have given time already.
    gifts: RefCell<VecDeque<String>>,
    /// When somebody was last said not to have been let in.
    told_of_refused_ms: Cell<Option<u64>>,
}

impl Console {
    /// The console of a data directory; `None` where no PIN is set.
    pub(crate) fn open(data: &Path, config: &Config, clock: &Clock) -> io::Result<Option<Rc<Self>>> {
        if !pin::is_set(data) {
            return Ok(None);
        }
        Ok(Some(Rc::new(Console {
            data: data.to_owned(),
            guests: config.console.guests.clone(),
            acceptor: certificate::acceptor(data, &config.site.name)?,
            clock: clock.clone(),
            seats: RefCell::default(),
            tries: RefCell::new(GuessLimiter::allowing(FREE_TRIES)),
            tries_of_all: RefCell::new(GuessLimiter::allowing(FREE_TRIES_OF_ALL)),
            proving: Semaphore::new(1),
            selling: Semaphore::new(1),
            acts: Acts::of(data),
            gifts: RefCell::default(),
            told_of_refused_ms: Cell::new(None),
        })))
    }

    /// Whether somebody at this address is let in at all.
    pub(super) fn lets_in(&self, address: IpAddr) -> bool {
        let is_let_in = door::is_of_the_place(address, &self.guests);
        let now_ms = uptime_ms();
        let was_told = |ms: u64| now_ms.saturating_sub(ms) < TOLD_EVERY_MS;
        if !is_let_in && !self.told_of_refused_ms.get().is_some_and(was_told) {
            self.told_of_refused_ms.set(Some(now_ms));
            tracing::warn!(from = %address, "somebody from among the guests, or from outside, was not let into the console");
        }
        is_let_in
    }

    /// Takes the TLS side of a connection.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        timeout(FOR_A_HANDSHAKE, self.acceptor.accept(stream)).await.unwrap_or_else(|late| Err(late.into()))
    }

    /// Writes an act down before it is done. What cannot be written down is not done.
    async fn note(&self, from: IpAddr, what: Deed) -> io::Result<()> {
        let reading = self.clock.read();
        let act = Act { at_ms: reading.wall_trusted.then_some(reading.wall_ms), from: from.to_canonical(), what };
        let acts = self.acts.clone();
        let written = tokio::task::spawn_blocking(move || acts.write(&act)).await;
        written.unwrap_or_else(|error| Err(io::Error::other(error))).inspect_err(|error| {
            tracing::error!(%error, "the console's log cannot be written: nothing is done from the console");
        })
    }

    /// Whether a form that gives time comes for the first time.
    fn is_new_gift(&self, once: &str) -> bool {
        let mut gifts = self.gifts.borrow_mut();
        if gifts.iter().any(|gift| gift == once) {
            return false;
        }
        if gifts.len() >= GIFTS_REMEMBERED {
            gifts.pop_front();
        }
        gifts.push_back(once.to_owned());
        true
    }
}
