//! The body of an STK callback (Daraja, M-PESA Express Simulate), with everything that may be odd about it.

use jiff::Timestamp;

use super::chance::Chance;
use super::choices::{AmountForm, CallbackShape};
use super::json::{list, object, text};
use super::push::Push;
use super::{Quirks, ResultCode, eat, ids};

/// The callback of a push that has ended with `code` at `at`.
pub(super) fn body(push: &Push, code: &ResultCode, at: Timestamp, quirks: &Quirks, chance: &mut Chance) -> String {
    let shape = quirks.callback_shape;
    let (merchant_request_id, checkout_request_id) = match shape {
        CallbackShape::UnknownIds => (ids::merchant_request_id(chance), format!("ws_CO_{}", chance.next())),
        _ => (push.merchant_request_id.clone(), push.checkout_request_id.clone()),
    };
    let mut members = vec![
        ("MerchantRequestID", text(merchant_request_id)),
        ("CheckoutRequestID", text(checkout_request_id)),
        ("ResultCode", result_code(code, shape == CallbackShape::StringCode)),
        ("ResultDesc", text(code.words(quirks.other_words))),
    ];
    if code.is_paid() && shape != CallbackShape::NoMetadata {
        members.push(("CallbackMetadata", object(&[("Item", list(&items(push, at, quirks)))])));
    }
    let (mut body, mut whole) = (Vec::new(), Vec::new());
    if shape == CallbackShape::ExtraMembers {
        members.push(("NewMember", object(&[("Deep", list(&[text("down")]))])));
        body.push(("Trace", text("a1b2")));
        whole.push(("Version", "2".to_owned()));
    }
    body.push(("stkCallback", object(&members)));
    whole.push(("Body", object(&body)));
    object(&whole)
}

/// A number where it is one.
pub(super) fn result_code(code: &ResultCode, as_text: bool) -> String {
    let is_number = code.0.parse::<u32>().is_ok();
    if is_number && !as_text { code.0.clone() } else { text(code) }
}

/// The items of a success.
fn items(push: &Push, at: Timestamp, quirks: &Quirks) -> Vec<String> {
    let shape = quirks.callback_shape;
    let shillings = if let CallbackShape::WrongAmount(wrong) = shape { wrong } else { push.amount_shillings };
    let receipt = push.receipt.as_ref().filter(|_| shape != CallbackShape::NoReceipt);
    let date = eat::compact(at);
    let phone = match shape {
        CallbackShape::MaskedPhone => text(push.phone.masked()),
        _ => push.phone.to_string(),
    };
    let mut items = vec![with_value("Amount", amount(shillings, quirks.amount_form))];
    items.extend(receipt.map(|receipt| with_value("MpesaReceiptNumber", text(receipt))));
    items.extend(balance(shape));
    items.push(with_value("TransactionDate", if shape == CallbackShape::TextDate { text(date) } else { date }));
    if shape != CallbackShape::NoPhone {
        items.push(with_value("PhoneNumber", phone));
    }
    if shape == CallbackShape::ExtraMembers {
        items.insert(0, with_value("NewItem", object(&[("Deep", "null".to_owned())])));
    }
    if shape == CallbackShape::ItemsReversed {
        items.reverse();
    }
    items
}

fn with_value(name: &str, value: String) -> String {
    object(&[("Name", text(name)), ("Value", value)])
}

fn balance(shape: CallbackShape) -> Option<String> {
    let structured = "{Amount={CurrencyCode=KES, MinimumAmount=152000, BasicAmount=1520.00}}";
    match shape {
        CallbackShape::NoBalance => None,
        CallbackShape::BalanceDecimal => Some(with_value("Balance", "1520.00".to_owned())),
        CallbackShape::BalanceText => Some(with_value("Balance", text(structured))),
        _ => Some(object(&[("Name", text("Balance"))])),
    }
}

fn amount(shillings: u32, form: AmountForm) -> String {
    match form {
        AmountForm::TwoDecimals => format!("{shillings}.00"),
        AmountForm::OneDecimal => format!("{shillings}.0"),
        AmountForm::Whole => shillings.to_string(),
    }
}
