//! Codes that nobody has sold, by the address they come from: answered ever more slowly, and forgiven one by one. Who types
//! codes that are there waits for nobody's guesses but those of its own network, and for these no longer than a minute.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So many wrong codes cost nothing: guests mistype, and a whole site may call from one address.
const FREE: u64 = 20;
/// After so long one is forgiven.
const FORGIVEN_MS: u64 = 60_000;
const LONGEST_WAIT_SECS: u64 = 60;
/// Addresses counted at once. Beyond them the one that guessed longest ago is forgotten early.
const MOST: usize = 20_000;

/// The wrong codes of an address.
#[derive(Clone, Copy, Debug, Default)]
struct Wrong {
    /// How long it takes from `counted_ms` until all are forgiven.
    level_ms: u64,
    counted_ms: u64,
    /// When the last one came.
    last_ms: u64,
}

/// The counts of one process.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<BTreeMap<IpAddr, Wrong>>);

/// A code that is being looked up. It counts as wrong unless it turns out to be there: a hundred at once are not all the
/// first, and who hangs up before the answer has guessed.
#[derive(Debug)]
pub(super) struct Guess<'a> {
    guesses: &'a Guesses,
    address: IpAddr,
    at_ms: u64,
    /// When the one before it came.
    before_ms: u64,
}

impl Guesses {
    /// Lets a code be looked up, or says after how many seconds it may be.
    pub(super) fn begin(&self, address: IpAddr, now_ms: u64) -> Result<Guess<'_>, u64> {
        let mut counts = self.lock();
        let before = counts.get(&address).copied().unwrap_or_default();
        match before.wait_ms(now_ms) {
            0 => {}
            wait_ms => return Err(wait_ms.div_ceil(1000)),
        }
        make_room(&mut counts, now_ms);
        let level_ms = before.level_ms(now_ms).saturating_add(FORGIVEN_MS);
        counts.insert(address, Wrong { level_ms, counted_ms: now_ms, last_ms: now_ms });
        Ok(Guess { guesses: self, address, at_ms: now_ms, before_ms: before.last_ms })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<IpAddr, Wrong>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guess<'_> {
    /// It was no guess.
    pub(super) fn was_right(self) {
        let mut counts = self.guesses.lock();
        let Some(wrong) = counts.get_mut(&self.address) else { return };
        wrong.level_ms = wrong.level_ms.saturating_sub(FORGIVEN_MS);
        // Unless another has come since.
        if wrong.last_ms == self.at_ms {
            wrong.last_ms = self.before_ms;
        }
        if wrong.level_ms == 0 {
            counts.remove(&self.address);
        }
    }
}

impl Wrong {
    fn level_ms(self, now_ms: u64) -> u64 {
        self.level_ms.saturating_sub(now_ms.saturating_sub(self.counted_ms))
    }

    /// What is left of the wait: a second after the free ones, and twice as long each time.
    fn wait_ms(self, now_ms: u64) -> u64 {
        let Some(beyond) = self.level_ms(now_ms).div_ceil(FORGIVEN_MS).checked_sub(FREE) else { return 0 };
        let shift = u32::try_from(beyond).unwrap_or(u32::MAX);
        let secs = 1_u64.checked_shl(shift).unwrap_or(LONGEST_WAIT_SECS).clamp(1, LONGEST_WAIT_SECS);
        // Whichever way the clock was set meanwhile.
        self.last_ms.saturating_add(secs * 1000).saturating_sub(now_ms).min(secs * 1000)
    }
}

fn make_room(counts: &mut BTreeMap<IpAddr, Wrong>, now_ms: u64) {
    if counts.len() < MOST {
        return;
    }
    counts.retain(|_, wrong| wrong.level_ms(now_ms) > 0);
    let oldest = counts.iter().min_by_key(|(_, wrong)| wrong.last_ms).map(|(address, _)| *address);
    if let Some(oldest) = oldest.filter(|_| counts.len() >= MOST) {
        counts.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_800_000_000_000;

    fn address(number: u32) -> IpAddr {
        IpAddr::from(number.to_be_bytes())
    }

    fn wrong(guesses: &Guesses, times: u64, now_ms: u64) {
        (0..times).for_each(|_| assert!(guesses.begin(address(1), now_ms).is_ok()));
    }

    fn refused(guesses: &Guesses, number: u32, now_ms: u64) -> Option<u64> {
        guesses.begin(address(number), now_ms).err()
    }

    #[test]
    fn wrong_codes_are_answered_ever_more_slowly_and_no_other_address_waits() {
        let guesses = Guesses::default();
        wrong(&guesses, FREE, NOW_MS);
        let mut now_ms = NOW_MS;
        for secs in [1, 2, 4, 8, 16, 32] {
            assert_eq!(refused(&guesses, 1, now_ms), Some(secs));
            assert_eq!(refused(&guesses, 2, now_ms), None);
            now_ms += secs * 1000;
            wrong(&guesses, 1, now_ms);
        }
        assert!(refused(&guesses, 1, now_ms).is_some_and(|secs| secs <= LONGEST_WAIT_SECS));
    }

    #[test]
    fn codes_that_are_there_cost_nothing_however_many_and_hide_no_guess() {
        let guesses = Guesses::default();
        for _ in 0..10 * FREE {
            guesses.begin(address(1), NOW_MS).unwrap().was_right();
        }
        assert!(guesses.lock().is_empty());
        for _ in 0..FREE {
            wrong(&guesses, 1, NOW_MS);
            if let Ok(guess) = guesses.begin(address(1), NOW_MS) {
                guess.was_right();
            }
        }
        assert_eq!(refused(&guesses, 1, NOW_MS), Some(1));
        // Neither does it prolong the wait.
        guesses.begin(address(1), NOW_MS + 1000).unwrap().was_right();
        assert_eq!(refused(&guesses, 1, NOW_MS + 1000), None);
    }

    #[test]
    fn guesses_under_way_count() {
        let guesses = Guesses::default();
        let under_way: Vec<_> = (0..FREE).map(|_| guesses.begin(address(1), NOW_MS).unwrap()).collect();
        assert_eq!(refused(&guesses, 1, NOW_MS), Some(1));
        under_way.into_iter().for_each(Guess::was_right);
        assert_eq!(refused(&guesses, 1, NOW_MS), None);
    }

    #[test]
    fn one_is_forgiven_a_minute_and_a_clock_that_was_set_back_locks_nobody_out() {
        let guesses = Guesses::default();
        wrong(&guesses, FREE, NOW_MS);
        wrong(&guesses, 1, NOW_MS + FORGIVEN_MS);
        assert_eq!(refused(&guesses, 1, NOW_MS + FORGIVEN_MS), Some(1));
        let before_ms = NOW_MS - 365 * 86_400_000;
        assert_eq!(refused(&guesses, 1, before_ms), Some(1));
        assert_eq!(refused(&guesses, 1, NOW_MS + (FREE + 1) * FORGIVEN_MS), None);
    }

    #[test]
    fn only_so_many_addresses_are_counted_at_once() {
        let guesses = Guesses::default();
        for number in 0..=MOST as u32 {
            assert!(guesses.begin(address(number), NOW_MS + u64::from(number)).is_ok());
        }
        assert_eq!(guesses.lock().len(), MOST);
    }
}
