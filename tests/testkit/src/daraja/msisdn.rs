//! A phone number as M-PESA writes it, `2547XXXXXXXX` or `2541XXXXXXXX`, and the forms it takes where C2B hides it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// A subscriber's number, twelve digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Msisdn(u64);

/// This is no Kenyan mobile number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no number like 2547XXXXXXXX or 07XXXXXXXX")]
pub struct NoMsisdn(String);

impl Msisdn {
    /// Takes the wire's form only: the API accepts nothing else.
    pub fn from_wire(text: &str) -> Option<Self> {
        let national = text.strip_prefix("254")?;
        let fits = national.len() == 9 && national.starts_with(['7', '1']);
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if fits && digits { text.parse().ok().map(Msisdn) } else { None }
    }

    /// As a JSON number carries it.
    pub fn number(self) -> u64 {
        self.0
    }

    /// As people in Kenya write it: `0700 000 001`.
    pub fn as_dialled(self) -> String {
        let text = self.to_string();
        let (_, national) = text.split_at(3);
        let (operator, rest) = national.split_at(3);
        let (middle, last) = rest.split_at(3);
        format!("0{operator} {middle} {last}")
    }

    /// `25470****001`.
    pub(super) fn masked(self) -> String {
        let text = self.to_string();
        format!("{}****{}", &text[..5], &text[9..])
    }

    /// `2547 ***** 001`.
    pub(super) fn masked_with_blanks(self) -> String {
        let text = self.to_string();
        format!("{} ***** {}", &text[..4], &text[9..])
    }

    /// The plain SHA-256 of the twelve digits, in hexadecimal.
    pub(super) fn sha256(self) -> String {
        Sha256::digest(self.to_string()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The hash with its middle hidden.
    pub(super) fn starred_hash(self) -> String {
        let hash = self.sha256();
        format!("{} ***** {}", &hash[..28], &hash[36..])
    }
}

/// Any way people write it: `0700 000 001`, `+254 700-000-001`, `700000001`.
impl FromStr for Msisdn {
    type Err = NoMsisdn;

    fn from_str(text: &str) -> Result<Self, NoMsisdn> {
        let digits: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-' | '(' | ')' | '+')).collect();
        let wire = match digits.strip_prefix('0') {
            Some(national) => format!("254{national}"),
            None if digits.len() == 9 => format!("254{digits}"),
            None => digits,
        };
        Msisdn::from_wire(&wire).ok_or_else(|| NoMsisdn(text.to_owned()))
    }
}

impl fmt::Display for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Msisdn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Msisdn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_write_it_their_way_and_the_wire_may_not() {
        let phone = Msisdn::from_wire("254700000001").unwrap();
        for text in ["0700 000 001", "+254700000001", "700000001", "254-700-000-001"] {
            assert_eq!(text.parse(), Ok(phone));
        }
        for text in ["0700000001", "+254700000001", "254800000001", "25470000000", "2547000000012"] {
            assert_eq!(Msisdn::from_wire(text), None);
        }
        assert_eq!(phone.as_dialled(), "0700 000 001");
    }

    #[test]
    fn the_hash_is_the_published_one() {
        let phone = Msisdn::from_wire("254708374149").unwrap();
        assert_eq!(phone.sha256(), "bbff37cea44ac0b2d964ee0dfb8d2df8513dc7ba1b36129a929fc3fbd6dd4af4");
        assert_eq!(phone.masked(), "25470****149");
        assert_eq!(phone.masked_with_blanks(), "2547 ***** 149");
        assert_eq!(phone.starred_hash().len(), 28 + 7 + 28);
    }
}
