//! The arm for what routers are told: a guest is to be sent off, and what the router says to that.

use std::net::SocketAddr;

use domain::decisions::Disconnect;
use radius_proto::{DynamicOutcome, ErrorCause, Packet};

use crate::gateway::Gateway;

impl Gateway {
    pub(super) fn disconnect(&mut self, order: &Disconnect) {
        let Some(nas) = self.nas.named(&order.session.nas) else { return };
        match self.orders.send(nas, order, self.seconds) {
            Some(packet) => {
                self.counters.count("disconnect_request");
                self.outbox.push(packet);
            }
            None => self.counters.count("disconnect_unsent"),
        }
    }

    pub(crate) fn take_order_reply(&mut self, from: SocketAddr, bytes: &[u8]) {
        let Ok(packet) = Packet::parse(bytes) else { return self.counters.count("malformed_order_reply") };
        match self.orders.take(from, &packet) {
            Some(DynamicOutcome::Acknowledged) => self.counters.count("disconnect_ack"),
            // The session is gone already: what we wanted.
            Some(DynamicOutcome::Refused(Some(ErrorCause::SessionContextNotFound))) => {
                self.counters.count("disconnect_not_found");
            }
            Some(DynamicOutcome::Refused(cause)) => {
                self.counters.count("disconnect_nak");
                tracing::warn!(router = %from, ?cause, "the router refused to send a guest off");
            }
            None => self.counters.count("unexpected_order_reply"),
        }
    }
}
