//! Chance from a seed, so that a run can be had again: SplitMix64. Good for delays and identifiers, for no secret.

use std::time::Duration;

pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Chance(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not zero.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// True this often out of a hundred.
    pub(super) fn percent(&mut self, share: u8) -> bool {
        self.below(100) < u64::from(share)
    }

    /// A delay between two of them in milliseconds, both included.
    pub(super) fn between_ms(&mut self, [least, most]: [u64; 2]) -> Duration {
        Duration::from_millis(least + self.below(most.saturating_sub(least) + 1))
    }

    /// This many letters out of `alphabet`, which is ASCII and not empty.
    pub(super) fn letters(&mut self, count: usize, alphabet: &[u8]) -> String {
        let mut letter = || usize::try_from(self.below(alphabet.len() as u64)).ok();
        (0..count).filter_map(|_| Some(char::from(*alphabet.get(letter()?)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_bounds_hold() {
        let (mut one, mut other) = (Chance::new(7), Chance::new(7));
        for _ in 0..1000 {
            assert_eq!(one.next(), other.next());
            let delay = one.between_ms([7000, 18_000]);
            assert!((7000..=18_000).contains(&delay.as_millis()));
            other.next();
        }
    }
}
