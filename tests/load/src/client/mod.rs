//! The client of both servers: a NAS with many sockets and a bounded number of unanswered requests. Every reply is
//! verified; what is not answered within a second is sent again with the same bytes, three times, and then counted as
//! lost, as a router would have it.

mod deck;
mod guests;
mod socket;
mod tally;
mod window;

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};
use radius_proto::Secret;

pub use deck::Deck;
pub use guests::{Ask, Guests};
pub use tally::{Answer, Tally};

use crate::chance::Chance;
use crate::clock;

/// Whom to ask, and how hard.
#[derive(Clone, Debug)]
pub struct Load {
    /// The server's port.
    pub server: SocketAddr,
    /// The secret shared with it.
    pub secret: Secret,
    /// Sockets, each with a thread of its own.
    pub sockets: usize,
    /// Unanswered requests at most, over all sockets.
    pub in_flight: usize,
    /// How long each socket rests after an answer; zero drives as hard as it can.
    pub rest: Duration,
    /// Where the request authenticators come from.
    pub seed: u64,
}

impl Load {
    /// The load a server is measured with.
    pub fn full(server: SocketAddr, secret: Secret, in_flight: usize) -> Self {
        Load { server, secret, sockets: in_flight.min(8), in_flight, rest: Duration::ZERO, seed: clock::seed() }
    }
}

/// Asks what the deck holds, in its order, and returns when everything is answered or lost.
pub fn drive(load: &Load, guests: &Guests, deck: &Deck) -> Result<Tally> {
    let begun = clock::now();
    let sockets = load.sockets.max(1);
    let window = load.in_flight.div_ceil(sockets);
    let mut chance = Chance::new(load.seed);
    let mut whole = Tally::default();
    thread::scope(|scope| {
        let lines: Vec<_> = (0..sockets)
            .map(|_| {
                let seed = chance.next_u64();
                scope.spawn(move || socket::Line::open(load, guests, window, seed)?.drive(deck))
            })
            .collect();
        for line in lines {
            whole.add(line.join().map_err(|_| anyhow!("a client thread broke down"))??);
        }
        anyhow::Ok(())
    })?;
    whole.finish(begun.elapsed());
    Ok(whole)
}
