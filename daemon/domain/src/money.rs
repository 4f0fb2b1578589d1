//! Money as integer cents of one currency. No floats, no conversion between currencies: a site sells in one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The currencies of the places Lango serves (ISO 4217 codes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub enum Currency {
    /// Kenyan shilling.
    #[default]
    Kes,
    /// Ugandan shilling.
    Ugx,
    /// Tanzanian shilling.
    Tzs,
}

impl Currency {
    /// The ISO 4217 code in capitals.
    pub fn code(self) -> &'static str {
        match self {
            Currency::Kes => "KES",
            Currency::Ugx => "UGX",
            Currency::Tzs => "TZS",
        }
    }
}

impl FromStr for Currency {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Self, NotMoney> {
        [Currency::Kes, Currency::Ugx, Currency::Tzs]
            .into_iter()
            .find(|currency| currency.code().eq_ignore_ascii_case(text.trim()))
            .ok_or(NotMoney::UnknownCurrency)
    }
}

/// An amount that is never negative: what a plan costs, what was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Money {
    cents: u64,
    currency: Currency,
}

/// Why a text is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoney {
    /// Something else than digits, or more than two digits after the point.
    Malformed,
    /// More than [`Money::LARGEST_CENTS`].
    TooLarge,
    /// Not one of the currencies Lango knows.
    UnknownCurrency,
}

impl fmt::Display for NotMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotMoney::Malformed => "an amount is written like 20 or 20.50",
            NotMoney::TooLarge => "the amount is larger than 99,999,999.99",
            NotMoney::UnknownCurrency => "known currencies are KES, UGX and TZS",
        })
    }
}

impl std::error::Error for NotMoney {}

impl Money {
    /// What `numeric(10,2)`, the cloud's column for money, can hold.
    pub const LARGEST_CENTS: u64 = 9_999_999_999;

    /// An amount in cents; `None` above [`Money::LARGEST_CENTS`].
    pub fn from_cents(cents: u64, currency: Currency) -> Option<Self> {
        (cents <= Self::LARGEST_CENTS).then_some(Money { cents, currency })
    }

    /// Reads `20`, `20.5` or `20.50`.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, NotMoney> {
        let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), "00"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || fraction.len() > 2 {
            return Err(NotMoney::Malformed);
        }
        let shillings: u64 = whole.parse().map_err(|_| NotMoney::TooLarge)?;
        let scale = if fraction.len() == 1 { 10 } else { 1 };
        let cents = fraction.parse::<u64>().map_err(|_| NotMoney::Malformed)? * scale;
        shillings
            .checked_mul(100)
            .and_then(|sum| sum.checked_add(cents))
            .and_then(|sum| Money::from_cents(sum, currency))
            .ok_or(NotMoney::TooLarge)
    }

    /// The amount in cents.
    pub fn cents(self) -> u64 {
        self.cents
    }

    /// The currency of the amount.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount as decimal text without the currency: `20` or `20.50`.
    pub fn decimal(self) -> String {
        match self.cents % 100 {
            0 => (self.cents / 100).to_string(),
            cents => format!("{}.{cents:02}", self.cents / 100),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency.code(), self.decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kes(text: &str) -> Result<u64, NotMoney> {
        Money::parse(text, Currency::Kes).map(Money::cents)
    }

    #[test]
    fn amounts_are_read_to_the_cent() {
        for (text, cents) in
            [("20", 2000), ("20.5", 2050), ("20.05", 2005), (" 0 ", 0), ("99999999.99", Money::LARGEST_CENTS)]
        {
            assert_eq!(kes(text), Ok(cents), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in ["", ".", "-1", "+1", "1,000", "1.234", "1e3", "٣", "1."] {
            assert_eq!(kes(text), Err(NotMoney::Malformed), "{text}");
        }
        assert_eq!(kes("100000000"), Err(NotMoney::TooLarge));
        assert_eq!(kes("999999999999999999999999"), Err(NotMoney::TooLarge));
    }

    #[test]
    fn amounts_print_as_people_write_them() {
        assert_eq!(Money::parse("20", Currency::Kes).unwrap().to_string(), "KES 20");
        assert_eq!(Money::parse("20.5", Currency::Ugx).unwrap().to_string(), "UGX 20.50");
    }
}
