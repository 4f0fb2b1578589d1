//! Plans: what can be bought. A ticket copies the plan's [`Terms`] when it is minted, so that a plan changed later
//! never changes a right already sold.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::PlanId;
use crate::money::Money;

/// What the guest gets, and what uses it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Allowance {
    /// Time that runs from the first use on, connected or not.
    Elapsed {
        /// Length of the right in seconds.
        duration_secs: u32,
    },
    /// Time that runs only while a device is connected.
    Online {
        /// Length of the right in seconds.
        duration_secs: u32,
    },
    /// An amount of data, to be used within a time that runs from the first use on.
    Data {
        /// Bytes up and down together.
        quota_bytes: u64,
        /// Seconds from the first use after which what is left lapses.
        validity_secs: u32,
    },
}

/// A speed limit, in bits per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// From the guest.
    pub up_bits_per_sec: u32,
    /// To the guest.
    pub down_bits_per_sec: u32,
}

/// The conditions of a right, fixed when it is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What the guest gets.
    pub allowance: Allowance,
    /// How fast, if limited.
    pub rate: Option<Rate>,
    /// How many devices may be online at once.
    pub devices: u8,
    /// Seconds without traffic after which the router ends a session.
    pub idle_timeout_secs: Option<u32>,
    /// Seconds after minting within which a ticket must first be used.
    pub unused_validity_secs: u32,
    /// Whether running time is given back for the site's own outages.
    pub outage_credit: bool,
}

/// What can be bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its identity.
    pub id: PlanId,
    /// What the owner calls it, unique at a site.
    pub name: String,
    /// What it costs.
    pub price: Money,
    /// What the guest gets for it.
    pub terms: Terms,
}

/// What a guest agreed to: a plan as it was at the moment of the sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The plan.
    pub plan: PlanId,
    /// Its price.
    pub price: Money,
    /// Its conditions.
    pub terms: Terms,
}

/// Why a plan cannot be offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanRefused {
    /// The name is empty, longer than [`Plan::LONGEST_NAME`] characters, or holds control characters.
    Name,
    /// No time or no data in it, or more than can be counted.
    Allowance,
    /// No device, or more than [`Terms::MOST_DEVICES`].
    Devices,
    /// Another plan of the site has this name.
    NameTaken,
}

impl fmt::Display for PlanRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PlanRefused::Name => "a plan's name has 1 to 48 characters on one line",
            PlanRefused::Allowance => "a plan gives at least one minute or 1 MB, and lasts ten years at most",
            PlanRefused::Devices => "a plan allows 1 to 16 devices at once",
            PlanRefused::NameTaken => "a plan with this name exists; choose another name",
        })
    }
}

impl std::error::Error for PlanRefused {}

impl Terms {
    /// The most devices one ticket can carry.
    pub const MOST_DEVICES: u8 = 16;
    /// Ninety days: what an unused ticket is good for unless the owner says otherwise.
    pub const USUAL_UNUSED_VALIDITY_SECS: u32 = 90 * 24 * 3600;
}

impl Plan {
    /// The plan as it is now, for one sale.
    pub fn offer(&self) -> Offer {
        Offer { plan: self.id, price: self.price, terms: self.terms }
    }

    /// The longest name in characters.
    pub const LONGEST_NAME: usize = 48;
    const LONGEST_SECS: u32 = 10 * 366 * 24 * 3600;

    /// Whether this plan can be offered at all; that its name is free is for the ledger to say.
    pub fn check(&self) -> Result<(), PlanRefused> {
        let length = self.name.chars().count();
        if length == 0 || length > Self::LONGEST_NAME || self.name.chars().any(char::is_control) {
            return Err(PlanRefused::Name);
        }
        let countable = |secs: u32| (60..=Self::LONGEST_SECS).contains(&secs);
        let allowance_fits = match self.terms.allowance {
            Allowance::Elapsed { duration_secs } | Allowance::Online { duration_secs } => countable(duration_secs),
            Allowance::Data { quota_bytes, validity_secs } => {
                (1_000_000..=1_000_000_000_000_000).contains(&quota_bytes) && countable(validity_secs)
            }
        };
        if !allowance_fits || !countable(self.terms.unused_validity_secs) {
            return Err(PlanRefused::Allowance);
        }
        if !(1..=Terms::MOST_DEVICES).contains(&self.terms.devices) {
            return Err(PlanRefused::Devices);
        }
        Ok(())
    }
}

