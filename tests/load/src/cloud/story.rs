//! What happens at a site on a busy day, as its outbox tells it: of twelve events six are about a sale by M-PESA, four about
//! the guest's time online.

use anyhow::{Context, Result};
use domain::code::Code;
use domain::device::Mac;
use domain::event::{Event, Record};
use domain::ids::{CheckoutId, EventId, PlanId, TicketId};
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::plan::{Allowance, Offer, Terms};
use domain::receipt::ReceiptNumber;
use domain::session::{Closing, SessionKey};
use domain::ticket::Ending;
use domain::time::Moment;
use domain::usage::Usage;

/// Somewhere in 2027.
const FIRST_MS: u64 = 1_800_000_000_000;
const EACH_MS: u64 = 1_000;

/// The first records of a site. Sites of other numbers have other ids and receipts.
pub fn story(site: u8, records: usize) -> Result<Vec<Record>> {
    let mut told = Vec::with_capacity(records + 12);
    for sale in 0.. {
        if told.len() >= records {
            break;
        }
        told.extend(sale_of(site, sale)?);
    }
    let record = |(sequence, event): (u64, Event)| Record {
        epoch: 1,
        sequence,
        id: EventId::from_bytes(id(site, sequence as u32, 9)),
        moment: Moment::BEGINNING,
        wall_ms: Some(FIRST_MS + sequence * EACH_MS),
        event,
    };
    Ok((1..).zip(told).map(record).take(records).collect())
}

/// Scattered as random ids are.
fn id(site: u8, number: u32, kind: u8) -> [u8; 16] {
    let [a, b, c, d] = number.wrapping_mul(2_654_435_761).to_be_bytes();
    let [w, x, y, z] = number.to_be_bytes();
    [a, b, c, d, site, kind, kind, kind, w, x, y, z, kind, kind, kind, kind]
}

fn sale_of(site: u8, sale: u32) -> Result<[Event; 12]> {
    let ticket = TicketId::from_bytes(id(site, sale, 1));
    let printed = TicketId::from_bytes(id(site, sale, 2));
    let checkout = CheckoutId::from_bytes(id(site, sale, 3));
    let given_up = CheckoutId::from_bytes(id(site, sale, 4));
    let receipt = ReceiptNumber::parse(&format!("U{site:02}{sale:07}")).ok().context("a receipt")?;
    let amount = Money::from_cents(2000, Currency::Kes).context("an amount")?;
    let offer = offer(PlanId::from_bytes([site; 16]), amount);
    let payer = Phone::from_number(254_700_000_001).ok().context("a phone")?;
    let device = Mac::from_bytes([2, 0, 0, 0, 0, 1]).ok().context("a device")?;
    let session = |place: u8| -> Result<SessionKey> {
        let key =
            (|| Some(SessionKey { nas: "hotspot".parse().ok()?, id: format!("{place}{sale:07x}").parse().ok()? }))();
        key.context("a session")
    };
    let usage = Usage { secs: 1800, bytes_up: 1 << 20, bytes_down: 1 << 28 };
    let closing = Closing::Stopped { cause: 1 };
    let code = Code::from_random(sale.into());
    Ok([
        Event::CheckoutOpened { checkout, offer, payer },
        Event::TicketMinted { ticket, code, offer },
        Event::CheckoutPaid { checkout, amount, ticket, receipt: Some(receipt) },
        Event::ReceiptBound { receipt, checkout },
        Event::TicketActivated { ticket, device },
        Event::SessionStarted { ticket, session: session(1)?, device },
        Event::SessionClosed { ticket, session: session(1)?, usage, closing },
        Event::SessionStarted { ticket, session: session(2)?, device },
        Event::SessionClosed { ticket, session: session(2)?, usage, closing },
        Event::TicketEnded { ticket, ending: Ending::Expired },
        Event::TicketMinted { ticket: printed, code, offer },
        Event::CheckoutOpened { checkout: given_up, offer, payer },
    ])
}

/// An hour.
fn offer(plan: PlanId, price: Money) -> Offer {
    let terms = Terms {
        allowance: Allowance::Elapsed { duration_secs: 3600 },
        rate: None,
        devices: 1,
        idle_timeout_secs: None,
        unused_validity_secs: 86_400,
        outage_credit: true,
    };
    Offer { plan, price, terms }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_has_no_gaps_and_no_twins() {
        let records = story(7, 250).unwrap();
        assert_eq!(records.len(), 250);
        assert!((1..).zip(&records).all(|(sequence, record)| record.sequence == sequence));
        let mut ids: Vec<_> = records.iter().map(|record| record.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 250);
    }
}
