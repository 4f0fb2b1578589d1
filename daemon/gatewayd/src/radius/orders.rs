//! Orders to routers: Disconnect-Requests and CoA-Requests (RFC 5176), repeated until they are answered or time is up. A
//! router that never hears of a disconnect is told again with the next interim of that session.

use std::net::SocketAddr;
use std::rc::Rc;

use domain::decisions::Disconnect;
use radius_proto::attribute::SESSION_TIMEOUT;
use radius_proto::{Authenticator, DynamicOutcome, Identification, Packet, PacketWriter};

use crate::radius::{Nas, Outgoing, Port};

/// What a router is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// This guest is no longer to be let through.
    Disconnect(Disconnect),
    /// This guest's session may become longer than was said before.
    Lengthen {
        /// Whose session.
        session: Disconnect,
        /// Its whole length. Should the router count that from now on, it is too long: then we end it.
        secs: u32,
    },
}

/// An order on its way.
#[derive(Debug)]
struct Order {
    identifier: u8,
    to: SocketAddr,
    nas: Rc<Nas>,
    authenticator: Authenticator,
    bytes: Rc<[u8]>,
    what: What,
    sent_in: u64,
    times: u32,
}

/// All orders on their way.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    open: Vec<Order>,
    next_identifier: u8,
}

impl Orders {
    const TIMES: u32 = 4;
    const APART_SECS: u64 = 2;

    /// Writes an order; `None` if the router takes none, or too many are on their way.
    pub(crate) fn send(&mut self, nas: Rc<Nas>, what: What, seconds: u64) -> Option<Outgoing> {
        let to = nas.coa?;
        let identifier = self.free_identifier()?;
        let mut buffer = [0; radius_proto::MAX_PACKET];
        let (mut writer, of) = match &what {
            What::Disconnect(of) => (PacketWriter::disconnect_request(identifier, &mut buffer, &nas.secret), of),
            What::Lengthen { session, .. } => {
                (PacketWriter::coa_request(identifier, &mut buffer, &nas.secret), session)
            }
        };
        // RouterOS finds a hotspot session by address and name; the rest makes sure it is this one.
        writer.identification(&Identification {
            user_name: Some(of.user_name.as_str().into()),
            framed_ip_address: of.ip,
            acct_session_id: Some(of.session.id.as_str().into()),
            ..Identification::default()
        });
        if let What::Lengthen { secs, .. } = &what {
            writer.u32(SESSION_TIMEOUT, *secs);
        }
        let datagram = writer.finish().ok()?;
        let (bytes, authenticator): (Rc<[u8]>, _) = (Rc::from(datagram.bytes()), *datagram.authenticator());
        let bytes_to_send = Rc::clone(&bytes);
        self.open.push(Order { identifier, to, nas, authenticator, bytes, what, sent_in: seconds, times: 1 });
        Some(Outgoing { port: Port::Orders, to, bytes: bytes_to_send })
    }

    fn free_identifier(&mut self) -> Option<u8> {
        for _ in 0..=u8::MAX {
            self.next_identifier = self.next_identifier.wrapping_add(1);
            if !self.open.iter().any(|order| order.identifier == self.next_identifier) {
                return Some(self.next_identifier);
            }
        }
        None
    }

    /// Orders never answered, which are given up.
    pub(crate) fn give_up(&mut self, seconds: u64) -> Vec<What> {
        let is_over = |order: &mut Order| order.times >= Self::TIMES && seconds >= order.sent_in + Self::APART_SECS;
        self.open.extract_if(.., is_over).map(|order| order.what).collect()
    }

    /// Packets to send again.
    pub(crate) fn repeat(&mut self, seconds: u64) -> Vec<Outgoing> {
        let due = self.open.iter_mut().filter(|order| seconds >= order.sent_in + Self::APART_SECS);
        due.map(|order| {
            order.sent_in = seconds;
            order.times += 1;
            Outgoing { port: Port::Orders, to: order.to, bytes: Rc::clone(&order.bytes) }
        })
        .collect()
    }

    /// Takes the reply of a router, with what it was told; `None` if it answers none of our orders.
    pub(crate) fn take(&mut self, from: SocketAddr, packet: &Packet<'_>) -> Option<(DynamicOutcome, What)> {
        let index = self.open.iter().position(|order| {
            order.identifier == packet.identifier()
                && order.to == from
                && packet.verify_reply(&order.authenticator, &order.nas.secret).is_ok()
        })?;
        let order = self.open.swap_remove(index);
        let reply = packet.verify_reply(&order.authenticator, &order.nas.secret).ok()?;
        Some((DynamicOutcome::read(&reply).ok()?, order.what))
    }
}
