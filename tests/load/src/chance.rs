//! Chance from a seed, so that a round can be played again. SplitMix64 (Steele, Lea, Flood 2014): enough to spread kill
//! instants and request authenticators; nothing here is secret.

/// A stream of numbers that its seed determines.
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
}

impl Chance {
    /// The stream of this seed.
    pub fn new(seed: u64) -> Self {
        Chance { state: seed }
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, or zero if there is none.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next_u64().checked_rem(end).unwrap_or(0)
    }

    /// Sixteen bytes, as a request authenticator wants them.
    pub fn sixteen(&mut self) -> [u8; 16] {
        let pair = (u128::from(self.next_u64()) << 64) | u128::from(self.next_u64());
        pair.to_be_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_tells_the_same_story() {
        let story = |seed| std::array::from_fn::<u64, 8, _>(|_| seed).map(|seed| Chance::new(seed).next_u64());
        assert_eq!(story(7), story(7));
        assert_ne!(story(7), story(8));
    }

    #[test]
    fn a_bound_is_kept_and_zero_is_no_bound() {
        let mut chance = Chance::new(1);
        assert!((0..1000).all(|_| chance.below(300) < 300));
        assert_eq!(chance.below(0), 0);
    }
}
