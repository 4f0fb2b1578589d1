//! What a callback says, and everything odd that was seen in one.

use serde_json::{Value, json};
use testkit::daraja::{AmountForm, CallbackShape};

use crate::receiver::Posted;
use crate::world::{phone, world, world_with};

/// The callback of a payment of KES 20 under a shape.
fn shaped(shape: CallbackShape) -> Posted {
    world_with(|quirks| quirks.callback_shape = shape).called_back(&phone(1), 20)
}

#[test]
fn a_success_is_written_as_the_original() {
    let world = world();
    let answer = world.push(&phone(1), 20);
    world.daraja.advance_until_quiet();
    let (posted, entry) = (world.receiver.posted(), world.daraja.statement().remove(0));
    let expected = format!(
        "{{\"Body\":{{\"stkCallback\":{{\"MerchantRequestID\":\"{}\",\"CheckoutRequestID\":\"{}\",\"ResultCode\":0,\
         \"ResultDesc\":\"The service request is processed successfully.\",\"CallbackMetadata\":{{\"Item\":[\
         {{\"Name\":\"Amount\",\"Value\":20.00}},{{\"Name\":\"MpesaReceiptNumber\",\"Value\":\"{}\"}},\
         {{\"Name\":\"Balance\"}},{{\"Name\":\"TransactionDate\",\"Value\":{}}},\
         {{\"Name\":\"PhoneNumber\",\"Value\":254700000001}}]}}}}}}}}",
        answer.text("MerchantRequestID"),
        answer.text("CheckoutRequestID"),
        entry.receipt,
        entry.time,
    );
    assert_eq!(posted.body, expected);
}

#[test]
fn the_answer_to_a_push_has_texts_only() {
    let answer = world().push(&phone(1), 20);
    assert_eq!(answer.text("ResponseCode"), "0");
    assert_eq!(answer.text("CustomerMessage"), "Success. Request accepted for processing");
    assert_eq!(answer.text("CheckoutRequestID"), "ws_CO_15012026093000000700000001");
    assert_eq!(answer.text("MerchantRequestID").len(), 4 + 1 + 4 + 1 + 4 + 1 + 16);
}

#[test]
fn a_failure_has_no_metadata() {
    let posted = world().called_back(&phone(2), 20);
    assert_eq!(posted.callback()["ResultCode"], 1032);
    assert_eq!(posted.callback()["ResultDesc"], "Request cancelled by user");
    assert_eq!(posted.callback().get("CallbackMetadata"), None);
}

#[test]
fn the_words_of_a_failure_may_be_others() {
    let posted = world_with(|quirks| quirks.other_words = true).called_back(&phone(3), 20);
    assert_eq!(posted.callback()["ResultDesc"], "No response from user.");
}

#[test]
fn times_are_east_africa_time() {
    let date = shaped(CallbackShape::Usual).item("TransactionDate").unwrap()["Value"].clone();
    assert!(date.is_u64() && date.to_string().starts_with("202601150930"), "{date}");
    let text = shaped(CallbackShape::TextDate).item("TransactionDate").unwrap()["Value"].clone();
    assert!(text.is_string());
}

#[test]
fn a_code_may_be_text() {
    assert_eq!(shaped(CallbackShape::StringCode).callback()["ResultCode"], "0");
    assert_eq!(world().called_back(&phone(17), 20).callback()["ResultCode"], "SFC_IC0003");
}

#[test]
fn balance_may_be_missing_empty_a_decimal_or_text() {
    assert_eq!(shaped(CallbackShape::NoBalance).item("Balance"), None);
    assert_eq!(shaped(CallbackShape::BalanceWithoutValue).item("Balance"), Some(json!({ "Name": "Balance" })));
    assert_eq!(shaped(CallbackShape::BalanceDecimal).item("Balance").unwrap()["Value"], 1520.0);
    let text = shaped(CallbackShape::BalanceText).item("Balance").unwrap()["Value"].clone();
    assert!(text.as_str().unwrap().starts_with("{Amount={CurrencyCode=KES"));
}

#[test]
fn a_success_may_lack_metadata_or_receipt() {
    let bare = shaped(CallbackShape::NoMetadata);
    assert_eq!((&bare.callback()["ResultCode"], bare.callback().get("CallbackMetadata")), (&json!(0), None));
    let unreceipted = shaped(CallbackShape::NoReceipt);
    assert_eq!(unreceipted.item("MpesaReceiptNumber"), None);
    assert!(unreceipted.item("Amount").is_some());
}

#[test]
fn an_amount_may_be_wrong() {
    assert_eq!(shaped(CallbackShape::WrongAmount(5)).item("Amount").unwrap()["Value"], 5.0);
}

#[test]
fn ids_may_be_nobodys() {
    let world = world_with(|quirks| quirks.callback_shape = CallbackShape::UnknownIds);
    let id = world.pushed(&phone(1), 20);
    world.daraja.advance_until_quiet();
    let posted = world.receiver.posted();
    assert_ne!(posted.callback()["CheckoutRequestID"], id);
    assert_ne!(posted.callback()["MerchantRequestID"], world.daraja.pushes()[0].merchant_request_id);
    assert_eq!(posted.path, "/stk/7c1f9d?site=1");
}

#[test]
fn an_amount_has_two_decimals_one_or_none() {
    for (form, written) in
        [(AmountForm::TwoDecimals, "20.00"), (AmountForm::OneDecimal, "20.0"), (AmountForm::Whole, "20")]
    {
        let posted = world_with(|quirks| quirks.amount_form = form).called_back(&phone(1), 20);
        assert!(posted.body.contains(&format!("{{\"Name\":\"Amount\",\"Value\":{written}}}")), "{}", posted.body);
    }
}

#[test]
fn a_number_may_be_masked_or_absent() {
    assert_eq!(shaped(CallbackShape::MaskedPhone).item("PhoneNumber").unwrap()["Value"], "25470****001");
    assert_eq!(shaped(CallbackShape::NoPhone).item("PhoneNumber"), None);
}

#[test]
fn items_may_come_in_another_order_with_strangers_among_them() {
    let reversed = shaped(CallbackShape::ItemsReversed).callback()["CallbackMetadata"]["Item"].clone();
    assert_eq!(reversed[0]["Name"], "PhoneNumber");
    let extra = shaped(CallbackShape::ExtraMembers);
    assert!(extra.json().get("Version").is_some() && extra.callback().get("NewMember").is_some());
    assert_eq!(extra.item("NewItem").unwrap()["Value"], json!({ "Deep": Value::Null }));
    assert!(extra.item("MpesaReceiptNumber").is_some());
}
