//! The arm for what routers are told: a guest is to be sent off or let in, and what the router says to that.

use std::net::SocketAddr;

use domain::checkout::Checkout;
use domain::code::Code;
use domain::decisions::{Disconnect, lengths};
use domain::device::Mac;
use domain::ids::TicketId;
use domain::ticket::Standing;
use enforcement::rest::{LoggedIn, NotLoggedIn};
use radius_proto::{DynamicOutcome, ErrorCause, Packet};

use crate::gateway::Gateway;
use crate::radius::What;

/// Whoever paid so long ago may have gone, and would not know that the time runs.
const STILL_THERE_MS: u64 = 600_000;

impl Gateway {
    pub(super) fn disconnect(&mut self, order: &Disconnect) {
        let Some(nas) = self.nas.named(&order.session.nas) else { return };
        match self.orders.send(nas, What::Disconnect(order.clone()), self.seconds) {
            Some(packet) => {
                self.counters.count("disconnect_request");
                self.outbox.push(packet);
            }
            None => {
                self.counters.count("disconnect_unsent");
                self.cut(order.clone());
            }
        }
    }

    /// Tells the routers how long the sessions of a ticket may be that has been given time. One that does not hear, or does
    /// not do it, ends the session when it was to end; then the guest types the code once more.
    pub(super) fn lengthen(&mut self, ticket: TicketId) {
        let reading = self.clock.read();
        let Ok(found) = self.store.decide(&reading, |ledger, _, now| lengths(ledger, ticket, now)) else {
            return self.counters.count("storage_trouble");
        };
        for (session, secs) in found.outcome {
            let Some(nas) = self.nas.named(&session.key.nas) else { continue };
            let what = What::Lengthen { session: Disconnect::of(&session), secs };
            let packet = self.orders.send(nas, what, self.seconds);
            self.counters.count(if packet.is_some() { "lengthen_request" } else { "lengthen_unsent" });
            self.outbox.extend(packet);
        }
    }

    pub(crate) fn take_order_reply(&mut self, from: SocketAddr, bytes: &[u8]) {
        let Ok(packet) = Packet::parse(bytes) else { return self.counters.count("malformed_order_reply") };
        let Some((outcome, what)) = self.orders.take(from, &packet) else {
            return self.counters.count("unexpected_order_reply");
        };
        match (what, outcome) {
            (What::Disconnect(_), DynamicOutcome::Acknowledged) => self.counters.count("disconnect_ack"),
            // The session is gone already: what we wanted.
            (What::Disconnect(_), DynamicOutcome::Refused(Some(ErrorCause::SessionContextNotFound))) => {
                self.counters.count("disconnect_not_found");
            }
            (What::Disconnect(order), DynamicOutcome::Refused(cause)) => {
                self.counters.count("disconnect_nak");
                tracing::warn!(router = %from, ?cause, "the router refused to send a guest off");
                self.cut(order);
            }
            (What::Lengthen { .. }, DynamicOutcome::Acknowledged) => self.counters.count("lengthen_ack"),
            (What::Lengthen { .. }, DynamicOutcome::Refused(cause)) => {
                self.counters.count("lengthen_nak");
                tracing::warn!(router = %from, ?cause, "the router did not lengthen a session: it ends as it was to");
            }
        }
    }

    /// Orders that nobody has answered go another way.
    pub(super) fn give_up_orders(&mut self) {
        for what in self.orders.give_up(self.seconds) {
            match what {
                What::Disconnect(order) => {
                    self.counters.count("disconnect_unanswered");
                    self.cut(order);
                }
                What::Lengthen { .. } => self.counters.count("lengthen_unanswered"),
            }
        }
    }

    /// Sends a guest off through REST, where the router has it.
    fn cut(&mut self, order: Disconnect) {
        if self.taps.named(&order.session.nas).is_none() {
            return;
        }
        self.counters.count("cut");
        let taps = self.taps.clone();
        tokio::task::spawn_local(async move {
            let Some(tap) = taps.named(&order.session.nas) else { return };
            if let Err(why) = tap.cut(&order).await {
                tracing::warn!(router = %order.session.nas, ?why, "a guest could not be sent off; the next report is answered with it again");
            }
        });
    }

    /// The device that has just paid and the code of its ticket, if they are to be brought together from here.
    pub(super) fn guest_to_let_in(&mut self, checkout: &Checkout) -> Option<(Mac, Code)> {
        if self.taps.all().is_empty() {
            return None;
        }
        let (device, ticket) = checkout.device.zip(checkout.ticket)?;
        let reading = self.clock.read();
        let found = self.store.decide(&reading, |ledger, _, now| {
            let is_fresh = now.ms_since(checkout.opened) < STILL_THERE_MS;
            Ok(ledger.ticket(ticket)?.filter(|ticket| is_fresh && ticket.standing == Standing::New))
        });
        found.ok()?.outcome.map(|ticket| (device, ticket.code))
    }

    /// Signs a guest in who may have closed the page: the router asks us over RADIUS, as always.
    pub(super) fn let_in(&mut self, device: Mac, code: Code) {
        self.counters.count("let_in");
        let taps = self.taps.clone();
        tokio::task::spawn_local(async move {
            match taps.log_in(device, code).await {
                Ok(LoggedIn::Now | LoggedIn::Already) => tracing::info!(%device, "a guest who paid is online"),
                Err(NotLoggedIn::NotHere | NotLoggedIn::LetThrough) => {
                    tracing::info!(%device, "a guest who paid is not at a router now, and finds the ticket later");
                }
                Err(why) => tracing::warn!(%device, ?why, "a guest who paid has to sign in by hand"),
            }
        });
    }
}
