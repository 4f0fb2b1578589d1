//! How often phones may be made to ring through the cloud: by whoever calls from one address, at all sites of one provider.
//! How often one phone rings, and one site, is for the site's gateway to say.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::ProviderId;

/// Tries older than this are forgotten.
const WITHIN_MS: u64 = 10 * 60 * 1000;
/// All guests of a site call from one address where the page runs in their browsers.
const MOST_OF_AN_ADDRESS: usize = 30;
const MOST_OF_A_PROVIDER: usize = 150;
/// Counted at once. Beyond them those that tried longest ago are forgotten early.
const MOST: usize = 20_000;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trier {
    /// Whoever calls from there.
    Address(IpAddr),
    /// Whoever buys of them.
    Provider(ProviderId),
}

/// The moments of the last tries, the oldest first.
type Moments = VecDeque<u64>;

/// The counts of one process.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<BTreeMap<Trier, Moments>>);

impl Tries {
    /// Whether there is room for one more try, which is not counted yet; if not, after how many seconds there is.
    pub(super) fn look(&self, triers: &[Trier], now_ms: u64) -> Result<(), u64> {
        has_room(&self.lock(), triers, now_ms)
    }

    /// Counts a try, or says after how many seconds there is room for one more.
    pub(super) fn begin(&self, triers: &[Trier], now_ms: u64) -> Result<(), u64> {
        let mut tries = self.lock();
        has_room(&tries, triers, now_ms)?;
        for trier in triers {
            make_room(&mut tries, now_ms);
            let moments = tries.entry(*trier).or_default();
            moments.retain(|moment| is_recent(*moment, now_ms));
            moments.push_back(now_ms);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Trier, Moments>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Trier {
    fn most(self) -> usize {
        match self {
            Trier::Address(_) => MOST_OF_AN_ADDRESS,
            Trier::Provider(_) => MOST_OF_A_PROVIDER,
        }
    }
}

fn has_room(tries: &BTreeMap<Trier, Moments>, triers: &[Trier], now_ms: u64) -> Result<(), u64> {
    let wait_ms = |trier: &Trier| tries.get(trier).map_or(0, |moments| wait_ms(moments, trier.most(), now_ms));
    match triers.iter().map(wait_ms).max().unwrap_or(0) {
        0 => Ok(()),
        longest_ms => Err(longest_ms.div_ceil(1000)),
    }
}

/// Until the oldest of the last so many is forgotten.
fn wait_ms(moments: &Moments, most: usize, now_ms: u64) -> u64 {
    let recent = moments.iter().filter(|moment| is_recent(**moment, now_ms));
    let oldest = recent.rev().nth(most.saturating_sub(1));
    oldest.map_or(0, |oldest| oldest.saturating_add(WITHIN_MS).saturating_sub(now_ms))
}

/// What a clock that was set back says to lie ahead is forgotten: nobody waits for it to come.
fn is_recent(moment: u64, now_ms: u64) -> bool {
    now_ms.checked_sub(moment).is_some_and(|age_ms| age_ms < WITHIN_MS)
}

fn make_room(tries: &mut BTreeMap<Trier, Moments>, now_ms: u64) {
    if tries.len() < MOST {
        return;
    }
    tries.retain(|_, moments| moments.back().is_some_and(|last| is_recent(*last, now_ms)));
    let oldest = tries.iter().min_by_key(|(_, moments)| moments.back().copied()).map(|(trier, _)| *trier);
    if let Some(oldest) = oldest.filter(|_| tries.len() >= MOST) {
        tries.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_800_000_000_000;
    const PROVIDER: Trier = Trier::Provider(ProviderId::from_bytes([1; 16]));

    fn address(number: u32) -> Trier {
        Trier::Address(IpAddr::from(number.to_be_bytes()))
    }

    #[test]
    fn an_address_waits_until_its_oldest_try_is_forgotten() {
        let tries = Tries::default();
        for second in 0..MOST_OF_AN_ADDRESS as u64 {
            assert_eq!(tries.begin(&[address(1)], NOW_MS + second * 1000), Ok(()));
        }
        assert_eq!(tries.begin(&[address(1)], NOW_MS + 40_000), Err(560));
        assert_eq!(tries.begin(&[address(2)], NOW_MS + 40_000), Ok(()));
        assert_eq!(tries.begin(&[address(1)], NOW_MS + WITHIN_MS), Ok(()));
        assert_eq!(tries.begin(&[address(1)], NOW_MS + WITHIN_MS), Err(1));
    }

    #[test]
    fn a_provider_is_bounded_from_whatever_addresses_and_others_go_on() {
        let tries = Tries::default();
        for number in 0..MOST_OF_A_PROVIDER as u32 {
            assert_eq!(tries.begin(&[address(number), PROVIDER], NOW_MS), Ok(()));
        }
        assert_eq!(tries.begin(&[address(9999), PROVIDER], NOW_MS), Err(600));
        let other = Trier::Provider(ProviderId::from_bytes([2; 16]));
        assert_eq!(tries.begin(&[address(9999), other], NOW_MS), Ok(()));
    }

    #[test]
    fn a_look_counts_nothing_and_says_what_a_try_would() {
        let tries = Tries::default();
        (0..500).for_each(|_| assert_eq!(tries.look(&[address(1), PROVIDER], NOW_MS), Ok(())));
        assert!(tries.lock().is_empty());
        (0..MOST_OF_AN_ADDRESS).for_each(|_| tries.begin(&[address(1), PROVIDER], NOW_MS).unwrap());
        assert_eq!(tries.look(&[address(1), PROVIDER], NOW_MS + 1000), Err(599));
        assert_eq!(tries.look(&[address(2), PROVIDER], NOW_MS + 1000), Ok(()));
        assert_eq!(tries.look(&[address(1)], NOW_MS + WITHIN_MS), Ok(()));
    }

    #[test]
    fn who_is_refused_is_not_counted() {
        let tries = Tries::default();
        (0..MOST_OF_AN_ADDRESS).for_each(|_| tries.begin(&[address(1)], NOW_MS).unwrap());
        (0..500).for_each(|_| assert_eq!(tries.begin(&[address(1), PROVIDER], NOW_MS), Err(600)));
        assert_eq!(tries.begin(&[address(2), PROVIDER], NOW_MS), Ok(()));
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        let tries = Tries::default();
        (0..MOST_OF_AN_ADDRESS).for_each(|_| tries.begin(&[address(1)], NOW_MS).unwrap());
        assert_eq!(tries.begin(&[address(1)], NOW_MS - 365 * 86_400_000), Ok(()));
    }

    #[test]
    fn only_so_many_are_counted_at_once() {
        let tries = Tries::default();
        for number in 0..=MOST as u32 {
            tries.begin(&[address(number)], NOW_MS + u64::from(number)).unwrap();
        }
        assert_eq!(tries.lock().len(), MOST);
    }
}
