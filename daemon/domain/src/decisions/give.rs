//! Giving a guest time: the people of the place make good what went wrong, by no more than was bought.

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::custody::Custody;
use crate::decisions::admit::why_over;
use crate::decisions::lend::fall_home;
use crate::decisions::{Refusal, end_if_over, open_usage};
use crate::event::Event;
use crate::ids::TicketId;
use crate::ledger::{Ledger, Read};
use crate::session::Session;
use crate::ticket::{Standing, Ticket};
use crate::time::Now;

/// Why no time was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotGiven {
    /// It is no ticket that could be used here now.
    Over(Refusal),
    /// Its time does not run yet: there is nothing to make good.
    NotBegun,
    /// As much as was bought has been given already.
    Enough,
    /// It is at home elsewhere, where this would not be known.
    Visiting,
}

/// Gives time to a ticket that runs; says how many seconds those are. A ticket never gets more than its own duration.
pub fn give_time(
    ledger: &mut dyn Ledger,
    code: Code,
    secs: u32,
    now: &Now<'_>,
) -> Read<Result<(Ticket, u32), NotGiven>> {
    let Some(mut ticket) = ledger.ticket_by_code(code)? else { return Ok(Err(NotGiven::Over(Refusal::UnknownCode))) };
    fall_home(ledger, &mut ticket, now);
    if end_if_over(ledger, &mut ticket, now)? {
        return Ok(Err(NotGiven::Over(why_over(&ticket))));
    }
    if matches!(ticket.custody, Custody::Visiting(_) | Custody::Gone(_)) {
        return Ok(Err(NotGiven::Visiting));
    }
    if ticket.standing == Standing::New {
        return Ok(Err(NotGiven::NotBegun));
    }
    let before_secs = ticket.credit_secs;
    ticket.credit(secs);
    let secs = ticket.credit_secs - before_secs;
    if secs == 0 {
        return Ok(Err(NotGiven::Enough));
    }
    ledger.put_ticket(ticket.clone());
    ledger.record(Event::TimeGiven { ticket: ticket.id, secs, total_secs: ticket.credit_secs });
    Ok(Ok((ticket, secs)))
}

/// The open sessions of a ticket, each with its whole length in seconds if all that is left is used in it: what the
/// router has to know once there is more.
pub fn lengths(ledger: &dyn Ledger, ticket: TicketId, now: &Now<'_>) -> Read<Vec<(Session, u32)>> {
    let Some(ticket) = ledger.ticket(ticket)? else { return Ok(Vec::new()) };
    let Some(left_secs) = ticket.remaining(open_usage(ledger, &ticket)?, now).secs else { return Ok(Vec::new()) };
    let whole = |session: Session| {
        let secs = now.secs_since(session.started).saturating_add(left_secs);
        (session, u32::try_from(secs).unwrap_or(u32::MAX))
    };
    Ok(ledger.open_sessions_of(ticket.id)?.into_iter().map(whole).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::trial_books::{Books, HOUR, MEGABYTE_A_DAY};

    fn give(books: &mut Books, code: Code, secs: u32) -> Result<u32, NotGiven> {
        books.decide(|ledger, _, now| give_time(ledger, code, secs, now)).map(|(_, secs)| secs)
    }

    #[test]
    fn a_running_ticket_gets_time_and_the_router_learns_how_long_the_session_is_now() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        assert_eq!(give(&mut books, code, 600), Err(NotGiven::NotBegun));
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        books.wait_secs(1800);
        books.told();
        assert_eq!(give(&mut books, code, 600), Ok(600));
        let ticket = books.ticket(code).id;
        assert_eq!(books.told(), [Event::TimeGiven { ticket, secs: 600, total_secs: 600 }]);
        assert_eq!(books.left(code).secs, Some(1800 + 600));
        let lengths = books.decide(|ledger, _, now| lengths(ledger, ticket, now));
        assert_eq!(lengths.iter().map(|(_, secs)| *secs).collect::<Vec<_>>(), [3600 + 600]);
    }

    #[test]
    fn nobody_gets_more_than_was_bought() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        assert_eq!(give(&mut books, code, 3000), Ok(3000));
        assert_eq!(give(&mut books, code, 3000), Ok(600));
        assert_eq!(give(&mut books, code, 3000), Err(NotGiven::Enough));
    }

    #[test]
    fn what_is_over_or_unknown_gets_nothing() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.wait_secs(3600);
        assert_eq!(give(&mut books, code, 600), Err(NotGiven::Over(Refusal::Expired)));
        assert_eq!(give(&mut books, Code::from_random(1), 600), Err(NotGiven::Over(Refusal::UnknownCode)));
    }

    #[test]
    fn data_gets_a_longer_validity() {
        let mut books = Books::default();
        let code = books.sell(MEGABYTE_A_DAY, 1);
        books.login(code, 1).unwrap();
        assert_eq!(give(&mut books, code, 600), Ok(600));
        assert_eq!(books.left(code).secs, Some(86_400 + 600));
    }
}
