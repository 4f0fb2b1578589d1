//! What is decided without anyone asking: tickets run out, sessions fall silent, usage is brought to disk.

use crate::decisions::{Disconnect, close, end_if_over, withdraw};
use crate::ledger::{Ledger, Read};
use crate::session::{Closing, Session};
use crate::time::{Moment, Now};

/// Looks at every open session: closes those unheard of for too long, and sends off those whose ticket is over.
/// `listening_since` is when we began to listen: silence before that was ours.
pub fn watch_sessions(
    ledger: &mut dyn Ledger,
    silence_secs: u64,
    listening_since: Moment,
    now: &Now<'_>,
) -> Read<Vec<Disconnect>> {
    let mut orders = Vec::new();
    for session in ledger.open_sessions()? {
        let Some(mut ticket) = ledger.ticket(session.ticket)? else { continue };
        if end_if_over(ledger, &mut ticket, now)? {
            orders.extend(withdraw(ledger, &mut ticket, now)?);
        } else if now.secs_since(session.heard.max(listening_since)) >= silence_secs {
            close(ledger, &mut ticket, &session, Closing::Missed, now);
        }
    }
    Ok(orders)
}

/// Brings the usage of all open sessions to disk that has changed since the last time; says of how many.
pub fn checkpoint(ledger: &mut dyn Ledger) -> Read<usize> {
    let mut sessions = ledger.open_sessions()?;
    sessions.retain(|session| session.usage != session.checkpointed);
    let changed = sessions.len();
    for session in sessions {
        let checkpointed = session.usage;
        ledger.put_session(Session { checkpointed, ..session });
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::trial_books::{Books, HOUR, HOUR_ONLINE, key};

    #[test]
    fn a_session_unheard_of_is_closed_and_its_place_is_free() {
        let mut books = Books::default();
        let code = books.sell(HOUR_ONLINE, 1);
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        books.wait_secs(189);
        books.watch(190);
        assert_eq!(books.open(), [key("s1")]);
        books.wait_secs(1);
        books.watch(190);
        assert!(books.open().is_empty());
        assert!(books.login(code, 2).is_ok());
    }

    #[test]
    fn silence_while_we_were_away_does_not_count() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        books.wait_secs(1000);
        books.listening_since = books.moment();
        books.watch(190);
        assert_eq!(books.open(), [key("s1")]);
    }

    #[test]
    fn a_guest_whose_time_is_over_is_sent_off() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        books.wait_secs(3599);
        assert_eq!(books.watch(10_000), []);
        books.wait_secs(1);
        assert_eq!(books.watch(10_000).len(), 1);
        assert_eq!(books.watch(10_000), []);
    }

    #[test]
    fn a_checkpoint_writes_what_has_changed_and_only_that() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.start(code, "s1", 1);
        books.interim("s1", 1, 60, 0);
        assert_eq!(books.decide(|ledger, _, _| checkpoint(ledger)), 1);
        assert_eq!(books.decide(|ledger, _, _| checkpoint(ledger)), 0);
    }
}
