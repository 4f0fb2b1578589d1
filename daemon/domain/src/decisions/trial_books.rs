//! A site in a test: books in ordered maps, a clock that moves when told, and the few things a guest and a router do.

use std::collections::BTreeMap;

use crate::checkout::{Checkout, Reference};
use crate::code::Code;
use crate::decisions::{
    Accounted, AccountingReport, Disconnect, Grant, Login, Refusal, ReportKind, account, add_plan, admit, look_up,
    mint, watch_sessions,
};
use crate::device::Mac;
use crate::event::Event;
use crate::ids::{Chance, CheckoutId, PlanId, ReviewId, TicketId};
use crate::ledger::{Ledger, Read};
use crate::link::Link;
use crate::money::{Currency, Money};
use crate::plan::{Allowance, Plan, Terms};
use crate::receipt::{Receipt, ReceiptNumber};
use crate::review::{Review, Trouble};
use crate::session::{Session, SessionKey};
use crate::ticket::{Remaining, Ticket};
use crate::time::{BootId, ClockReading, Moment, Now, Timeline};
use crate::usage::Usage;

pub(crate) const HOUR: Allowance = Allowance::Elapsed { duration_secs: 3600 };
pub(crate) const HOUR_ONLINE: Allowance = Allowance::Online { duration_secs: 3600 };
pub(crate) const MEGABYTE_A_DAY: Allowance = Allowance::Data { quota_bytes: 1_000_000, validity_secs: 86_400 };

pub(crate) fn device(number: u8) -> Mac {
    Mac::from_bytes([2, 0, 0, 0, 1, number]).unwrap()
}

pub(crate) fn key(id: &str) -> SessionKey {
    SessionKey { nas: "router".parse().unwrap(), id: id.parse().unwrap() }
}

pub(crate) fn plan(name: &str, allowance: Allowance, devices: u8) -> Plan {
    let unused_validity_secs = Terms::USUAL_UNUSED_VALIDITY_SECS;
    let terms =
        Terms { allowance, rate: None, devices, idle_timeout_secs: None, unused_validity_secs, outage_credit: true };
    let price = Money::from_cents(2000, Currency::Kes).unwrap();
    let mut bytes = [0; 16];
    bytes[..name.len().min(16)].copy_from_slice(&name.as_bytes()[..name.len().min(16)]);
    Plan { id: PlanId::from_bytes(bytes), name: name.to_owned(), price, terms }
}

#[derive(Debug, Default)]
struct Maps {
    plans: BTreeMap<PlanId, Plan>,
    tickets: BTreeMap<TicketId, Ticket>,
    sessions: BTreeMap<SessionKey, Session>,
    checkouts: BTreeMap<CheckoutId, Checkout>,
    receipts: BTreeMap<ReceiptNumber, Receipt>,
    reviews: BTreeMap<ReviewId, Review>,
    link: Link,
    visitors: Vec<TicketId>,
    events: Vec<Event>,
    writes: usize,
}

#[derive(Debug)]
pub(crate) struct Books {
    maps: Maps,
    timeline: Timeline,
    reading: ClockReading,
    chance: Counting,
    pub(crate) listening_since: Moment,
    pub(crate) writes: usize,
}

#[derive(Debug, Default)]
struct Counting(u64);

impl Chance for Counting {
    fn fill(&mut self, buffer: &mut [u8]) {
        self.0 += 1;
        for (index, byte) in buffer.iter_mut().enumerate() {
            *byte = (self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (8 * (index % 8))) as u8;
        }
    }
}

impl Default for Books {
    fn default() -> Self {
        let reading = ClockReading { boot: BootId([1; 16]), uptime_ms: 0, wall_ms: 0, wall_trusted: false };
        Books {
            maps: Maps::default(),
            timeline: Timeline::default(),
            reading,
            chance: Counting::default(),
            listening_since: Moment::BEGINNING,
            writes: 0,
        }
    }
}

