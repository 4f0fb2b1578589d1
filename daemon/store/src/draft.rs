//! What one decision sees and writes: the books, and on top its own changes. If the decision fails, the draft is
//! dropped and nothing has happened.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use domain::code::Code;
use domain::device::Mac;
use domain::event::Event;
use domain::ids::{PlanId, TicketId};
use domain::ledger::{Ledger, Read};
use domain::plan::Plan;
use domain::session::{Session, SessionKey};
use domain::ticket::Ticket;

use crate::books::Books;
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
    events: Vec<Event>,
}

/// What a decision wrote.
#[derive(Debug, Default)]
pub(crate) struct Drafted {
    pub(crate) plans: Vec<Plan>,
    pub(crate) tickets: Vec<Ticket>,
    pub(crate) sessions: Vec<Session>,
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
            events: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> Drafted {
        let mut drafted = Drafted {
            plans: self.plans.into_values().collect(),
            tickets: self.tickets.into_values().collect(),
            events: self.events,
            rests_on: self.rests_on.get(),
            ..Drafted::default()
        };
        for written in self.sessions.into_values() {
            let kind = if written.is_durable { &mut drafted.sessions } else { &mut drafted.notes };
            kind.push(written.session);
        }
        drafted
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

    fn record(&mut self, event: Event) {
        self.events.push(event);
    }
}
