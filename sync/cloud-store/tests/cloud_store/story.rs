//! What a site tells, record by record.

use domain::code::Code;
use domain::device::Mac;
use domain::event::{Event, Record};
use domain::ids::{CheckoutId, EventId, PlanId, TicketId};
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::plan::{Allowance, Offer, Plan, Terms};
use domain::receipt::ReceiptNumber;
use domain::time::Moment;

use crate::world::NOW_MS;

/// An outbox from the first record of an epoch.
pub(crate) struct Story {
    pub(crate) epoch: u32,
    pub(crate) records: Vec<Record>,
    teller: u8,
}

impl Story {
    /// Tellers with different names never tell the same record.
    pub(crate) fn by(teller: u8, epoch: u32) -> Self {
        Story { epoch, records: Vec::new(), teller }
    }

    pub(crate) fn of(events: impl IntoIterator<Item = Event>) -> Self {
        let mut story = Story::by(1, 1);
        events.into_iter().for_each(|event| story.tell(event));
        story
    }

    /// Each record a second after the one before.
    pub(crate) fn tell(&mut self, event: Event) {
        let sequence = self.records.len() as u64 + 1;
        let mut id = [self.teller; 16];
        id[..4].copy_from_slice(&self.epoch.to_be_bytes());
        id[8..].copy_from_slice(&sequence.to_be_bytes());
        let wall_ms = Some(NOW_MS + sequence * 1000);
        let record = Record {
            epoch: self.epoch,
            sequence,
            id: EventId::from_bytes(id),
            moment: Moment::BEGINNING,
            wall_ms,
            event,
        };
        self.records.push(record);
    }

    /// The records from one place to another, both included.
    pub(crate) fn part(&self, from: usize, to: usize) -> &[Record] {
        &self.records[from - 1..to]
    }
}

pub(crate) fn kes(cents: u64) -> Money {
    Money::from_cents(cents, Currency::Kes).unwrap()
}

pub(crate) fn device(number: u8) -> Mac {
    Mac::from_bytes([2, 0, 0, 0, 1, number]).unwrap()
}

pub(crate) fn plan(number: u8) -> PlanId {
    PlanId::from_bytes([number; 16])
}

pub(crate) fn ticket(number: u8) -> TicketId {
    TicketId::from_bytes([number; 16])
}

pub(crate) fn checkout(number: u8) -> CheckoutId {
    CheckoutId::from_bytes([number; 16])
}

pub(crate) fn receipt(number: u8) -> ReceiptNumber {
    ReceiptNumber::parse(&format!("UAF0AB{number:04}")).unwrap()
}

pub(crate) fn terms(allowance: Allowance) -> Terms {
    Terms {
        allowance,
        rate: None,
        devices: 1,
        idle_timeout_secs: None,
        unused_validity_secs: 3600,
        outage_credit: true,
    }
}

pub(crate) fn an_hour(number: u8) -> Plan {
    let terms = terms(Allowance::Elapsed { duration_secs: 5400 });
    Plan { id: plan(number), name: format!("Plan {number}"), price: kes(2050), terms }
}

pub(crate) fn minted(number: u8) -> Event {
    let code = Code::from_random(u64::from(number));
    Event::TicketMinted { ticket: ticket(number), code, offer: offer(1) }
}

pub(crate) fn offer(number: u8) -> Offer {
    an_hour(number).offer()
}

pub(crate) fn opened(number: u8) -> Event {
    let payer = Phone::from_number(254_700_000_001).unwrap();
    Event::CheckoutOpened { checkout: checkout(number), offer: offer(1), payer }
}

pub(crate) fn failed(number: u8) -> Event {
    Event::CheckoutFailed { checkout: checkout(number), code: "1032".parse().unwrap() }
}

/// A checkout with its own ticket of the same number.
pub(crate) fn paid(number: u8, receipt: Option<ReceiptNumber>) -> Event {
    Event::CheckoutPaid { checkout: checkout(number), amount: kes(2050), ticket: ticket(number), receipt }
}

pub(crate) fn bound(receipt: ReceiptNumber, number: u8) -> Event {
    Event::ReceiptBound { receipt, checkout: checkout(number) }
}

pub(crate) fn redeemed(receipt: ReceiptNumber, number: u8) -> Event {
    Event::ReceiptRedeemed { receipt, ticket: ticket(number) }
}
