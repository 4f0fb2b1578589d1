//! One socket at work: fill the window, take an answer, see what is overdue.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use radius_proto::attribute::SESSION_TIMEOUT;
use radius_proto::{MAX_PACKET, Packet};

use super::window::{Overdue, Window};
use super::{Answer, Deck, Guests, Load, Tally};
use crate::chance::Chance;
use crate::clock;

/// How long to listen before looking at what is overdue.
const LISTEN: Duration = Duration::from_millis(25);

pub(super) struct Line<'a> {
    load: &'a Load,
    guests: &'a Guests,
    socket: UdpSocket,
    window: Window,
    chance: Chance,
    tally: Tally,
}

impl<'a> Line<'a> {
    pub(super) fn open(load: &'a Load, guests: &'a Guests, window: usize, seed: u64) -> Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).context("opening a socket")?;
        socket.connect(load.server).with_context(|| format!("aiming at {}", load.server))?;
        socket.set_read_timeout(Some(LISTEN))?;
        Ok(Line {
            load,
            guests,
            socket,
            window: Window::new(window),
            chance: Chance::new(seed),
            tally: Tally::default(),
        })
    }

    pub(super) fn drive(mut self, deck: &Deck) -> Result<Tally> {
        let mut looked = clock::now();
        let mut buffer = [0; MAX_PACKET];
        loop {
            let now = clock::now();
            self.fill(deck, now)?;
            if self.window.is_empty() {
                break;
            }
            match self.socket.recv(&mut buffer) {
                Ok(length) => self.take(buffer.get(..length).unwrap_or_default()),
                Err(error) if is_silence(error.kind()) && deck.is_closed() => break,
                Err(error) if is_silence(error.kind()) => {}
                Err(error) => return Err(error).context("listening for answers"),
            }
            let now = clock::now();
            if now >= looked + LISTEN {
                looked = now;
                self.look_after(now);
            }
        }
        self.tally.unanswered.extend(self.window.abandon());
        Ok(self.tally)
    }

    fn fill(&mut self, deck: &Deck, now: Instant) -> Result<()> {
        while let Some(identifier) = self.window.free_identifier() {
            let Some(nth) = deck.deal(now) else { break };
            self.ask(identifier, nth)?;
        }
        Ok(())
    }

    fn ask(&mut self, identifier: u8, nth: usize) -> Result<()> {
        let mut buffer = [0; 512];
        let random = self.chance.sixteen();
        let datagram = self.guests.write(nth, identifier, random, &mut buffer, &self.load.secret)?;
        self.window.sent(identifier, nth, *datagram.authenticator(), &datagram, clock::now());
        send(&self.socket, &datagram);
        Ok(())
    }

    fn take(&mut self, datagram: &[u8]) {
        let window = &self.window;
        let believed = Packet::parse(datagram).ok().and_then(|packet| {
            let authenticator = window.authenticator(packet.identifier())?;
            let reply = packet.verify_reply(authenticator, &self.load.secret).ok()?;
            Some((packet.identifier(), reply.code(), reply.packet().u32(SESSION_TIMEOUT)))
        });
        let Some((identifier, code, session_timeout_secs)) = believed else {
            self.tally.strange += 1;
            return;
        };
        if let Some(unanswered) = self.window.answered(identifier) {
            let latency = unanswered.first_sent.elapsed();
            self.tally.answers.push(Answer { nth: unanswered.nth, latency, code, session_timeout_secs });
        }
        if !self.load.rest.is_zero() {
            clock::pause(self.load.rest);
        }
    }

    fn look_after(&mut self, now: Instant) {
        let (socket, tally) = (&self.socket, &mut self.tally);
        self.window.overdue(now, |nth, fate| match fate {
            Overdue::SendAgain(bytes) => {
                tally.retransmitted += 1;
                send(socket, bytes);
            }
            Overdue::Lost => tally.lost.push(nth),
        });
    }
}

/// A datagram that cannot leave is one that the network lost: it is sent again in its time.
fn send(socket: &UdpSocket, bytes: &[u8]) {
    let _ = socket.send(bytes);
}

/// Nothing came, or the host said that nobody listens at the moment.
fn is_silence(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::ConnectionRefused | ErrorKind::Interrupted)
}