impl fmt::Display for Rate {
    /// As RouterOS writes it, the guest's upload first: `2M/5M`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |bits: u32| match bits {
            _ if bits.is_multiple_of(1_000_000) => (bits / 1_000_000, "M"),
            _ if bits.is_multiple_of(1000) => (bits / 1000, "k"),
            _ => (bits, ""),
        };
        let ((up, up_unit), (down, down_unit)) = (short(self.up_bits_per_sec), short(self.down_bits_per_sec));
        write!(f, "{up}{up_unit}/{down}{down_unit}")
    }
}

/// A text that is not a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARate;

impl fmt::Display for NotARate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rate is upload/download in bits per second, like 2M/5M or 512k/2M")
    }
}

impl std::error::Error for NotARate {}

impl FromStr for Rate {
    type Err = NotARate;

    fn from_str(text: &str) -> Result<Self, NotARate> {
        let (up, down) = text.split_once('/').ok_or(NotARate)?;
        Ok(Rate { up_bits_per_sec: bits_per_sec(up)?, down_bits_per_sec: bits_per_sec(down)? })
    }
}

fn bits_per_sec(text: &str) -> Result<u32, NotARate> {
    let text = text.trim();
    let (digits, unit) = match text.strip_suffix(['M', 'm']) {
        Some(digits) => (digits, 1_000_000),
        None => text.strip_suffix(['k', 'K']).map_or((text, 1), |digits| (digits, 1000)),
    };
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: u32 = digits.parse().ok().filter(|_| plain).ok_or(NotARate)?;
    number.checked_mul(unit).filter(|&bits| bits > 0).ok_or(NotARate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn plan(name: &str, allowance: Allowance, devices: u8) -> Plan {
        let terms = Terms {
            allowance,
            rate: None,
            devices,
            idle_timeout_secs: None,
            unused_validity_secs: Terms::USUAL_UNUSED_VALIDITY_SECS,
            outage_credit: true,
        };
        let price = Money::from_cents(2000, Currency::Kes).unwrap();
        Plan { id: PlanId::from_bytes([1; 16]), name: name.to_owned(), price, terms }
    }

    #[test]
    fn plans_that_make_no_sense_are_refused() {
        let hour = Allowance::Elapsed { duration_secs: 3600 };
        let nothing = Allowance::Data { quota_bytes: 0, validity_secs: 3600 };
        assert_eq!(plan("1 hour", hour, 1).check(), Ok(()));
        assert_eq!(plan("", hour, 1).check(), Err(PlanRefused::Name));
        assert_eq!(plan("a\nb", hour, 1).check(), Err(PlanRefused::Name));
        assert_eq!(plan(&"x".repeat(49), hour, 1).check(), Err(PlanRefused::Name));
        assert_eq!(plan("0", nothing, 1).check(), Err(PlanRefused::Allowance));
        assert_eq!(plan("1", Allowance::Online { duration_secs: u32::MAX }, 1).check(), Err(PlanRefused::Allowance));
        assert_eq!(plan("1", hour, 0).check(), Err(PlanRefused::Devices));
        assert_eq!(plan("1", hour, 17).check(), Err(PlanRefused::Devices));
    }

    #[test]
    fn rates_are_read_and_written_as_routers_do() {
        for (text, written) in [("2M/5M", "2M/5M"), ("512k/2m", "512k/2M"), ("64000/1500", "64k/1500")] {
            assert_eq!(text.parse::<Rate>().map(|rate| rate.to_string()), Ok(written.to_owned()));
        }
        for text in ["", "2M", "2M/", "0/1M", "-1/1", "5000M/1M", "1G/1G", "2M/5M/1M"] {
            assert_eq!(text.parse::<Rate>(), Err(NotARate), "{text}");
        }
    }
}
