//! Recollecting: what these books had told the cloud in an earlier life and lost with a disk, a restore or a roll-back comes
//! back as the records it was told in. What the books know better stays.

use crate::checkout::{Cause, Checkout, News, Progress};
use crate::custody::{Custody, Lending};
use crate::decisions::lend::fell_home;
use crate::decisions::visit::{depart, take_in};
use crate::decisions::{Disconnect, withdraw};
use crate::device::Mac;
use crate::event::{Event, Record};
use crate::ids::{CheckoutId, TicketId};
use crate::ledger::{Ledger, Read};
use crate::phone::Phone;
use crate::plan::Offer;
use crate::receipt::{Receipt, ReceiptNumber};
use crate::review::{Resolution, Review};
use crate::session::{Closing, Session, SessionKey, UserName};
use crate::ticket::{Binding, Standing, Ticket};
use crate::time::{Moment, Now};
use crate::usage::Usage;

/// Takes one record back into the books. Taking it twice changes nothing.
pub fn recollect(ledger: &mut dyn Ledger, record: &Record, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    let told = |number: ReceiptNumber| Receipt { heard: as_recorded(record, now), ..Receipt::heard(number, now) };
    match &record.event {
        Event::CheckoutOpened { checkout, offer, payer }
            if !is_long_past(record, now) && ledger.checkout(*checkout)?.is_none() =>
        {
            ledger.put_checkout(reopened(*checkout, *offer, *payer, now));
        }
        Event::CheckoutFailed { checkout, code } => {
            if let Some(mut known) = ledger.checkout(*checkout)? {
                // The cause is not told, only the rail's code; the guest has long been told.
                known.learn(News::Refused { cause: Cause::NoPinInTime, code: code.clone() });
                ledger.put_checkout(known);
            }
        }
        Event::PlanAdded(plan) if ledger.plan(plan.id)?.is_none() => ledger.put_plan(plan.clone()),
        Event::TicketMinted { ticket, code, offer }
            if ledger.ticket(*ticket)?.is_none() && ledger.ticket_by_code(*code)?.is_none() =>
        {
            ledger.put_ticket(Ticket::mint(*ticket, *code, *offer, now));
        }
        Event::TicketActivated { ticket, device } => activate(ledger, *ticket, *device, now)?,
        Event::TicketEnded { ticket, ending } => {
            let standing = Standing::Ended { ending: *ending, at: now.moment() };
            return end(ledger, *ticket, standing, now);
        }
        Event::TicketLent { ticket, lending } => return lent(ledger, *ticket, lending, now),
        Event::TicketHosted { ticket, home, lending }
            if ledger.ticket(*ticket)?.is_none_or(|known| known.custody.visit() < lending.visit) =>
        {
            take_in(ledger, *ticket, *home, lending, now)?;
        }
        Event::TicketSentHome { ticket, visit, .. } => return send_home_again(ledger, *ticket, *visit, now),
        Event::TicketFellHome { ticket, visit } => {
            if let Some(mut known) = ledger.ticket(*ticket)?
                && let Custody::Lent(loan) = known.custody
                && loan.visit == *visit
            {
                fell_home(&mut known, loan, now);
                ledger.put_ticket(known);
            }
        }
        Event::TimeGiven { ticket, total_secs, .. } => {
            if let Some(mut known) = ledger.ticket(*ticket)? {
                known.credit(total_secs.saturating_sub(known.credit_secs));
                ledger.put_ticket(known);
            }
        }
        Event::TicketRevoked { ticket } => return end(ledger, *ticket, Standing::Revoked { at: now.moment() }, now),
        Event::SessionClosed { ticket, session, usage, closing } => {
            settle(ledger, *ticket, session, *usage, *closing, now)?;
        }
        Event::CheckoutPaid { checkout, amount, ticket, receipt } => {
            if let Some(mut known) = ledger.checkout(*checkout)? {
                known.learn(News::Success { receipt: *receipt });
                known.ticket = known.ticket.or(Some(*ticket));
                if let Some(mut row) = ledger.ticket(*ticket)?.filter(|row| row.payer.is_none()) {
                    row.payer = Some(known.payer);
                    ledger.put_ticket(row);
                }
                ledger.put_checkout(known);
            }
            let Some(number) = receipt else { return Ok(Vec::new()) };
            let (checkout, ticket) = (Some(*checkout), Some(*ticket));
            note(ledger, Receipt { amount: Some(*amount), checkout, ticket, ..told(*number) })?;
        }
        Event::ReceiptBound { receipt, checkout } => {
            let mut bound = Receipt { checkout: Some(*checkout), ..told(*receipt) };
            if let Some(mut known) = ledger.checkout(*checkout)? {
                known.learn(News::Success { receipt: Some(*receipt) });
                (bound.amount, bound.ticket) = (Some(known.offer.price), known.ticket);
                ledger.put_checkout(known);
            }
            note(ledger, bound)?;
        }
        Event::ReceiptRedeemed { receipt, ticket } => {
            note(ledger, Receipt { ticket: Some(*ticket), ..told(*receipt) })?;
        }
        Event::ReceiptUnmatched { receipt, amount } => {
            note(ledger, Receipt { amount: *amount, ..told(*receipt) })?;
        }
        Event::ReviewOpened { review: id, trouble, checkout, receipt } if ledger.review(*id)?.is_none() => {
            let (said, opened) = (heapless::String::new(), as_recorded(record, now));
            let (checkout, receipt) = (*checkout, *receipt);
            ledger.put_review(Review { id: *id, trouble: *trouble, checkout, receipt, said, opened, resolved: None });
        }
        Event::ReviewResolved { review, by_itself } => {
            if let Some(known) = ledger.review(*review)?.filter(Review::is_open) {
                let note = heapless::String::new();
                let resolved = Some(Resolution { at: now.moment(), by_itself: *by_itself, note });
                ledger.put_review(Review { resolved, ..known });
            }
        }
        _ => {}
    }
    Ok(Vec::new())
}

