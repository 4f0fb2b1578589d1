//! Who is paid: a paybill, or a till behind its store number, and how a push names each (section 2).

use std::fmt;
use std::str::FromStr;

/// A number of five to seven digits that M-PESA gave a business: a paybill, a store (head office) or a till.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shortcode(u32);

/// A text that is no shortcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAShortcode;

impl fmt::Display for NotAShortcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a paybill, store or till number has five to seven digits, like 600111")
    }
}

impl std::error::Error for NotAShortcode {}

impl Shortcode {
    /// Takes a number of five to seven digits.
    pub fn from_number(number: u32) -> Result<Self, NotAShortcode> {
        (10_000..=9_999_999).contains(&number).then_some(Shortcode(number)).ok_or(NotAShortcode)
    }

    /// The number, as the wire has it.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl FromStr for Shortcode {
    type Err = NotAShortcode;

    fn from_str(text: &str) -> Result<Self, NotAShortcode> {
        let digits = text.trim();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAShortcode);
        }
        digits.parse().map_err(|_| NotAShortcode).and_then(Shortcode::from_number)
    }
}

impl fmt::Display for Shortcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How the business takes money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MerchantKind {
    /// By paybill: customers type an account.
    Paybill,
    /// By till: customers type no account.
    Till {
        /// The number customers see. It differs from the shortcode that signs the requests.
        till_number: Shortcode,
    },
}

/// Who is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Paybill or till.
    pub kind: MerchantKind,
    /// BusinessShortCode: the paybill itself; for a till the store or head-office number used when going live.
    pub shortcode: Shortcode,
}

impl Merchant {
    /// PartyB: where the money goes.
    pub fn party_b(&self) -> Shortcode {
        match self.kind {
            MerchantKind::Paybill => self.shortcode,
            MerchantKind::Till { till_number } => till_number,
        }
    }

    /// TransactionType. It has to fit [`Merchant::party_b`], or the push ends in 2028 or SFC_IC0003.
    pub fn transaction_type(&self) -> &'static str {
        match self.kind {
            MerchantKind::Paybill => "CustomerPayBillOnline",
            MerchantKind::Till { .. } => "CustomerBuyGoodsOnline",
        }
    }

    /// Whether a notice that names `shortcode` is about this merchant: tills are announced under either number.
    pub fn is_named_by(&self, shortcode: Shortcode) -> bool {
        shortcode == self.shortcode || shortcode == self.party_b()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_to_seven_digits_are_a_shortcode() {
        for (text, number) in [("10000", 10_000), (" 600111 ", 600_111), ("9999999", 9_999_999)] {
            assert_eq!(text.parse().map(Shortcode::number), Ok(number));
        }
        for text in ["", "1234", "12345678", "+60011", "6001a1", "99999999999999999999"] {
            assert_eq!(text.parse::<Shortcode>(), Err(NotAShortcode), "{text}");
        }
    }

    #[test]
    fn a_till_is_paid_under_its_own_number_and_signed_by_its_store() {
        let (shortcode, till_number) = ("600111".parse().unwrap(), "5551234".parse().unwrap());
        let paybill = Merchant { kind: MerchantKind::Paybill, shortcode };
        let till = Merchant { kind: MerchantKind::Till { till_number }, shortcode };
        assert_eq!((paybill.party_b(), paybill.transaction_type()), (shortcode, "CustomerPayBillOnline"));
        assert_eq!((till.party_b(), till.transaction_type()), (till_number, "CustomerBuyGoodsOnline"));
        assert!(till.is_named_by(shortcode) && till.is_named_by(till_number) && !paybill.is_named_by(till_number));
    }
}