impl Books {
    pub(crate) fn decide<T>(
        &mut self,
        decision: impl FnOnce(&mut dyn Ledger, &mut dyn Chance, &Now<'_>) -> Read<T>,
    ) -> T {
        let moment = self.timeline.advance(&self.reading).moment;
        let outcome = decision(&mut self.maps, &mut self.chance, &self.timeline.now(moment)).unwrap();
        self.writes = self.maps.writes;
        outcome
    }

    /// From now on the wall clock is known.
    pub(crate) fn trust_clock(&mut self) {
        (self.reading.wall_ms, self.reading.wall_trusted) = (1_800_000_000_000 + self.reading.uptime_ms, true);
    }

    pub(crate) fn wait_secs(&mut self, secs: u64) {
        self.reading.uptime_ms += secs * 1000;
        if self.reading.wall_trusted {
            self.trust_clock();
        }
    }

    pub(crate) fn moment(&mut self) -> Moment {
        self.timeline.advance(&self.reading).moment
    }

    pub(crate) fn offer(&mut self, name: &str, allowance: Allowance, devices: u8) -> PlanId {
        self.decide(|ledger, _, _| add_plan(ledger, plan(name, allowance, devices))).unwrap()
    }

    pub(crate) fn sell(&mut self, allowance: Allowance, devices: u8) -> Code {
        let name = format!("plan {}", self.maps.plans.len());
        let plan = self.offer(&name, allowance, devices);
        self.decide(|ledger, chance, now| mint(ledger, plan, chance, now)).unwrap().code
    }

    pub(crate) fn login(&mut self, code: Code, number: u8) -> Result<Grant, Refusal> {
        self.decide(|ledger, _, now| admit(ledger, Login { code, device: device(number) }, now))
    }

    pub(crate) fn about(
        &mut self,
        code: Code,
        id: &str,
        number: u8,
        kind: ReportKind,
        secs: u64,
        bytes: u64,
    ) -> AccountingReport {
        AccountingReport {
            key: key(id),
            kind,
            class: None,
            code: Some(code),
            user_name: code.plain().parse().unwrap(),
            device: device(number),
            ip: None,
            usage: Usage { secs, bytes_up: 0, bytes_down: bytes },
        }
    }

    pub(crate) fn send(&mut self, report: &AccountingReport) -> Vec<Disconnect> {
        match self.decide(|ledger, _, now| account(ledger, report, now)) {
            Accounted::Booked(orders) => orders,
            Accounted::Foreign => panic!("the report is about no ticket: {report:?}"),
        }
    }

    pub(crate) fn report(
        &mut self,
        code: Code,
        id: &str,
        number: u8,
        kind: ReportKind,
        secs: u64,
        bytes: u64,
    ) -> Vec<Disconnect> {
        let report = self.about(code, id, number, kind, secs, bytes);
        self.send(&report)
    }

    pub(crate) fn start(&mut self, code: Code, id: &str, number: u8) -> Vec<Disconnect> {
        self.report(code, id, number, ReportKind::Start, 0, 0)
    }

    pub(crate) fn interim(&mut self, id: &str, number: u8, secs: u64, bytes: u64) -> Vec<Disconnect> {
        let code = self.maps.sessions[&key(id)].code;
        self.report(code, id, number, ReportKind::Interim, secs, bytes)
    }

    pub(crate) fn stop(&mut self, id: &str, number: u8, secs: u64, bytes: u64) {
        let code = self.maps.sessions[&key(id)].code;
        self.report(code, id, number, ReportKind::Stop { cause: 1 }, secs, bytes);
    }

    pub(crate) fn watch(&mut self, silence_secs: u64) -> Vec<Disconnect> {
        let since = self.listening_since;
        self.decide(|ledger, _, now| watch_sessions(ledger, silence_secs, since, now))
    }

    pub(crate) fn ticket(&mut self, code: Code) -> Ticket {
        self.decide(|ledger, _, _| ledger.ticket_by_code(code)).unwrap()
    }

    pub(crate) fn left(&mut self, code: Code) -> Remaining {
        self.decide(|ledger, _, now| look_up(ledger, code, now)).unwrap().2
    }

    pub(crate) fn open(&mut self) -> Vec<SessionKey> {
        let sessions = self.decide(|ledger, _, _| ledger.open_sessions());
        sessions.into_iter().map(|session| session.key).collect()
    }

    pub(crate) fn checkout(&self, id: CheckoutId) -> &Checkout {
        &self.maps.checkouts[&id]
    }

    pub(crate) fn tickets(&self) -> usize {
        self.maps.tickets.len()
    }

    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        self.maps.receipts.values().cloned().collect()
    }