/// Whether no callback can be on its way any more. What has no date may be of today.
fn is_long_past(record: &Record, now: &Now<'_>) -> bool {
    const A_CALLBACK_COMES_WITHIN_MS: u64 = 3 * 24 * 3600 * 1000;
    age_ms(record, now).is_some_and(|age_ms| age_ms > A_CALLBACK_COMES_WITHIN_MS)
}

/// How old a record is, where the time was known both then and now.
fn age_ms(record: &Record, now: &Now<'_>) -> Option<u64> {
    record.wall_ms.zip(now.wall_ms()).map(|(then_ms, now_ms)| now_ms.saturating_sub(then_ms))
}

/// When it was written, on the timeline of these books: that of an earlier life may have gone on where this one has not
/// come yet.
fn as_recorded(record: &Record, now: &Now<'_>) -> Moment {
    match age_ms(record, now) {
        Some(age_ms) => now.moment_ago(age_ms).unwrap_or(Moment::BEGINNING),
        None => record.moment.min(now.moment()),
    }
}

/// What the rail calls it is lost, so that nobody can ask how it ended; a callback still settles it, or a person is told.
fn reopened(id: CheckoutId, offer: Offer, payer: Phone, now: &Now<'_>) -> Checkout {
    Checkout {
        id,
        offer,
        payer,
        device: None,
        address: None,
        opened: now.moment(),
        once: None,
        progress: Progress::Unknown,
        rail: None,
        hearsay: None,
        ticket: None,
        is_queued: false,
    }
}

/// The guest's clock starts again now: how long it had run nobody here can tell.
fn activate(ledger: &mut dyn Ledger, ticket: TicketId, device: Mac, now: &Now<'_>) -> Read<()> {
    let Some(mut ticket) = ledger.ticket(ticket)?.filter(|ticket| ticket.standing == Standing::New) else {
        return Ok(());
    };
    ticket.standing = Standing::Active { since: now.moment() };
    ticket.devices.push(Binding { device, awaited_since: None });
    ledger.put_ticket(ticket);
    Ok(())
}

