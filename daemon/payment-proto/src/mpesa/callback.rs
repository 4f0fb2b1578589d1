//! The outcome of a push, as it is sent to our callback address (section 4). Nothing signs it: what it is worth is
//! decided in `judgement`, with the token of its address.

use domain::checkout::{RailIds, ResultCode};
use domain::money::Money;
use domain::phone::Phone;
use domain::receipt::ReceiptNumber;

use super::answer::{MOST_ANSWER_BYTES, rail_ids};
use super::json::{self, Members};
use super::result::{Meaning, meaning};
use super::{Shape, Timestamp};

/// What a callback says. Everything beside the result code may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StkCallback {
    /// How the rail names the push.
    pub ids: Option<RailIds>,
    /// The result code as it came.
    pub code: ResultCode,
    /// What the code means.
    pub meaning: Meaning,
    /// What the rail says in words, cut: for the owner and the log, never for a decision.
    pub said: heapless::String<96>,
    /// How much was paid.
    pub amount: Option<Money>,
    /// The receipt.
    pub receipt: Option<ReceiptNumber>,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// The payer's line. It may be masked or absent one day: never a key.
    pub payer: Option<Phone>,
}

impl StkCallback {
    /// Reads a body. The error says what kind of thing came instead of a callback.
    pub fn read(body: &[u8]) -> Result<Self, Shape> {
        let text = json::text_of(body, MOST_ANSWER_BYTES)?;
        let outer = Members::parse(&text)?;
        let callback = outer.object("Body").and_then(|body| body.object("stkCallback")).ok_or(Shape::WrongType)?;
        let code = callback.text("ResultCode").filter(|code| !code.is_empty()).ok_or(Shape::WrongType)?;
        let id = |name| callback.text(name).filter(|id| !id.is_empty());
        let ids = id("MerchantRequestID").zip(id("CheckoutRequestID"));
        let items = Items::of(&callback);
        Ok(StkCallback {
            ids: ids.and_then(|(merchant, checkout)| rail_ids(&merchant, &checkout).ok()),
            meaning: meaning(&code),
            code: json::code(&code),
            said: json::told(&callback.text("ResultDesc").unwrap_or_default()),
            amount: items.value("Amount").and_then(|text| json::shillings(&text)),
            receipt: items.value("MpesaReceiptNumber").and_then(|text| ReceiptNumber::parse(&text).ok()),
            paid_at: items.value("TransactionDate").and_then(|text| Timestamp::parse(&text)),
            payer: items.value("PhoneNumber").and_then(|text| super::phone::parse(&text).ok()),
        })
    }
}

/// CallbackMetadata: a list of names and values in no fixed order, absent when the payment failed.
struct Items<'a>(Vec<Members<'a>>);

impl<'a> Items<'a> {
    fn of(callback: &Members<'a>) -> Self {
        Items(callback.object("CallbackMetadata").map(|metadata| metadata.objects("Item")).unwrap_or_default())
    }

    /// The value of a name. Said twice with two values, or once without one, it counts as not said.
    fn value(&self, name: &str) -> Option<String> {
        let mut values =
            self.0.iter().filter(|item| item.text("Name").as_deref() == Some(name)).map(|item| item.text("Value"));
        let first = values.next()?;
        values.all(|other| other == first).then_some(first)?
    }
}
