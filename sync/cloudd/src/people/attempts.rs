//! Attempts to get in, slowed down ever more while they fail: of one account from wherever, of one address at whatever
//! account. A wait never grows beyond a minute, and a browser that the account has signed in with before is counted by
//! itself alone: nobody can lock its owner out by guessing.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Every so many failures in a row cost nothing, since people mistype.
const FREE: u32 = 5;
/// Many phones share an address with their whole network.
const FREE_OF_AN_ADDRESS: u32 = 20;
const LONGEST_WAIT_SECS: u64 = 60;
/// Then it is as if nothing had been.
const FORGOTTEN_AFTER_MS: u64 = 60 * 60 * 1000;
/// Counted at once. Beyond them the oldest are forgotten early.
const MOST: usize = 20_000;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Attempter {
    /// Whoever tries this account, by the hash of its e-mail address.
    Account([u8; 32]),
    /// Whoever comes from there.
    Address(IpAddr),
    /// A browser that this account has signed in with before.
    Browser([u8; 32]),
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last_ms: u64,
}

/// The counts of one process.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<BTreeMap<Attempter, Failures>>);

impl Attempts {
    /// Counts an attempt as failed before it is looked at, so that a hundred at once are not all the first. Otherwise, after
    /// how many seconds there may be another.
    pub(super) fn begin(&self, attempters: &[Attempter], now_ms: u64) -> Result<(), u64> {
        let mut counts = self.lock();
        let left =
            |attempter: &Attempter| counts.get(attempter).map_or(0, |failures| failures.wait_ms(attempter, now_ms));
        let wait_ms = attempters.iter().map(left).max().unwrap_or(0);
        if wait_ms > 0 {
            return Err(wait_ms.div_ceil(1000));
        }
        for attempter in attempters {
            make_room(&mut counts, now_ms);
            let failures = counts.entry(*attempter).or_insert(Failures { count: 0, last_ms: now_ms });
            let before = if failures.is_forgotten(now_ms) { 0 } else { failures.count };
            *failures = Failures { count: before.saturating_add(1), last_ms: now_ms };
        }
        Ok(())
    }

    /// The attempt succeeded. Its account begins anew; its address does not, or whoever has one account could guess at
    /// others for ever.
    pub(super) fn succeeded(&self, attempters: &[Attempter]) {
        let mut counts = self.lock();
        for attempter in attempters {
            match (attempter, counts.get_mut(attempter)) {
                (Attempter::Address(_), Some(failures)) => failures.count = failures.count.saturating_sub(1),
                _ => drop(counts.remove(attempter)),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Attempter, Failures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Failures {
    fn is_forgotten(self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.last_ms) >= FORGOTTEN_AFTER_MS
    }

    /// What is left of the wait: a second after the free ones, and twice as long each time.
    fn wait_ms(self, attempter: &Attempter, now_ms: u64) -> u64 {
        let free = if matches!(attempter, Attempter::Address(_)) { FREE_OF_AN_ADDRESS } else { FREE };
        let Some(beyond) = self.count.checked_sub(free) else { return 0 };
        let secs = 1u64.checked_shl(beyond).unwrap_or(LONGEST_WAIT_SECS).clamp(1, LONGEST_WAIT_SECS);
        // Whichever way the clock was set meanwhile.
        (self.last_ms + secs * 1000).saturating_sub(now_ms).min(secs * 1000)
    }
}

fn make_room(counts: &mut BTreeMap<Attempter, Failures>, now_ms: u64) {
    if counts.len() < MOST {
        return;
    }
    counts.retain(|_, failures| !failures.is_forgotten(now_ms));
    let oldest = counts.iter().min_by_key(|(_, failures)| failures.last_ms).map(|(attempter, _)| *attempter);
    if let Some(oldest) = oldest.filter(|_| counts.len() >= MOST) {
        counts.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: Attempter = Attempter::Account([1; 32]);
    const BROWSER: Attempter = Attempter::Browser([2; 32]);

    fn address(last: u8) -> Attempter {
        Attempter::Address(IpAddr::from([197, 232, 0, last]))
    }

    fn failed(attempts: &Attempts, attempters: &[Attempter], times: u32, now_ms: u64) {
        for _ in 0..times {
            attempts.begin(attempters, now_ms).unwrap();
        }
    }

    #[test]
    fn waits_grow_after_the_free_ones_and_no_further_than_a_minute() {
        let attempts = Attempts::default();
        failed(&attempts, &[ACCOUNT], FREE, 0);
        let mut now_ms = 0;
        for secs in [1, 2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(attempts.begin(&[ACCOUNT], now_ms), Err(secs));
            now_ms += secs * 1000;
            assert_eq!(attempts.begin(&[ACCOUNT], now_ms), Ok(()));
        }
        assert_eq!(attempts.begin(&[ACCOUNT], now_ms + FORGOTTEN_AFTER_MS), Ok(()));
        assert_eq!(attempts.begin(&[ACCOUNT], now_ms + FORGOTTEN_AFTER_MS), Ok(()));
    }

    #[test]
    fn whoever_fails_elsewhere_does_not_slow_down_a_browser_that_is_known() {
        let attempts = Attempts::default();
        failed(&attempts, &[ACCOUNT, address(1)], FREE, 0);
        assert!(attempts.begin(&[ACCOUNT, address(2)], 0).is_err());
        assert_eq!(attempts.begin(&[BROWSER], 0), Ok(()));
    }

    #[test]
    fn an_address_is_slowed_down_at_whatever_account_and_an_own_success_does_not_help_it() {
        let attempts = Attempts::default();
        for account in 0..FREE_OF_AN_ADDRESS {
            failed(&attempts, &[Attempter::Account([account as u8; 32]), address(1)], 1, 0);
        }
        attempts.succeeded(&[Attempter::Account([0; 32]), address(1)]);
        failed(&attempts, &[Attempter::Account([0; 32]), address(1)], 1, 0);
        assert!(attempts.begin(&[Attempter::Account([99; 32]), address(1)], 0).is_err());
        assert_eq!(attempts.begin(&[Attempter::Account([99; 32]), address(2)], 0), Ok(()));
    }

    #[test]
    fn a_success_lets_an_account_begin_anew() {
        let attempts = Attempts::default();
        failed(&attempts, &[ACCOUNT], FREE, 0);
        attempts.succeeded(&[ACCOUNT]);
        failed(&attempts, &[ACCOUNT], FREE, 0);
    }

    #[test]
    fn only_so_many_are_counted_at_once() {
        let attempts = Attempts::default();
        for number in 0..=MOST {
            let mut name = [0; 32];
            name[..8].copy_from_slice(&number.to_be_bytes());
            attempts.begin(&[Attempter::Account(name)], number as u64).unwrap();
        }
        assert_eq!(attempts.lock().len(), MOST);
    }
}
