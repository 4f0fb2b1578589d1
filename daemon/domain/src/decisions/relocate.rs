//! Moving a ticket to the device in the guest's hand: the device that held the place is sent off.

use crate::code::Code;
use crate::decisions::admit::{bind, has_place_for, places_taken, why_over};
use crate::decisions::lend::fall_home;
use crate::decisions::{Disconnect, Refusal, close, end_if_over};
use crate::device::Mac;
use crate::event::Event;
use crate::ledger::{Ledger, Read};
use crate::session::Closing;
use crate::ticket::Ticket;
use crate::time::Now;

/// Makes room for this device; for a ticket paid by phone, if the guest knows the last three digits of that number.
/// Where there is room already nothing changes; the login itself follows as usual.
pub fn relocate(
    ledger: &mut dyn Ledger,
    code: Code,
    device: Mac,
    payers_digits: Option<u16>,
    now: &Now<'_>,
) -> Read<Result<Vec<Disconnect>, Refusal>> {
    let Some(mut ticket) = ledger.ticket_by_code(code)? else { return Ok(Err(Refusal::UnknownCode)) };
    fall_home(ledger, &mut ticket, now);
    if end_if_over(ledger, &mut ticket, now)? {
        return Ok(Err(why_over(&ticket)));
    }
    if has_place_for(ledger, &ticket, device, now)? {
        return Ok(Ok(Vec::new()));
    }
    if !ticket.knows(device) && ticket.payer.is_some_and(|payer| payers_digits != Some(payer.last_three())) {
        return Ok(Err(Refusal::AsksPayer));
    }
    if !ticket.may_move(now) {
        return Ok(Err(Refusal::TooManyMoves));
    }
    let Some(displaced) = bound_longest(&ticket, &places_taken(ledger, &ticket, now)?) else {
        return Ok(Err(Refusal::TooManyDevices { allowed: ticket.terms.devices }));
    };
    ticket.note_move(now);
    ticket.devices.retain(|binding| binding.device != displaced);
    bind(&mut ticket, device, now);
    ledger.record(Event::TicketMoved { ticket: ticket.id, device });
    ledger.put_ticket(ticket.clone());
    let sessions = ledger.open_sessions_of(ticket.id)?;
    let of_displaced: Vec<_> = sessions.iter().filter(|session| session.device == displaced).collect();
    for session in &of_displaced {
        close(ledger, &mut ticket, session, Closing::Withdrawn, now);
    }
    Ok(Ok(of_displaced.into_iter().map(Disconnect::of).collect()))
}

/// Of the devices that hold a place, the one bound first; one the list has forgotten is older than all.
fn bound_longest(ticket: &Ticket, taken: &[Mac]) -> Option<Mac> {
    let place_of = |device: &Mac| ticket.devices.iter().position(|binding| binding.device == *device);
    taken.iter().copied().min_by_key(place_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::trial_books::{Books, HOUR, device, key};

    #[test]
    fn a_move_sends_the_old_device_off_and_lets_the_new_one_in() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        let sent_off = books.decide(|ledger, _, now| relocate(ledger, code, device(2), None, now)).unwrap();
        assert_eq!(sent_off.iter().map(|order| &order.session).collect::<Vec<_>>(), [&key("s1")]);
        assert_eq!(books.login(code, 1), Err(Refusal::TooManyDevices { allowed: 1 }));
        assert!(books.login(code, 2).is_ok());
    }

    #[test]
    fn a_move_nobody_needs_costs_nothing() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 2);
        books.login(code, 1).unwrap();
        assert_eq!(books.decide(|ledger, _, now| relocate(ledger, code, device(2), None, now)), Ok(Vec::new()));
        assert!(books.ticket(code).moves.is_empty());
    }

    #[test]
    fn the_fourth_move_of_a_day_is_refused() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        for number in 2..5 {
            books.decide(|ledger, _, now| relocate(ledger, code, device(number), None, now)).unwrap();
        }
        let fourth = books.decide(|ledger, _, now| relocate(ledger, code, device(5), None, now));
        assert_eq!(fourth, Err(Refusal::TooManyMoves));
    }

    #[test]
    fn a_ticket_that_is_over_cannot_be_moved() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.wait_secs(3600);
        assert_eq!(books.decide(|ledger, _, now| relocate(ledger, code, device(2), None, now)), Err(Refusal::Expired));
    }
}
