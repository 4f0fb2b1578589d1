//! Byte counts beyond 4 GiB: RADIUS sends them as a low word and the number of times it wrapped (RFC 2869 sections 5.1
//! and 5.2).

/// A 64-bit count as its low word and gigawords.
pub fn split_octets(total: u64) -> (u32, u32) {
    let [a, b, c, d, low @ ..] = total.to_be_bytes();
    (u32::from_be_bytes(low), u32::from_be_bytes([a, b, c, d]))
}

/// The 64-bit count of a low word and gigawords.
pub fn join_octets(low: u32, gigawords: u32) -> u64 {
    u64::from(gigawords) << 32 | u64::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn five_gibibytes_are_one_gigaword_and_a_gibibyte() {
        assert_eq!(split_octets(5 << 30), (1 << 30, 1));
    }

    proptest! {
        #[test]
        fn every_count_survives_the_round_trip(total: u64) {
            let (low, gigawords) = split_octets(total);
            prop_assert_eq!(join_octets(low, gigawords), total);
        }
    }
}
