//! One of the router's two RADIUS sockets: identifiers, retransmission, and pairing replies with requests (RFC 2865
//! section 2.5). What the packets say is in `access` and `accounting`.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use radius_proto::{Authenticator, MAX_PACKET, Packet, Reply, Secret};
use tokio::net::UdpSocket;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::event::Event;
use super::hotspot::Hotspot;
use crate::machine;

pub(super) struct RadiusPort {
    socket: UdpSocket,
    server: SocketAddr,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    next_identifier: u8,
    requests: BTreeMap<u8, Request>,
}

struct Request {
    authenticator: Authenticator,
    reply: oneshot::Sender<Vec<u8>>,
}

/// A finished request, ready to be sent any number of times.
pub(super) struct Letter {
    pub(super) identifier: u8,
    pub(super) bytes: Vec<u8>,
    pub(super) authenticator: Authenticator,
}

impl RadiusPort {
    pub(super) async fn open(source: IpAddr, server: SocketAddr) -> io::Result<Self> {
        let socket = UdpSocket::bind((source, 0)).await?;
        Ok(RadiusPort { socket, server, waiting: Mutex::default() })
    }

    /// An identifier that no waiting request has; the next in turn if all have waiting requests.
    pub(super) fn identifier(&self) -> u8 {
        let mut waiting = self.waiting();
        let first = waiting.next_identifier;
        let free = (0..=u8::MAX).map(|step| first.wrapping_add(step)).find(|id| !waiting.requests.contains_key(id));
        let identifier = free.unwrap_or(first);
        waiting.next_identifier = identifier.wrapping_add(1);
        identifier
    }

    /// Sends the letter up to `sends` times with the same bytes, and waits for a reply worth believing. A reboot
    /// meanwhile makes the router forget that it asked.
    pub(super) async fn exchange(&self, hotspot: &Hotspot, letter: &Letter, sends: u32) -> Option<Vec<u8>> {
        let boots = hotspot.boots();
        let asked = machine::now();
        let (reply, mut replied) = oneshot::channel();
        let request = Request { authenticator: letter.authenticator, reply };
        self.waiting().requests.insert(letter.identifier, request);
        for send in 1..=sends {
            if hotspot.boots() != boots {
                break;
            }
            if send > 1 {
                hotspot.log.note(Event::Resent { identifier: letter.identifier, send });
            }
            if !hotspot.quirks().radius_cut {
                // A refused datagram is a lost one: the server may be back for the next.
                let _ = self.socket.send_to(&letter.bytes, self.server).await;
            }
            hotspot.count(|counters| if send == 1 { counters.requests += 1 } else { counters.resends += 1 });
            if let Ok(Ok(bytes)) = timeout(hotspot.radius_timeout(), &mut replied).await {
                let millis = u32::try_from(asked.elapsed().as_millis()).unwrap_or(u32::MAX);
                hotspot.count(|counters| counters.last_request_rtt_ms = millis);
                return Some(bytes);
            }
        }
        self.waiting().requests.remove(&letter.identifier);
        None
    }

    /// Takes replies for as long as the router runs.
    pub(super) async fn take_replies(hotspot: Arc<Hotspot>, which: fn(&Hotspot) -> &RadiusPort) {
        let port = which(&hotspot);
        let mut room = [0; MAX_PACKET];
        loop {
            match port.socket.recv_from(&mut room).await {
                Ok((length, source)) if source == port.server => {
                    port.take_reply(&hotspot, room.get(..length).unwrap_or_default());
                }
                // Strangers, and the ICMP errors of a server that is down.
                Ok(_) | Err(_) => {}
            }
        }
    }

    fn take_reply(&self, hotspot: &Hotspot, bytes: &[u8]) {
        let Some(identifier) = bytes.get(1).copied() else { return };
        if hotspot.loses_this_reply() {
            return hotspot.log.note(Event::ReplyLost { identifier });
        }
        let mut waiting = self.waiting();
        // A late reply to a request that was answered already: RouterOS does not count it.
        let Some(request) = waiting.requests.get(&identifier) else { return };
        match believe(bytes, &request.authenticator, &hotspot.secret, hotspot.quirks().require_message_auth) {
            Ok(_) => {
                if let Some(request) = waiting.requests.remove(&identifier) {
                    // The exchange may have given up just now.
                    let _ = request.reply.send(bytes.to_vec());
                }
            }
            Err(why) => {
                hotspot.count(|counters| counters.bad_replies += 1);
                hotspot.log.note(Event::BadReply { why });
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Checks a reply as RouterOS 7.15 and newer do: accounting is excepted from the need for Message-Authenticator.
fn believe<'a>(
    bytes: &'a [u8],
    authenticator: &Authenticator,
    secret: &Secret,
    must_be_signed: bool,
) -> Result<Reply<'a>, String> {
    let packet = Packet::parse(bytes).map_err(|malformed| malformed.to_string())?;
    let reply = packet.verify_reply(authenticator, secret).map_err(|forged| forged.to_string())?;
    let accounting = reply.code() == radius_proto::Code::AccountingResponse;
    if must_be_signed && !accounting && !reply.has_message_authenticator() {
        return Err("Message-Authenticator is missing".to_owned());
    }
    Ok(reply)
}
