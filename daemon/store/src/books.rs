//! The books as they stand: the newest layer, a layer that is just being folded, the redb file beneath, and the open
//! sessions. Reads look from the top down.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use domain::checkout::Checkout;
use domain::code::Code;
use domain::event::Record;
use domain::ids::{CheckoutId, PlanId, ReviewId, TicketId};
use domain::ledger::Read;
use domain::link::{Cursor, Link};
use domain::plan::Plan;
use domain::receipt::{Receipt, ReceiptNumber};
use domain::review::Review;
use domain::session::{Session, SessionKey};
use domain::ticket::Ticket;

use crate::changes::Changes;
use crate::file::File;
use crate::layer::Layer;
use crate::moved::Counted;
use crate::open_sessions::OpenSessions;
use crate::recent_checkouts::RecentCheckouts;

/// All rows of a site.
#[derive(Debug, Default)]
pub(crate) struct Books {
    pub(crate) live: Layer,
    pub(crate) frozen: Option<Arc<Layer>>,
    pub(crate) file: Option<File>,
    pub(crate) open: OpenSessions,
    pub(crate) recent: RecentCheckouts,
    /// The whole queue: it is short, and looked at with every payment.
    pub(crate) reviews: BTreeMap<ReviewId, Review>,
    pub(crate) link: Link,
    pub(crate) counted: Cell<Option<Counted>>,
    /// Tickets of other sites that are here.
    pub(crate) visitors: Vec<TicketId>,
}

impl Books {
    /// Books over a file, as of its last fold.
    pub(crate) fn over(file: File) -> Read<Self> {
        let mut open = OpenSessions::default();
        file.open_sessions()?.into_iter().for_each(|session| open.put(session));
        let mut recent = RecentCheckouts::default();
        let since = RecentCheckouts::horizon(&file.timeline_as_reached()?);
        file.checkouts_since(since)?.into_iter().for_each(|checkout| recent.put(checkout));
        let reviews = file.reviews()?.into_iter().map(|review| (review.id, review)).collect();
        let (link, visitors) = (file.link()?.unwrap_or_default(), file.visitors()?.unwrap_or_default());
        let (live, frozen, file, counted) = (Layer::default(), None, Some(file), Cell::default());
        Ok(Books { live, frozen, file, open, recent, reviews, link, counted, visitors })
    }

    /// Takes in what a decision changed.
    pub(crate) fn apply(&mut self, changes: Changes) {
        changes.sessions.iter().for_each(|session| self.open.put(session.clone()));
        changes.checkouts.iter().for_each(|checkout| self.recent.put(checkout.clone()));
        self.reviews.extend(changes.reviews.iter().map(|review| (review.id, review.clone())));
        self.link = changes.link.unwrap_or(self.link);
        if let Some(visitors) = &changes.visitors {
            self.visitors.clone_from(visitors);
        }
        self.live.apply(changes);
    }

    fn layers(&self) -> impl Iterator<Item = &Layer> {
        std::iter::once(&self.live).chain(self.frozen.as_deref())
    }

    fn in_file<T>(&self, read: impl FnOnce(&File) -> Read<Option<T>>) -> Read<Option<T>> {
        self.file.as_ref().map_or(Ok(None), read)
    }

    pub(crate) fn plan(&self, id: PlanId) -> Read<Option<Plan>> {
        match self.layers().find_map(|layer| layer.plans.get(&id)) {
            Some(plan) => Ok(Some(plan.clone())),
            None => self.in_file(|file| Ok(file.plan(id)?)),
        }
    }

    pub(crate) fn plans(&self) -> Read<Vec<Plan>> {
        let mut plans = self.file.as_ref().map_or(Ok(Vec::new()), File::plans)?;
        plans.retain(|plan| !self.layers().any(|layer| layer.plans.contains_key(&plan.id)));
        let frozen = self.frozen.iter().flat_map(|layer| layer.plans.values());
        plans.extend(frozen.filter(|plan| !self.live.plans.contains_key(&plan.id)).cloned());
        plans.extend(self.live.plans.values().cloned());
        plans.sort_by_key(|plan| (plan.price, plan.id));
        Ok(plans)
    }

