//! A layer of rows in memory: what was changed since the last fold into redb. Without a redb file beneath, one layer is
//! the whole of the books: the in-memory twin.

use std::collections::BTreeMap;

use domain::code::Code;
use domain::event::Record;
use domain::ids::{PlanId, TicketId};
use domain::plan::Plan;
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
    pub(crate) plans: BTreeMap<PlanId, Plan>,
    pub(crate) tickets: BTreeMap<TicketId, Ticket>,
    pub(crate) codes: BTreeMap<Code, TicketId>,
    pub(crate) sessions: BTreeMap<SessionKey, Session>,
    pub(crate) records: BTreeMap<(u32, u64), Record>,
    rows: usize,
}

impl Layer {
    /// Puts rows into the layer.
    pub(crate) fn apply(&mut self, changes: Changes) {
        self.rows += changes.plans.len() + changes.tickets.len() + changes.sessions.len() + changes.records.len();
        self.identity = changes.identity.or(self.identity);
        self.timeline = changes.timeline.or_else(|| self.timeline.take());
        self.reached = changes.reached.or(self.reached);
        self.plans.extend(changes.plans.into_iter().map(|plan| (plan.id, plan)));
        self.codes.extend(changes.tickets.iter().map(|ticket| (ticket.code, ticket.id)));
        self.tickets.extend(changes.tickets.into_iter().map(|ticket| (ticket.id, ticket)));
        self.sessions.extend(changes.sessions.into_iter().map(|session| (session.key.clone(), session)));
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
            plans: self.plans.values().cloned().collect(),
            tickets: self.tickets.values().cloned().collect(),
            sessions: self.sessions.values().cloned().collect(),
            records: self.records.values().cloned().collect(),
        }
    }

    /// How many rows were put, repeated ones too: a measure of the memory and the work a fold saves.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }
}
