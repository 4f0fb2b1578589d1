//! Notices of money received (section 7): sent for every payment to the shortcode, by hand or by push, once its
//! addresses are registered. A question before the money moves has the same body.

use std::fmt;

use domain::money::Money;
use domain::receipt::ReceiptNumber;

use super::answer::MOST_ANSWER_BYTES;
use super::json::{self, Members};
use super::{Msisdn, Shape, Shortcode, Timestamp};

/// What kind of movement a notice tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum C2bKind {
    /// To a paybill: "Pay Bill".
    PayBill,
    /// To a till: "Buy Goods" in the pages, "Customer Merchant Payment" on live tills.
    BuyGoods,
    /// Settlements, reversals and what else may come: money may have moved the other way.
    Other(heapless::String<40>),
}

impl C2bKind {
    fn read(text: &str) -> Self {
        let folded: String = text.chars().filter(|c| c.is_ascii_alphabetic()).collect::<String>().to_ascii_lowercase();
        match folded.as_str() {
            "paybill" | "customerpaybillonline" => C2bKind::PayBill,
            "buygoods" | "customermerchantpayment" | "customerbuygoodsonline" => C2bKind::BuyGoods,
            _ => C2bKind::Other(json::told(text)),
        }
    }
}

/// A payer's name, for the owner's eyes: `Debug` is masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(heapless::String<40>);

impl Name {
    /// The name, cut to 40 bytes.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(…)")
    }
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct C2bNotice {
    /// What kind of movement.
    pub kind: C2bKind,
    /// The receipt: for a push the same as in its callback.
    pub receipt: ReceiptNumber,
    /// How much.
    pub amount: Money,
    /// Who was paid.
    pub shortcode: Option<Shortcode>,
    /// What the payer typed as the account, folded; `None` for tills.
    pub reference: Option<heapless::String<20>>,
    /// What can be seen of the payer's number.
    pub payer: Msisdn,
    /// When the money moved.
    pub moved_at: Option<Timestamp>,
    /// First, middle and last name, where the rail gives them.
    pub names: [Option<Name>; 3],
    /// Our own text from the question before, where one was asked.
    pub echo: Option<heapless::String<40>>,
}

impl C2bNotice {
    /// Reads a body. The error says what kind of thing came instead of a notice.
    pub fn read(body: &[u8]) -> Result<Self, Shape> {
        let text = json::text_of(body, MOST_ANSWER_BYTES)?;
        let members = Members::parse(&text)?;
        let said = |name| members.text(name).filter(|text| !text.is_empty());
        let receipt = said("TransID").and_then(|text| ReceiptNumber::parse(&text).ok()).ok_or(Shape::WrongType)?;
        let amount = said("TransAmount").and_then(|text| json::shillings(&text)).ok_or(Shape::WrongType)?;
        let name = |key| said(key).map(|text| Name(json::cut(&text)));
        Ok(C2bNotice {
            kind: C2bKind::read(&said("TransactionType").unwrap_or_default()),
            receipt,
            amount,
            shortcode: said("BusinessShortCode").and_then(|text| text.parse().ok()),
            reference: said("BillRefNumber").and_then(|text| fold_reference(&text)),
            payer: Msisdn::read(&said("MSISDN").unwrap_or_default()),
            moved_at: said("TransTime").and_then(|text| Timestamp::parse(&text)),
            names: [name("FirstName"), name("MiddleName"), name("LastName")],
            echo: said("ThirdPartyTransID").map(|text| json::cut(&text)),
        })
    }

    /// Whether a customer paid the merchant. Other movements are kept for a person to look at.
    pub fn is_payment(&self) -> bool {
        !matches!(self.kind, C2bKind::Other(_)) && self.amount.cents() > 0
    }
}

/// An account as people type it: blanks dropped, capitals, the first twenty bytes; `None` if nothing is left.
pub fn fold_reference(text: &str) -> Option<heapless::String<20>> {
    let folded: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(20).collect();
    let folded = json::cut(&folded.to_uppercase());
    (!folded.is_empty()).then_some(folded)
}
