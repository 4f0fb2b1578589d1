//! A layer of rows in memory: what was changed since the last fold into redb. Without a redb file beneath, one layer is
//! the whole of the books: the in-memory twin.

use std::collections::BTreeMap;

use domain::checkout::Checkout;
use domain::code::Code;
use domain::event::Record;
use domain::ids::{CheckoutId, PlanId, ReviewId, TicketId};
use domain::link::Link;
use domain::plan::Plan;
use domain::receipt::{Receipt, ReceiptNumber};
use domain::review::Review;
use domain::session::{Session, SessionKey};
use domain::ticket::Ticket;
use domain::time::{Moment, Timeline};

use crate::changes::{Changes, Identity};

/// Rows by key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    pub(crate) identity: Option<Identity>,
    pub(crate) timeline: Option<Timeline>,
    pub(crate) reached: Option<Moment>,
    pub(crate) link: Option<Link>,
    pub(crate) visitors: Option<Vec<TicketId>>,
    pub(crate) plans: BTreeMap<PlanId, Plan>,
    pub(crate) tickets: BTreeMap<TicketId, Ticket>,
    pub(crate) codes: BTreeMap<Code, TicketId>,
    pub(crate) sessions: BTreeMap<SessionKey, Session>,
    pub(crate) checkouts: BTreeMap<CheckoutId, Checkout>,
    pub(crate) receipts: BTreeMap<ReceiptNumber, Receipt>,
    pub(crate) reviews: BTreeMap<ReviewId, Review>,
    pub(crate) records: BTreeMap<(u32, u64), Record>,
    rows: usize,
}

impl Layer {
    /// Puts rows into the layer.
    pub(crate) fn apply(&mut self, changes: Changes) {
        self.rows += changes.rows();
        self.identity = changes.identity.or(self.identity);
        self.timeline = changes.timeline.or_else(|| self.timeline.take());
        self.reached = changes.reached.or(self.reached);
        self.link = changes.link.or(self.link);
        self.visitors = changes.visitors.or_else(|| self.visitors.take());
        self.plans.extend(changes.plans.into_iter().map(|plan| (plan.id, plan)));
        self.codes.extend(changes.tickets.iter().map(|ticket| (ticket.code, ticket.id)));
        self.tickets.extend(changes.tickets.into_iter().map(|ticket| (ticket.id, ticket)));
        self.sessions.extend(changes.sessions.into_iter().map(|session| (session.key.clone(), session)));
        self.checkouts.extend(changes.checkouts.into_iter().map(|checkout| (checkout.id, checkout)));
        self.receipts.extend(changes.receipts.into_iter().map(|receipt| (receipt.number, receipt)));
        self.reviews.extend(changes.reviews.into_iter().map(|review| (review.id, review)));
        self.records.extend(changes.records.into_iter().map(|record| ((record.epoch, record.sequence), record)));
    }

    /// Puts a newer layer's rows on top of this one's.
    pub(crate) fn absorb(&mut self, newer: Layer) {
        self.apply(newer.to_changes());
    }

    /// The layer's rows as one list.
    pub(crate) fn to_changes(&self) -> Changes {
        Changes {
            identity: self.identity,
            timeline: self.timeline.clone(),
            reached: self.reached,
            link: self.link,
            visitors: self.visitors.clone(),
            plans: self.plans.values().cloned().collect(),
            tickets: self.tickets.values().cloned().collect(),
            sessions: self.sessions.values().cloned().collect(),
            checkouts: self.checkouts.values().cloned().collect(),
            receipts: self.receipts.values().cloned().collect(),
            reviews: self.reviews.values().cloned().collect(),
            records: self.records.values().cloned().collect(),
        }
    }

    /// How many rows were put, repeated ones too: a measure of the memory and the work a fold saves.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }
}