/// What these books lent is not theirs to honour, also for guests who are online with it here.
fn lent(ledger: &mut dyn Ledger, ticket: TicketId, lending: &Lending, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    let Some(mut ticket) = ledger.ticket(ticket)?.filter(|ticket| ticket.custody.visit() < lending.visit) else {
        return Ok(Vec::new());
    };
    ticket.custody = Custody::Lent(lending.loan(now));
    ledger.put_ticket(ticket.clone());
    withdraw(ledger, &mut ticket, now)
}

/// A visit that is over is over; its home has been told.
fn send_home_again(ledger: &mut dyn Ledger, ticket: TicketId, visit: u64, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    let Some(mut ticket) = ledger.ticket(ticket)? else { return Ok(Vec::new()) };
    match ticket.custody {
        Custody::Visiting(here) if here.visit == visit => depart(ledger, &mut ticket, here, now),
        _ => Ok(Vec::new()),
    }
}

/// What was over is over, also for guests who are online with it here.
fn end(ledger: &mut dyn Ledger, ticket: TicketId, standing: Standing, now: &Now<'_>) -> Read<Vec<Disconnect>> {
    let is_running = |ticket: &Ticket| matches!(ticket.standing, Standing::New | Standing::Active { .. });
    let Some(mut ticket) = ledger.ticket(ticket)?.filter(is_running) else { return Ok(Vec::new()) };
    ticket.standing = standing;
    ledger.put_ticket(ticket.clone());
    withdraw(ledger, &mut ticket, now)
}

fn settle(
    ledger: &mut dyn Ledger,
    ticket: TicketId,
    key: &SessionKey,
    usage: Usage,
    closing: Closing,
    now: &Now<'_>,
) -> Read<()> {
    let (None, Some(mut ticket)) = (ledger.session(key)?, ledger.ticket(ticket)?) else { return Ok(()) };
    // A ticket that was used has a device; the session is written down so that it is not counted twice.
    let Some(device) = ticket.devices.last().map(|binding| binding.device) else { return Ok(()) };
    ticket.settled = ticket.settled + usage;
    ledger.put_session(Session {
        key: key.clone(),
        ticket: ticket.id,
        code: ticket.code,
        user_name: UserName::new(),
        device,
        ip: None,
        admission: None,
        started: now.moment(),
        heard: now.moment(),
        usage,
        checkpointed: usage,
        closing: Some(closing),
    });
    ledger.put_ticket(ticket);
    Ok(())
}

