//! What one decision sees and writes: the books, and on top its own changes. If the decision fails, the draft is
//! dropped and nothing has happened.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use domain::checkout::{Checkout, Reference};
use domain::code::Code;
use domain::device::Mac;
use domain::event::Event;
use domain::ids::{CheckoutId, PlanId, ReviewId, TicketId};
use domain::ledger::{Ledger, Read};
use domain::link::Link;
use domain::plan::Plan;
use domain::receipt::{Receipt, ReceiptNumber};
use domain::review::Review;
use domain::session::{Session, SessionKey};
use domain::ticket::Ticket;

use crate::books::Books;
use crate::changes::Changes;
use crate::commits::{CommitNumber, Commits};

/// A session a decision has written.
#[derive(Debug)]
struct Written {
    session: Session,
    is_durable: bool,
}

/// One decision's view of the books.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    books: &'a Books,
    commits: &'a Commits,
    rests_on: Cell<CommitNumber>,
    plans: BTreeMap<PlanId, Plan>,
    tickets: BTreeMap<TicketId, Ticket>,
    codes: BTreeMap<Code, TicketId>,
    sessions: BTreeMap<SessionKey, Written>,
    checkouts: BTreeMap<CheckoutId, Checkout>,
    receipts: BTreeMap<ReceiptNumber, Receipt>,
    reviews: BTreeMap<ReviewId, Review>,
    link: Option<Link>,
    visitors: Option<Vec<TicketId>>,
    events: Vec<Event>,
}

/// What a decision wrote.
#[derive(Debug, Default)]
pub(crate) struct Drafted {
    /// The rows it put; the store adds the lines of the outbox.
    pub(crate) changes: Changes,
    pub(crate) notes: Vec<Session>,
    pub(crate) events: Vec<Event>,
    /// The commit that must be on disk before anyone may hear what was read.
    pub(crate) rests_on: CommitNumber,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(books: &'a Books, commits: &'a Commits) -> Self {
        Draft {
            books,
            commits,
            rests_on: Cell::new(CommitNumber::default()),
            plans: BTreeMap::new(),
            tickets: BTreeMap::new(),
            codes: BTreeMap::new(),
            sessions: BTreeMap::new(),
            checkouts: BTreeMap::new(),
            receipts: BTreeMap::new(),
            reviews: BTreeMap::new(),
            link: None,
            visitors: None,
            events: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> Drafted {
        let mut changes = Changes {
            plans: self.plans.into_values().collect(),
            tickets: self.tickets.into_values().collect(),
            checkouts: self.checkouts.into_values().collect(),
            receipts: self.receipts.into_values().collect(),
            reviews: self.reviews.into_values().collect(),
            link: self.link,
            visitors: self.visitors,
            ..Changes::default()
        };
        let mut notes = Vec::new();
        for written in self.sessions.into_values() {
            let kind = if written.is_durable { &mut changes.sessions } else { &mut notes };
            kind.push(written.session);
        }
        Drafted { changes, notes, events: self.events, rests_on: self.rests_on.get() }
    }

    fn overlaid<'s>(
        &'s self,
        known: impl Iterator<Item = &'s Session>,
        wanted: impl Fn(&Session) -> bool,
    ) -> Read<Vec<Session>> {
        let untouched = known.filter(|session| !self.sessions.contains_key(&session.key));
        let written = self.sessions.values().map(|written| &written.session);
        let written = written.filter(|session| session.is_open() && wanted(session));
        Ok(untouched.chain(written).cloned().collect())
    }
}

impl Ledger for Draft<'_> {
    fn plan(&self, id: PlanId) -> Read<Option<Plan>> {
        self.plans.get(&id).map_or_else(|| self.books.plan(id), |plan| Ok(Some(plan.clone())))
    }

    fn plans(&self) -> Read<Vec<Plan>> {
        let mut plans = self.books.plans()?;
        plans.retain(|plan| !self.plans.contains_key(&plan.id));
        plans.extend(self.plans.values().cloned());
        Ok(plans)
    }

    fn ticket(&self, id: TicketId) -> Read<Option<Ticket>> {
        if let Some(ticket) = self.tickets.get(&id) {
            return Ok(Some(ticket.clone()));
        }
        self.rests_on.set(self.rests_on.get().max(self.commits.awaited_for(id)));
        self.books.ticket(id)
    }

    fn ticket_by_code(&self, code: Code) -> Read<Option<Ticket>> {
        let id = match self.codes.get(&code) {
            Some(&id) => Some(id),
            None => self.books.ticket_of_code(code)?,
        };
        id.map_or(Ok(None), |id| self.ticket(id))
    }

    fn session(&self, key: &SessionKey) -> Read<Option<Session>> {
        let written = self.sessions.get(key).map(|written| written.session.clone());
        written.map_or_else(|| self.books.session(key), |session| Ok(Some(session)))
    }

