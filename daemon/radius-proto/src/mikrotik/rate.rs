//! Mikrotik-Rate-Limit: `rx/tx` in bits per second as the router sees them, so that rx is what the guest uploads.
//! Bursts and priorities, which may follow after a blank, are neither written nor read.

use std::fmt;

use super::RATE_LIMIT;
use crate::PacketWriter;

/// A rate each way, in bits per second. Zero means no limit that way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// From the guest: RouterOS's rx.
    pub upload_bps: u64,
    /// To the guest: RouterOS's tx.
    pub download_bps: u64,
}

impl RateLimit {
    /// Reads `rx/tx`, or one rate for both ways, each a number with an optional `k` or `M`.
    pub fn parse(text: &str) -> Option<Self> {
        let rates = text.split_once(' ').map_or(text, |(rates, _)| rates);
        let (rx, tx) = rates.split_once('/').unwrap_or((rates, rates));
        Some(RateLimit { upload_bps: bits_per_second(rx)?, download_bps: bits_per_second(tx)? })
    }
}

fn bits_per_second(text: &str) -> Option<u64> {
    let (digits, unit) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1_000),
        None => text.strip_suffix('M').map_or((text, 1), |digits| (digits, 1_000_000)),
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Rate(self.upload_bps), Rate(self.download_bps))
    }
}

/// One rate in the largest unit that shows it exactly.
struct Rate(u64);

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("0"),
            bps if bps % 1_000_000 == 0 => write!(f, "{}M", bps / 1_000_000),
            bps if bps % 1_000 == 0 => write!(f, "{}k", bps / 1_000),
            bps => write!(f, "{bps}"),
        }
    }
}

impl PacketWriter<'_> {
    /// Appends Mikrotik-Rate-Limit.
    pub fn mikrotik_rate_limit(&mut self, rate: RateLimit) -> &mut Self {
        self.display(RATE_LIMIT, rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn upload_comes_first() {
        let rate = RateLimit { upload_bps: 2_000_000, download_bps: 10_000_000 };
        assert_eq!(rate.to_string(), "2M/10M");
    }

    #[test]
    fn each_rate_takes_the_largest_exact_unit() {
        let rate = RateLimit { upload_bps: 512_000, download_bps: 1_234_567 };
        assert_eq!(rate.to_string(), "512k/1234567");
        assert_eq!(RateLimit { upload_bps: 0, download_bps: 1_000 }.to_string(), "0/1k");
    }

    #[test]
    fn bursts_after_the_rates_are_passed_over() {
        let rate = RateLimit { upload_bps: 64_000, download_bps: 1_000_000 };
        assert_eq!(RateLimit::parse("64k/1M 128k/2M 32k 8 5"), Some(rate));
        assert_eq!(RateLimit::parse("3M"), Some(RateLimit { upload_bps: 3_000_000, download_bps: 3_000_000 }));
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in ["", "/", "2M/", "fast", "-1/2", "99999999999999999999M"] {
            assert_eq!(RateLimit::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_rate_survives_the_round_trip(upload_bps: u64, download_bps: u64) {
            let rate = RateLimit { upload_bps, download_bps };
            prop_assert_eq!(RateLimit::parse(&rate.to_string()), Some(rate));
        }
    }
}
