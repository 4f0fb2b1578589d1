//! Noticing that a router has restarted. After a power cut it sends no stops; RouterOS changes the third digit of its
//! session ids with every reboot, others announce Accounting-On.

use std::collections::BTreeMap;

use crate::decisions::close;
use crate::ledger::{Ledger, Read};
use crate::session::{Closing, NasName, SessionKey};
use crate::time::Now;

/// The reboot digit last seen of each router.
#[derive(Debug, Default)]
pub struct RebootWatch {
    digits: BTreeMap<NasName, char>,
}

impl RebootWatch {
    /// Takes in the id of a session that begins; says whether the router has rebooted since the last one.
    pub fn notices(&mut self, key: &SessionKey) -> bool {
        let Some(digit) = key.reboot_digit() else { return false };
        self.digits.insert(key.nas.clone(), digit).is_some_and(|last| last != digit)
    }
}

/// Closes the open sessions a NAS had before it restarted; their usage stays used. `first` is the session that told of
/// the restart: it and those with its reboot digit are of the new life, and ids without one tell nothing. Says how many
/// were closed.
pub fn close_before_reboot(
    ledger: &mut dyn Ledger,
    nas: &NasName,
    first: Option<&SessionKey>,
    now: &Now<'_>,
) -> Read<usize> {
    let digit = first.and_then(SessionKey::reboot_digit);
    let mut closed = 0;
    for session in ledger.open_sessions()? {
        let its_digit = session.key.reboot_digit();
        let survives = digit.is_some() && (its_digit.is_none() || its_digit == digit);
        if session.key.nas != *nas || survives {
            continue;
        }
        if let Some(mut ticket) = ledger.ticket(session.ticket)? {
            close(ledger, &mut ticket, &session, Closing::Rebooted, now);
            closed += 1;
        }
    }
    Ok(closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::trial_books::{Books, HOUR, HOUR_ONLINE, key};

    #[test]
    fn a_changed_third_digit_tells_of_a_reboot_and_other_ids_tell_nothing() {
        let mut watch = RebootWatch::default();
        let noticed: Vec<bool> =
            ["80100001", "80100002", "80200001", "radclient", "80200002"].map(|id| watch.notices(&key(id))).to_vec();
        assert_eq!(noticed, [false, false, true, false, false]);
    }

    #[test]
    fn a_reboot_closes_what_was_before_it_and_keeps_its_usage() {
        let mut books = Books::default();
        let (old, new) = (books.sell(HOUR_ONLINE, 1), books.sell(HOUR, 1));
        books.login(old, 1).unwrap();
        books.start(old, "80100001", 1);
        books.interim("80100001", 1, 100, 0);
        books.login(new, 2).unwrap();
        books.start(new, "80200001", 2);
        let first = key("80200001");
        let nas = first.nas.clone();
        let closed = books.decide(|ledger, _, now| close_before_reboot(ledger, &nas, Some(&first), now));
        assert_eq!(closed, 1);
        assert_eq!(books.open(), [key("80200001")]);
        assert_eq!(books.left(old).secs, Some(3500));
    }

    #[test]
    fn an_announced_restart_closes_all_sessions_of_that_nas() {
        let mut books = Books::default();
        let code = books.sell(HOUR, 1);
        books.login(code, 1).unwrap();
        books.start(code, "80100001", 1);
        let other = "other".parse().unwrap();
        assert_eq!(books.decide(|ledger, _, now| close_before_reboot(ledger, &other, None, now)), 0);
        let nas = key("80100001").nas;
        assert_eq!(books.decide(|ledger, _, now| close_before_reboot(ledger, &nas, None, now)), 1);
    }
}