    fn open_sessions_of(&self, ticket: TicketId) -> Read<Vec<Session>> {
        self.overlaid(self.books.open.of_ticket(ticket), |session| session.ticket == ticket)
    }

    fn open_sessions_of_device(&self, device: Mac) -> Read<Vec<Session>> {
        self.overlaid(self.books.open.of_device(device), |session| session.device == device)
    }

    fn open_sessions_at(&self, ip: Ipv4Addr) -> Read<Vec<Session>> {
        self.overlaid(self.books.open.at(ip), |session| session.ip == Some(ip))
    }

    fn open_sessions(&self) -> Read<Vec<Session>> {
        self.overlaid(self.books.open.all(), |_| true)
    }

    fn checkout(&self, id: CheckoutId) -> Read<Option<Checkout>> {
        if let Some(checkout) = self.checkouts.get(&id) {
            return Ok(Some(checkout.clone()));
        }
        self.rests_on.set(self.rests_on.get().max(self.commits.awaited_for_checkout(id)));
        self.books.checkout(id)
    }

    fn checkout_named(&self, reference: Reference) -> Read<Option<Checkout>> {
        let (from, to) = reference.ids();
        let mut ids: BTreeSet<CheckoutId> = self.books.checkouts_between(from, to)?;
        ids.extend(self.checkouts.range(from..=to).map(|(&id, _)| id));
        match ids.first() {
            Some(&id) if ids.len() == 1 => self.checkout(id),
            _ => Ok(None),
        }
    }

    fn recent_checkouts(&self, wanted: &dyn Fn(&Checkout) -> bool) -> Read<Vec<Checkout>> {
        let untouched = self.books.recent.all().filter(|checkout| !self.checkouts.contains_key(&checkout.id));
        let found: Vec<_> =
            untouched.chain(self.checkouts.values()).filter(|checkout| wanted(checkout)).cloned().collect();
        let awaited = found.iter().map(|checkout| self.commits.awaited_for_checkout(checkout.id)).max();
        self.rests_on.set(self.rests_on.get().max(awaited.unwrap_or_default()));
        Ok(found)
    }

    fn receipt(&self, number: ReceiptNumber) -> Read<Option<Receipt>> {
        if let Some(receipt) = self.receipts.get(&number) {
            return Ok(Some(receipt.clone()));
        }
        self.rests_on.set(self.rests_on.get().max(self.commits.awaited_for_receipt(number)));
        self.books.receipt(number)
    }

    fn review(&self, id: ReviewId) -> Read<Option<Review>> {
        self.rests_on.set(self.rests_on.get().max(self.commits.awaited_for_reviews()));
        Ok(self.reviews.get(&id).or_else(|| self.books.reviews.get(&id)).cloned())
    }

    fn reviews(&self, wanted: &dyn Fn(&Review) -> bool) -> Read<Vec<Review>> {
        self.rests_on.set(self.rests_on.get().max(self.commits.awaited_for_reviews()));
        let untouched = self.books.reviews.values().filter(|review| !self.reviews.contains_key(&review.id));
        let found = untouched.chain(self.reviews.values()).filter(|review| wanted(review));
        let mut reviews: Vec<Review> = found.cloned().collect();
        reviews.sort_by_key(|review| (review.opened, review.id));
        Ok(reviews)
    }

    fn link(&self) -> Read<Link> {
        Ok(self.link.unwrap_or(self.books.link))
    }

    fn visitors(&self) -> Read<Vec<TicketId>> {
        Ok(self.visitors.as_ref().unwrap_or(&self.books.visitors).clone())
    }

    fn put_plan(&mut self, plan: Plan) {
        self.plans.insert(plan.id, plan);
    }

    fn put_ticket(&mut self, ticket: Ticket) {
        self.codes.insert(ticket.code, ticket.id);
        self.tickets.insert(ticket.id, ticket);
    }

    fn put_session(&mut self, session: Session) {
        self.sessions.insert(session.key.clone(), Written { session, is_durable: true });
    }

    fn note_session(&mut self, session: Session) {
        let is_durable = self.sessions.get(&session.key).is_some_and(|written| written.is_durable);
        self.sessions.insert(session.key.clone(), Written { session, is_durable });
    }

    fn put_checkout(&mut self, checkout: Checkout) {
        self.checkouts.insert(checkout.id, checkout);
    }

    fn put_receipt(&mut self, receipt: Receipt) {
        self.receipts.insert(receipt.number, receipt);
    }

    fn put_review(&mut self, review: Review) {
        self.reviews.insert(review.id, review);
    }

    fn put_link(&mut self, link: Link) {
        self.link = Some(link);
    }

    fn put_visitors(&mut self, visitors: Vec<TicketId>) {
        self.visitors = Some(visitors);
    }

    fn record(&mut self, event: Event) {
        self.events.push(event);
    }
}
