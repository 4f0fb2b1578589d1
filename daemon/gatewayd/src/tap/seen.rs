//! Which devices were at which address a moment ago, so that a page that asks for itself again costs the router few
//! questions. Only what a router has said is kept: an unknown address is asked about every time, and so is one whose
//! first answer is still under way.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::net::Ipv4Addr;

use domain::device::Mac;

/// A phone keeps its address longer than this.
const GOOD_MS: u64 = 5_000;
/// More than load pages in that time; the oldest goes.
const MOST: usize = 256;

#[derive(Default)]
pub(super) struct Seen(RefCell<VecDeque<Sighting>>);

struct Sighting {
    address: Ipv4Addr,
    devices: Vec<Mac>,
    ms: u64,
}

impl Seen {
    /// The devices at an address, if that was asked a moment ago.
    pub(super) fn at(&self, address: Ipv4Addr, now_ms: u64) -> Option<Vec<Mac>> {
        let seen = self.0.borrow();
        let is_fresh = |sighting: &&Sighting| now_ms.saturating_sub(sighting.ms) < GOOD_MS;
        seen.iter().rev().take_while(is_fresh).find(|sighting| sighting.address == address).map(|it| it.devices.clone())
    }

    pub(super) fn note(&self, address: Ipv4Addr, devices: Vec<Mac>, now_ms: u64) {
        let mut seen = self.0.borrow_mut();
        if seen.len() == MOST {
            seen.pop_front();
        }
        seen.push_back(Sighting { address, devices, ms: now_ms });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_word_counts_and_for_a_moment_only() {
        let (seen, address) = (Seen::default(), Ipv4Addr::new(10, 5, 50, 2));
        let mac = |text: &str| Mac::parse(text).unwrap();
        let (old, new) = (mac("02:00:5E:10:00:01"), mac("02:00:5E:10:00:02"));
        assert_eq!(seen.at(address, 0), None);
        seen.note(address, vec![old], 1_000);
        seen.note(address, vec![new], 2_000);
        assert_eq!(seen.at(address, 2_000 + GOOD_MS - 1), Some(vec![new]));
        assert_eq!(seen.at(address, 2_000 + GOOD_MS), None);
        (0..MOST).for_each(|_| seen.note(Ipv4Addr::LOCALHOST, Vec::new(), 3_000));
        assert_eq!(seen.at(address, 3_000), None);
    }
}