/// Money is known under its number once; what the books know of it fills what the record leaves open, and the other way
/// round.
fn note(ledger: &mut dyn Ledger, told: Receipt) -> Read<()> {
    let known = ledger.receipt(told.number)?;
    let receipt = match known.clone() {
        None => told,
        Some(known) => Receipt {
            amount: known.amount.or(told.amount),
            checkout: known.checkout.or(told.checkout),
            ticket: known.ticket.or(told.ticket),
            ..known
        },
    };
    if known.as_ref() != Some(&receipt) {
        ledger.put_receipt(receipt);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use crate::decisions::trial_books::{Books, HOUR, plan};
    use crate::decisions::{NotRedeemed, Paid, Payment, paid, redeem};
    use crate::ids::{EventId, ReviewId};
    use crate::money::{Currency, Money};
    use crate::review::Trouble;
    use crate::ticket::Ending;
    use crate::time::{BootId, ClockReading, Timeline};

    const TICKET: TicketId = TicketId::from_bytes([4; 16]);

    fn take_back(books: &mut Books, event: Event) -> usize {
        let id = EventId::from_bytes([1; 16]);
        let record = Record { epoch: 1, sequence: 1, id, moment: Moment::BEGINNING, wall_ms: None, event };
        let orders = books.decide(|ledger, _, now| recollect(ledger, &record, now));
        // A second time changes nothing.
        let (reviews, receipts) = (books.reviews(), books.receipts());
        assert!(books.decide(|ledger, _, now| recollect(ledger, &record, now)).is_empty());
        assert_eq!((books.reviews(), books.receipts()), (reviews, receipts));
        orders.len()
    }

    fn minted(books: &mut Books) -> Code {
        let (code, offer) = (Code::from_random(77), plan("1 hour", HOUR, 1).offer());
        take_back(books, Event::TicketMinted { ticket: TICKET, code, offer });
        code
    }

    fn ticket(books: &mut Books) -> Ticket {
        books.decide(|ledger, _, _| ledger.ticket(TICKET)).unwrap()
    }

    #[test]
    fn a_lost_ticket_comes_back_with_what_was_used_of_it() {
        let mut books = Books::default();
        minted(&mut books);
        assert_eq!(ticket(&mut books).standing, Standing::New);
        let device = Mac::from_bytes([2, 0, 0, 0, 0, 9]).unwrap();
        take_back(&mut books, Event::TicketActivated { ticket: TICKET, device });
        let usage = Usage { secs: 600, ..Usage::default() };
        let session = SessionKey { nas: "r".parse().unwrap(), id: "80100014".parse().unwrap() };
        let closing = Closing::Stopped { cause: 1 };
        take_back(&mut books, Event::SessionClosed { ticket: TICKET, session, usage, closing });
        let found = ticket(&mut books);
        assert!(matches!(found.standing, Standing::Active { .. }) && found.knows(device));
        assert_eq!(found.settled, usage);
    }

    #[test]
    fn what_was_over_is_over_again() {
        let mut books = Books::default();
        minted(&mut books);
        take_back(&mut books, Event::TicketEnded { ticket: TICKET, ending: Ending::Used });
        take_back(&mut books, Event::TicketRevoked { ticket: TICKET });
        assert!(matches!(ticket(&mut books).standing, Standing::Ended { ending: Ending::Used, .. }));
    }

    #[test]
    fn time_that_was_given_is_given_once() {
        let mut books = Books::default();
        minted(&mut books);
        take_back(&mut books, Event::TimeGiven { ticket: TICKET, secs: 600, total_secs: 900 });
        assert_eq!(ticket(&mut books).credit_secs, 900);
    }

    #[test]
    fn a_receipt_that_became_a_ticket_becomes_no_second_one() {
        let mut books = Books::default();
        books.offer("1 hour", HOUR, 1);
        let code = minted(&mut books);
        let receipt = ReceiptNumber::parse("UAF0AB12CD").unwrap();
        let amount = Money::from_cents(2000, Currency::Kes);
        take_back(&mut books, Event::ReceiptUnmatched { receipt, amount });
        take_back(&mut books, Event::ReceiptRedeemed { receipt, ticket: TICKET });
        let found = books.decide(|ledger, chance, now| redeem(ledger, receipt, None, chance, now));
        assert_eq!(found.map(|ticket| ticket.code), Ok::<_, NotRedeemed>(code));
    }

    #[test]
    fn a_payment_whose_end_is_lost_too_is_settled_by_its_callback() {
        let mut books = Books::default();
        books.offer("1 hour", HOUR, 1);
        let (checkout, offer) = (CheckoutId::from_bytes([5; 16]), plan("1 hour", HOUR, 1).offer());
        let payer = Phone::from_number(254_700_000_001).unwrap();
        take_back(&mut books, Event::CheckoutOpened { checkout, offer, payer });
        let receipt = ReceiptNumber::parse("UAF0AB12CD").ok();
        let payment = Payment { receipt, ..Payment::default() };
        let paid = books.decide(|ledger, chance, now| paid(ledger, checkout, &payment, chance, now));
        assert!(matches!(paid, Paid::Settled(checkout) if checkout.ticket.is_some()));
        // What had been told of it comes late, and changes nothing.
        let tickets = books.tickets();
        take_back(&mut books, Event::CheckoutPaid { checkout, amount: offer.price, ticket: TICKET, receipt });
        assert_eq!(books.tickets(), tickets);
    }

    #[test]
    fn a_payment_that_had_become_a_ticket_becomes_no_second_one() {
        let mut books = Books::default();
        let (checkout, offer) = (CheckoutId::from_bytes([5; 16]), plan("1 hour", HOUR, 1).offer());
        let payer = Phone::from_number(254_700_000_001).unwrap();
        minted(&mut books);
        take_back(&mut books, Event::CheckoutOpened { checkout, offer, payer });
        take_back(&mut books, Event::CheckoutPaid { checkout, amount: offer.price, ticket: TICKET, receipt: None });
        let payment = Payment { receipt: ReceiptNumber::parse("UAF0AB12CD").ok(), ..Payment::default() };
        let again = books.decide(|ledger, chance, now| paid(ledger, checkout, &payment, chance, now));
        assert!(matches!(again, Paid::Settled(checkout) if checkout.ticket == Some(TICKET)));
        assert_eq!(books.tickets(), 1);
    }

    #[test]
    fn money_that_comes_back_is_as_old_as_it_was() {
        let mut books = Books::default();
        let number = ReceiptNumber::parse("UAF0AB12CD").unwrap();
        let recorded = books.moment();
        books.wait_secs(3 * 24 * 3600);
        take_back(&mut books, Event::ReceiptUnmatched { receipt: number, amount: None });
        assert_eq!(books.receipts()[0].heard, recorded);
        // It is too old to be typed in for a ticket, as it was before it was lost.
        books.offer("1 hour", HOUR, 1);
        let redeemed = books.decide(|ledger, chance, now| redeem(ledger, number, None, chance, now));
        assert!(redeemed.is_err(), "{redeemed:?}");
    }

    #[test]
    fn a_record_is_dated_by_the_wall_clock_and_never_ahead_of_now() {
        const HOUR_MS: u64 = 3_600_000;
        const YEAR_2026: u64 = 1_767_225_600_000;
        let mut timeline = Timeline::default();
        let reading = |uptime_ms| ClockReading {
            boot: BootId([1; 16]),
            uptime_ms,
            wall_ms: YEAR_2026 + uptime_ms,
            wall_trusted: true,
        };
        let earlier = timeline.advance(&reading(HOUR_MS)).moment;
        let moment = timeline.advance(&reading(3 * HOUR_MS)).moment;
        let now = timeline.now(moment);
        let event = Event::TicketRevoked { ticket: TICKET };
        let record = |moment, wall_ms| {
            let id = EventId::from_bytes([1; 16]);
            Record { epoch: 1, sequence: 1, id, moment, wall_ms, event: event.clone() }
        };
        assert_eq!(as_recorded(&record(Moment::BEGINNING, Some(YEAR_2026 + HOUR_MS)), &now), earlier);
        assert_eq!(as_recorded(&record(moment, Some(0)), &now), Moment::BEGINNING);
        assert_eq!(as_recorded(&record(earlier, None), &now), earlier);
        // A life that had come further.
        let mut other = timeline.clone();
        let ahead = other.advance(&reading(9 * HOUR_MS)).moment;
        assert_eq!(as_recorded(&record(ahead, None), &now), moment);
    }

    #[test]
    fn what_a_person_has_settled_stays_settled() {
        let mut books = Books::default();
        let review = ReviewId::from_bytes([8; 16]);
        let trouble = Trouble::NoTicket;
        take_back(&mut books, Event::ReviewOpened { review, trouble, checkout: None, receipt: None });
        assert_eq!(books.open_troubles(), [trouble]);
        take_back(&mut books, Event::ReviewResolved { review, by_itself: false });
        assert!(books.open_troubles().is_empty());
    }
}
