//! A payer's phone number. It never prints itself whole: what is shown to people and written to logs hides the middle.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A Kenyan mobile number in the form the rails use: 254, a 7 or a 1, and eight digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Phone(u64);

/// A number no Kenyan mobile line has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPhone;

impl fmt::Display for NotAPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a phone number has ten digits and begins with 07 or 01, like 0712 345 678")
    }
}

impl std::error::Error for NotAPhone {}

impl Phone {
    /// A number in international form without the plus sign, such as 254712345678.
    pub fn from_number(number: u64) -> Result<Self, NotAPhone> {
        match number {
            254_100_000_000..=254_199_999_999 | 254_700_000_000..=254_799_999_999 => Ok(Phone(number)),
            _ => Err(NotAPhone),
        }
    }

    /// The whole number, for the rail and for its owner's own browser.
    pub fn number(self) -> u64 {
        self.0
    }

    /// As its owner writes it: 0712345678.
    pub fn local(self) -> String {
        format!("0{}", self.0 % 1_000_000_000)
    }

    /// The last three digits: what a payer is asked for to prove that a payment is theirs.
    pub fn last_three(self) -> u16 {
        (self.0 % 1000) as u16
    }
}

impl fmt::Display for Phone {
    /// `07** *** 678`: enough for its owner to recognise.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0{}** *** {:03}", self.0 / 100_000_000 % 10, self.last_three())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kenyan_mobile_lines_are_taken_and_others_refused() {
        for number in [254_712_345_678, 254_110_000_001] {
            assert_eq!(Phone::from_number(number).map(Phone::number), Ok(number));
        }
        for number in [0, 712_345_678, 254_212_345_678, 255_712_345_678, 2_547_123_456_789] {
            assert_eq!(Phone::from_number(number), Err(NotAPhone), "{number}");
        }
    }

    #[test]
    fn a_number_shows_no_more_than_its_owner_needs_to_recognise_it() {
        let phone = Phone::from_number(254_712_345_078).unwrap();
        assert_eq!(phone.to_string(), "07** *** 078");
        assert_eq!(format!("{phone:?}"), "Phone(07** *** 078)");
        assert_eq!(phone.local(), "0712345078");
        assert_eq!(phone.last_three(), 78);
    }
}
