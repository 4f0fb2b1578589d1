//! Amounts as the rail takes them: whole Kenyan shillings (sections 2 and 9). Decimals are refused here, for the rail
//! says it takes none.

use std::fmt;

use domain::money::{Currency, Money};

/// The most one payment may move, in shillings. The rail has raised this before: it is a default, not a law.
pub const MOST_SHILLINGS: u32 = 250_000;

/// An amount a push may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shillings(u32);

/// Why an amount cannot be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountRefused {
    /// Not Kenyan shillings.
    OtherCurrency {
        /// Its currency.
        currency: Currency,
    },
    /// Cents are left over.
    NotWhole {
        /// The amount.
        amount: Money,
    },
    /// Nothing at all.
    Zero,
    /// More than the rail moves at once.
    TooMuch {
        /// The limit in shillings.
        limit: u32,
    },
}

impl fmt::Display for AmountRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AmountRefused::OtherCurrency { currency } => write!(f, "M-PESA takes KES, not {}", currency.code()),
            AmountRefused::NotWhole { amount } => write!(f, "M-PESA takes whole shillings, not {amount}"),
            AmountRefused::Zero => f.write_str("M-PESA moves one shilling at least"),
            AmountRefused::TooMuch { limit } => write!(f, "M-PESA moves {limit} shillings at most"),
        }
    }
}

impl std::error::Error for AmountRefused {}

impl Shillings {
    /// Takes an amount up to [`MOST_SHILLINGS`].
    pub fn from_money(amount: Money) -> Result<Self, AmountRefused> {
        Self::from_money_up_to(amount, MOST_SHILLINGS)
    }

    /// Takes an amount up to a limit in shillings.
    pub fn from_money_up_to(amount: Money, limit: u32) -> Result<Self, AmountRefused> {
        if amount.currency() != Currency::Kes {
            return Err(AmountRefused::OtherCurrency { currency: amount.currency() });
        }
        if !amount.cents().is_multiple_of(100) {
            return Err(AmountRefused::NotWhole { amount });
        }
        match u32::try_from(amount.cents() / 100) {
            Ok(0) => Err(AmountRefused::Zero),
            Ok(shillings) if shillings <= limit => Ok(Shillings(shillings)),
            _ => Err(AmountRefused::TooMuch { limit }),
        }
    }

    /// The number of shillings.
    pub fn number(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shillings(text: &str) -> Result<u32, AmountRefused> {
        Shillings::from_money(Money::parse(text, Currency::Kes).unwrap()).map(Shillings::number)
    }

    #[test]
    fn whole_shillings_within_the_limit_pass() {
        for (text, number) in [("1", 1), ("20.00", 20), ("250000", 250_000)] {
            assert_eq!(shillings(text), Ok(number), "{text}");
        }
    }

    #[test]
    fn other_amounts_are_refused_with_their_reason() {
        assert_eq!(shillings("0"), Err(AmountRefused::Zero));
        assert!(matches!(shillings("0.50"), Err(AmountRefused::NotWhole { .. })));
        assert_eq!(shillings("250001"), Err(AmountRefused::TooMuch { limit: 250_000 }));
        let shilling = Money::parse("1", Currency::Ugx).unwrap();
        assert_eq!(Shillings::from_money(shilling), Err(AmountRefused::OtherCurrency { currency: Currency::Ugx }));
    }
}
