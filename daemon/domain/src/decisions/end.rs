//! Taking a right away before its time: the owner revokes a ticket, or sends a guest off.

use crate::code::Code;
use crate::decisions::{Disconnect, close, withdraw};
use crate::event::Event;
use crate::ledger::{Ledger, Read};
use crate::session::{Closing, SessionKey};
use crate::ticket::Standing;
use crate::time::Now;

/// Takes a ticket back for good; `None` if there is no such ticket. Doing it twice changes nothing.
pub fn revoke(ledger: &mut dyn Ledger, code: Code, now: &Now<'_>) -> Read<Option<Vec<Disconnect>>> {
    let Some(mut ticket) = ledger.ticket_by_code(code)? else { return Ok(None) };
    if !matches!(ticket.standing, Standing::Revoked { .. }) {
        ticket.standing = Standing::Revoked { at: now.moment() };
        ledger.put_ticket(ticket.clone());
        ledger.record(Event::TicketRevoked { ticket: ticket.id });
    }
    withdraw(ledger, &mut ticket, now).map(Some)
}

/// Sends one guest off; the ticket stays what it is. `None` if no such session is open.
pub fn kick(ledger: &mut dyn Ledger, key: &SessionKey, now: &Now<'_>) -> Read<Option<Disconnect>> {
    let Some(session) = ledger.session(key)?.filter(|session| session.is_open()) else { return Ok(None) };
    if let Some(mut ticket) = ledger.ticket(session.ticket)? {
        close(ledger, &mut ticket, &session, Closing::Withdrawn, now);
    }
    Ok(Some(Disconnect::of(&session)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::trial_books::{Books, HOUR, key};

    #[test]
    fn a_revoked_ticket_sends_its_guests_off_once() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 2);
        for (session, device) in [("s1", 1), ("s2", 2)] {
            books.login(code, device).unwrap();
            books.start(code, session, device);
        }
        let sent_off = books.decide(|ledger, _, now| revoke(ledger, code, now)).unwrap();
        assert_eq!(sent_off.len(), 2);
        let again = books.decide(|ledger, _, now| revoke(ledger, code, now)).unwrap();
        assert_eq!(again, []);
    }

    #[test]
    fn a_kicked_guest_keeps_the_ticket() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        let sent_off = books.decide(|ledger, _, now| kick(ledger, &key("s1"), now)).unwrap();
        assert_eq!(sent_off.session, key("s1"));
        assert!(books.login(code, 1).is_ok());
        assert_eq!(books.decide(|ledger, _, now| kick(ledger, &key("s1"), now)), None);
    }

    #[test]
    fn what_does_not_exist_cannot_be_taken_away() {
        let mut books = Books::default();
        assert_eq!(books.decide(|ledger, _, now| revoke(ledger, Code::from_random(1), now)), None);
        assert_eq!(books.decide(|ledger, _, now| kick(ledger, &key("s9"), now)), None);
    }
}