    pub(crate) fn open_troubles(&self) -> Vec<Trouble> {
        self.reviews().into_iter().filter(Review::is_open).map(|review| review.trouble).collect()
    }

    pub(crate) fn reviews(&self) -> Vec<Review> {
        self.maps.reviews.values().cloned().collect()
    }

    /// What was recorded since this was asked last.
    pub(crate) fn told(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.maps.events)
    }

    pub(crate) fn put_link(&mut self, link: Link) {
        self.maps.link = link;
    }

    pub(crate) fn knows(&self, device: Mac) -> bool {
        self.maps.tickets.values().any(|ticket| ticket.knows(device))
    }
}

impl Maps {
    fn sessions_where(&self, wanted: impl Fn(&Session) -> bool) -> Read<Vec<Session>> {
        Ok(self.sessions.values().filter(|session| session.is_open() && wanted(session)).cloned().collect())
    }
}

impl Ledger for Maps {
    fn plan(&self, id: PlanId) -> Read<Option<Plan>> {
        Ok(self.plans.get(&id).cloned())
    }

    fn plans(&self) -> Read<Vec<Plan>> {
        Ok(self.plans.values().cloned().collect())
    }

    fn ticket(&self, id: TicketId) -> Read<Option<Ticket>> {
        Ok(self.tickets.get(&id).cloned())
    }

    fn ticket_by_code(&self, code: Code) -> Read<Option<Ticket>> {
        Ok(self.tickets.values().find(|ticket| ticket.code == code).cloned())
    }

    fn session(&self, key: &SessionKey) -> Read<Option<Session>> {
        Ok(self.sessions.get(key).cloned())
    }

    fn open_sessions_of(&self, ticket: TicketId) -> Read<Vec<Session>> {
        self.sessions_where(|session| session.ticket == ticket)
    }

    fn open_sessions_of_device(&self, device: Mac) -> Read<Vec<Session>> {
        self.sessions_where(|session| session.device == device)
    }

    fn open_sessions_at(&self, ip: std::net::Ipv4Addr) -> Read<Vec<Session>> {
        self.sessions_where(|session| session.ip == Some(ip))
    }

    fn open_sessions(&self) -> Read<Vec<Session>> {
        self.sessions_where(|_| true)
    }

    fn checkout(&self, id: CheckoutId) -> Read<Option<Checkout>> {
        Ok(self.checkouts.get(&id).cloned())
    }

    fn checkout_named(&self, reference: Reference) -> Read<Option<Checkout>> {
        let (from, to) = reference.ids();
        let mut named = self.checkouts.range(from..=to).map(|(_, checkout)| checkout.clone());
        Ok(named.next().filter(|_| named.next().is_none()))
    }

    fn recent_checkouts(&self, wanted: &dyn Fn(&Checkout) -> bool) -> Read<Vec<Checkout>> {
        Ok(self.checkouts.values().filter(|checkout| wanted(checkout)).cloned().collect())
    }

    fn receipt(&self, number: ReceiptNumber) -> Read<Option<Receipt>> {
        Ok(self.receipts.get(&number).cloned())
    }

    fn review(&self, id: ReviewId) -> Read<Option<Review>> {
        Ok(self.reviews.get(&id).cloned())
    }

    fn reviews(&self, wanted: &dyn Fn(&Review) -> bool) -> Read<Vec<Review>> {
        Ok(self.reviews.values().filter(|review| wanted(review)).cloned().collect())
    }

    fn put_plan(&mut self, plan: Plan) {
        self.plans.insert(plan.id, plan);
    }

    fn put_ticket(&mut self, ticket: Ticket) {
        self.writes += 1;
        self.tickets.insert(ticket.id, ticket);
    }

    fn put_session(&mut self, session: Session) {
        self.writes += 1;
        self.sessions.insert(session.key.clone(), session);
    }

    fn note_session(&mut self, session: Session) {
        self.sessions.insert(session.key.clone(), session);
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

    fn link(&self) -> Read<Link> {
        Ok(self.link)
    }

    fn put_link(&mut self, link: Link) {
        self.link = link;
    }

    fn visitors(&self) -> Read<Vec<TicketId>> {
        Ok(self.visitors.clone())
    }

    fn put_visitors(&mut self, visitors: Vec<TicketId>) {
        self.visitors = visitors;
    }

    fn record(&mut self, event: Event) {
        self.events.push(event);
    }
}