    pub(crate) fn ticket(&self, id: TicketId) -> Read<Option<Ticket>> {
        match self.layers().find_map(|layer| layer.tickets.get(&id)) {
            Some(ticket) => Ok(Some(ticket.clone())),
            None => self.in_file(|file| Ok(file.ticket(id)?)),
        }
    }

    pub(crate) fn ticket_of_code(&self, code: Code) -> Read<Option<TicketId>> {
        match self.layers().find_map(|layer| layer.codes.get(&code)) {
            Some(&id) => Ok(Some(id)),
            None => self.in_file(|file| Ok(file.ticket_of_code(code)?)),
        }
    }

    pub(crate) fn session(&self, key: &SessionKey) -> Read<Option<Session>> {
        let recent = self.open.get(key).or_else(|| self.layers().find_map(|layer| layer.sessions.get(key)));
        match recent {
            Some(session) => Ok(Some(session.clone())),
            None => self.in_file(|file| Ok(file.closed_session(key)?)),
        }
    }

    pub(crate) fn checkout(&self, id: CheckoutId) -> Read<Option<Checkout>> {
        match self.layers().find_map(|layer| layer.checkouts.get(&id)) {
            Some(checkout) => Ok(Some(checkout.clone())),
            None => self.in_file(|file| Ok(file.checkout(id)?)),
        }
    }

    /// The ids of checkouts in a range, both ends included.
    pub(crate) fn checkouts_between(&self, from: CheckoutId, to: CheckoutId) -> Read<BTreeSet<CheckoutId>> {
        let mut ids = self.file.as_ref().map_or(Ok(BTreeSet::new()), |file| file.checkouts_between(from, to))?;
        ids.extend(self.layers().flat_map(|layer| layer.checkouts.range(from..=to)).map(|(&id, _)| id));
        Ok(ids)
    }

    /// Up to `limit` checkouts behind an id, in the order of ids.
    pub(crate) fn checkouts_after(&self, after: Option<CheckoutId>, limit: usize) -> Read<Vec<Checkout>> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut page = BTreeMap::new();
        if let Some(file) = &self.file {
            let rows = file.checkouts_after(after, limit)?;
            page.extend(rows.into_iter().map(|checkout| (checkout.id, checkout)));
        }
        for layer in self.frozen.as_deref().into_iter().chain([&self.live]) {
            let rows = layer.checkouts.range((from, Bound::Unbounded)).take(limit);
            page.extend(rows.map(|(&id, checkout)| (id, checkout.clone())));
        }
        Ok(page.into_values().take(limit).collect())
    }

    pub(crate) fn receipt(&self, number: ReceiptNumber) -> Read<Option<Receipt>> {
        match self.layers().find_map(|layer| layer.receipts.get(&number)) {
            Some(receipt) => Ok(Some(receipt.clone())),
            None => self.in_file(|file| Ok(file.receipt(number)?)),
        }
    }

    /// Up to `limit` lines of the outbox behind a place, in order.
    pub(crate) fn records_after(&self, after: Cursor, limit: usize) -> Read<Vec<Record>> {
        let from = Bound::Excluded((after.epoch, after.sequence));
        let mut page = BTreeMap::new();
        if let Some(file) = &self.file {
            let rows = file.records_after(after, limit)?;
            page.extend(rows.into_iter().map(|record| ((record.epoch, record.sequence), record)));
        }
        for layer in self.frozen.as_deref().into_iter().chain([&self.live]) {
            let rows = layer.records.range((from, Bound::Unbounded)).take(limit);
            page.extend(rows.map(|(&key, record)| (key, record.clone())));
        }
        Ok(page.into_values().take(limit).collect())
    }

    /// Up to `limit` tickets behind an id, in the order of ids.
    pub(crate) fn tickets_after(&self, after: Option<TicketId>, limit: usize) -> Read<Vec<Ticket>> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut page = BTreeMap::new();
        if let Some(file) = &self.file {
            page.extend(file.tickets_after(after, limit)?.into_iter().map(|ticket| (ticket.id, ticket)));
        }
        let layers = self.frozen.as_deref().into_iter().chain([&self.live]);
        for layer in layers {
            let rows = layer.tickets.range((from, Bound::Unbounded)).take(limit);
            page.extend(rows.map(|(&id, ticket)| (id, ticket.clone())));
        }
        Ok(page.into_values().take(limit).collect())
    }
}
