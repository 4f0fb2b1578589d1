//! What a site tells.

use domain::code::Code;
use domain::device::Mac;
use domain::event::{Event, Record};
use domain::ids::{EventId, PlanId, TicketId};
use domain::money::{Currency, Money};
use domain::plan::{Allowance, Plan, Terms};
use domain::session::{Closing, SessionKey};
use domain::ticket::Ending;
use domain::time::Moment;
use domain::usage::Usage;

/// Events with their moments, as records of one outbox.
pub(crate) fn records(told: Vec<(u64, Event)>) -> Vec<Record> {
    let record = |(sequence, (wall_ms, event)): (u64, (u64, Event))| Record {
        epoch: 1,
        sequence,
        id: EventId::from_bytes([sequence as u8; 16]),
        moment: Moment::BEGINNING,
        wall_ms: Some(wall_ms),
        event,
    };
    (1..).zip(told).map(record).collect()
}

/// A ticket that was sold for cash, used by a device of its own, and over, all at once.
pub(crate) fn visit(number: u8, at_ms: u64) -> Vec<(u64, Event)> {
    let (ticket, device) = (TicketId::from_bytes([number; 16]), device(number));
    let session = SessionKey { nas: "ap".parse().unwrap(), id: format!("801000{number:02}").parse().unwrap() };
    let (usage, closing) = (Usage { secs: 60, bytes_up: 1, bytes_down: 2 }, Closing::Missed);
    let events = [
        Event::TicketMinted { ticket, code: Code::from_random(number.into()), offer: hour().offer() },
        Event::TicketActivated { ticket, device },
        Event::SessionStarted { ticket, session: session.clone(), device },
        Event::SessionClosed { ticket, session, usage, closing },
        Event::TicketEnded { ticket, ending: Ending::Used },
    ];
    events.into_iter().map(|event| (at_ms, event)).collect()
}

pub(crate) fn device(number: u8) -> Mac {
    Mac::from_bytes([2, 0, 0, 0, 1, number]).unwrap()
}

pub(crate) fn hour() -> Plan {
    let terms = Terms {
        allowance: Allowance::Elapsed { duration_secs: 3600 },
        rate: None,
        devices: 1,
        idle_timeout_secs: None,
        unused_validity_secs: 86_400,
        outage_credit: true,
    };
    let (id, price) = (PlanId::from_bytes([1; 16]), Money::from_cents(2050, Currency::Kes).unwrap());
    Plan { id, name: "1 hour".to_owned(), price, terms }
}
