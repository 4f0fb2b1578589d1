//! Receipts: money that arrived, under the number the rail gave it. A receipt ends as exactly one ticket, or a person
//! looks at it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{CheckoutId, TicketId};
use crate::money::Money;
use crate::phone::Phone;
use crate::time::{Moment, Now};

/// The rail's number for a payment, such as `UAF0AB12CD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReceiptNumber([u8; ReceiptNumber::LENGTH]);

/// A text that is no receipt number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAReceipt;

impl fmt::Display for NotAReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an M-PESA receipt has ten letters and digits, like UAF0AB12CD")
    }
}

impl std::error::Error for NotAReceipt {}

impl ReceiptNumber {
    /// M-PESA's receipts have ten characters.
    pub const LENGTH: usize = 10;

    /// Reads ten letters and digits in any case.
    pub fn parse(text: &str) -> Result<Self, NotAReceipt> {
        let bytes: [u8; Self::LENGTH] = text.trim().as_bytes().try_into().map_err(|_| NotAReceipt)?;
        if bytes.iter().all(u8::is_ascii_alphanumeric) {
            Ok(ReceiptNumber(bytes.map(|byte| byte.to_ascii_uppercase())))
        } else {
            Err(NotAReceipt)
        }
    }

    /// Its characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Its bytes, the key under which receipts are found.
    pub fn bytes(self) -> [u8; Self::LENGTH] {
        self.0
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReceiptNumber({self})")
    }
}

/// Money that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The rail's number.
    pub number: ReceiptNumber,
    /// How much, where the rail said.
    pub amount: Option<Money>,
    /// From whom, where the rail said so readably.
    pub payer: Option<Phone>,
    /// The last three digits of the payer's number, where the rail shows no more.
    pub payer_ends: Option<u16>,
    /// What the payer typed as the account, for a payment made by hand.
    pub reference: Option<heapless::String<20>>,
    /// The intent it pays.
    pub checkout: Option<CheckoutId>,
    /// The one ticket it became.
    pub ticket: Option<TicketId>,
    /// When it was heard of first.
    pub heard: Moment,
}

impl Receipt {
    /// Money of which nothing is known but its number.
    pub fn heard(number: ReceiptNumber, now: &Now<'_>) -> Self {
        let (payer, payer_ends, reference, checkout, ticket) = (None, None, None, None, None);
        Receipt { number, amount: None, payer, payer_ends, reference, checkout, ticket, heard: now.moment() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_letters_and_digits_in_any_case_are_a_receipt() {
        assert_eq!(ReceiptNumber::parse(" uaf0ab12cd ").unwrap().as_str(), "UAF0AB12CD");
        for text in ["", "UAF0AB12C", "UAF0AB12CDE", "UAF0-AB12C", "ÜAF0AB12C"] {
            assert_eq!(ReceiptNumber::parse(text), Err(NotAReceipt), "{text}");
        }
    }
}
