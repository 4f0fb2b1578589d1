//! Transaction Status, Reversal, B2C.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use testkit::daraja::{ListForm, ResultPath};

use crate::client::Answer;
use crate::world::{SOON, World, phone, wire, world, world_with};

const STATUS: &str = "/mpesa/transactionstatus/v1/query";
const REVERSAL: &str = "/mpesa/reversal/v1/request";
const B2C: &str = "/mpesa/b2c/v3/paymentrequest";

/// What all these requests carry.
fn request(members: Value) -> Value {
    let mut body = json!({
        "Initiator": "testapi",
        "InitiatorName": "testapi",
        "SecurityCredential": BASE64_STANDARD.encode([7; 256]),
        "ResultURL": "https://pay.lango.example/result",
        "QueueTimeOutURL": "https://pay.lango.example/time-out",
        "Remarks": "by the books",
        "PartyA": "174379",
    });
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    body
}

fn status_of(name: &str) -> Value {
    request(json!({ "CommandID": "TransactionStatusQuery", "TransactionID": name, "IdentifierType": "4" }))
}

fn reversal_of(receipt: &str) -> Value {
    request(json!({
        "CommandID": "TransactionReversal",
        "TransactionID": receipt,
        "Amount": 20,
        "ReceiverParty": "174379",
        "RecieverIdentifierType": "11",
    }))
}

fn payout(key: &str, amount: u32) -> Value {
    request(json!({
        "CommandID": "BusinessPayment",
        "OriginatorConversationID": key,
        "Amount": amount,
        "PartyB": 254_700_000_002_u64,
        "Occassion": "refund",
    }))
}

impl World {
    /// A payment's receipt.
    fn paid(&self) -> String {
        self.daraja.pay_by_hand(wire(&phone(1)), 20, "wifi 0017").unwrap()
    }

    /// Posts a request, and returns its immediate answer and its Result.
    fn settled(&self, path: &str, body: &Value) -> (Answer, Value) {
        let answer = self.client.post(path, body);
        assert_eq!(answer.text("ResponseDescription"), "Accept the service request successfully.");
        assert!(self.receiver.rest().is_empty());
        self.daraja.advance(SOON);
        let posted = self.receiver.posted();
        assert_eq!(posted.path, "/result");
        let result = posted.json()["Result"].clone();
        assert_eq!(result["ConversationID"], answer.text("ConversationID"));
        assert_eq!(result["OriginatorConversationID"], answer.text("OriginatorConversationID"));
        (answer, result)
    }
}

fn parameter(result: &Value, key: &str) -> Option<Value> {
    let parameters = result["ResultParameters"]["ResultParameter"].as_array()?;
    parameters.iter().find(|parameter| parameter["Key"] == key).map(|parameter| parameter["Value"].clone())
}

#[test]
fn a_status_is_found_by_receipt() {
    let world = world();
    let receipt = world.paid();
    let (answer, result) = world.settled(STATUS, &status_of(&receipt));
    assert!(answer.text("ConversationID").starts_with("AG_20260115_"));
    assert_eq!((&result["ResultType"], &result["ResultCode"]), (&json!(0), &json!(0)));
    assert_eq!(parameter(&result, "ReceiptNo"), Some(receipt.into()));
    assert_eq!(parameter(&result, "TransactionStatus"), Some("Completed".into()));
    assert_eq!(parameter(&result, "DebitPartyName"), Some("254700000001 - JANE".into()));
    assert_eq!(parameter(&result, "Amount"), Some(json!(20.0)));
    // A parameter without a Value.
    assert_eq!(parameter(&result, "DebitPartyCharges"), Some(Value::Null));
}

#[test]
fn the_receipt_of_a_push_can_be_asked_for_and_its_checkout_id_cannot() {
    let world = world();
    let id = world.pushed(&phone(8), 20);
    world.daraja.advance(SOON);
    let receipt = world.daraja.statement()[0].receipt.clone();
    assert_eq!(world.settled(STATUS, &status_of(&receipt)).1["ResultCode"], 0);
    assert_eq!(world.settled(STATUS, &status_of(&id)).1["ResultCode"], "R000002");
}

#[test]
fn a_status_is_found_by_conversation() {
    let world = world();
    let (answer, result) = world.settled(B2C, &payout("refund-1", 50));
    let mut body = status_of("");
    body["OriginalConversationID"] = answer.text("ConversationID").into();
    let (_, status) = world.settled(STATUS, &body);
    assert_eq!(parameter(&status, "ReceiptNo"), parameter(&result, "TransactionReceipt"));
}

#[test]
fn a_reversal_moves_the_money_back_and_a_second_one_is_r000001() {
    let world = world();
    let receipt = world.paid();
    let (_, result) = world.settled(REVERSAL, &reversal_of(&receipt));
    assert_eq!(result["ResultCode"], 0);
    assert_eq!(parameter(&result, "OriginalTransactionID"), Some(receipt.clone().into()));
    assert_eq!(world.daraja.balance_shillings(), 1500);
    let entry = world.daraja.statement().remove(0);
    assert!(entry.is_reversed() && entry.reversed_by == result["TransactionID"].as_str().map(str::to_owned));
    let (_, second) = world.settled(REVERSAL, &reversal_of(&receipt));
    assert_eq!((&second["ResultCode"], second.get("ResultParameters")), (&json!("R000001"), None));
    assert_eq!(world.settled(REVERSAL, &reversal_of("UAF0000000")).1["ResultCode"], "R000002");
    let (_, status) = world.settled(STATUS, &status_of(&receipt));
    assert_eq!(parameter(&status, "TransactionStatus"), Some("Reversed".into()));
}

#[test]
fn a_reversal_in_the_portal_is_silent() {
    let world = world();
    let receipt = world.paid();
    world.daraja.reverse(&receipt).unwrap();
    world.daraja.advance(SOON);
    assert!(world.receiver.rest().is_empty());
    assert_eq!(world.daraja.reverse(&receipt), Err("R000001".into()));
    assert_eq!(world.settled(REVERSAL, &reversal_of(&receipt)).1["ResultCode"], "R000001");
}

#[test]
fn a_payout_has_a_key_that_counts_once() {
    let world = world();
    let (answer, result) = world.settled(B2C, &payout("refund-1", 50));
    assert_eq!(answer.text("OriginatorConversationID"), "refund-1");
    assert_eq!(parameter(&result, "TransactionCompletedDateTime"), Some("15.01.2026 09:30:03".into()));
    assert_eq!(parameter(&result, "B2CRecipientIsRegisteredCustomer"), Some("Y".into()));
    let again = world.client.post(B2C, &payout("refund-1", 50));
    assert_eq!(again.refusal(), (500, "500.002.1001".to_owned(), "Duplicate OriginatorConversationID.".to_owned()));
    assert_eq!(world.daraja.payouts().len(), 1);
    assert_eq!(world.settled(B2C, &payout("refund-2", 5000)).1["ResultCode"], 1);
}

#[test]
fn the_first_edition_of_b2c_has_no_key() {
    let world = world();
    let mut body = payout("", 50);
    body.as_object_mut().unwrap().remove("OriginatorConversationID");
    assert_eq!(world.settled("/mpesa/b2c/v1/paymentrequest", &body).1["ResultCode"], 0);
    let refusal = world.client.post(B2C, &body).refusal();
    assert_eq!(refusal.2, "Bad Request - Invalid OriginatorConversationID");
}

#[test]
fn a_stranger_fails_with_2001() {
    let world = world();
    let mut body = reversal_of(&world.paid());
    body["Initiator"] = "stranger".into();
    assert_eq!(world.settled(REVERSAL, &body).1["ResultCode"], 2001);
    assert!(!world.daraja.statement()[0].is_reversed());
}

#[test]
fn requests_must_be_in_order() {
    let world = world();
    for (path, body, field, value) in [
        (REVERSAL, reversal_of("UAF0000000"), "RecieverIdentifierType", json!("4")),
        (REVERSAL, reversal_of("UAF0000000"), "Remarks", json!("x")),
        (REVERSAL, reversal_of("UAF0000000"), "SecurityCredential", json!("not base64!")),
        (REVERSAL, reversal_of("UAF0000000"), "ResultURL", json!("http://pay.lango.example")),
        (STATUS, status_of("UAF0000000"), "TransactionID", json!("")),
        (STATUS, status_of("UAF0000000"), "IdentifierType", json!("3")),
        (STATUS, status_of("UAF0000000"), "QueueTimeOutURL", json!("https://x.example/cmd")),
        (B2C, payout("k", 1), "CommandID", json!("Refund")),
        (B2C, payout("k", 1), "PartyB", json!("0700000001")),
    ] {
        let mut body = body;
        body[field] = value;
        assert_eq!(world.client.post(path, &body).refusal().2, format!("Bad Request - Invalid {field}"));
    }
}

#[test]
fn lists_may_be_objects_and_codes_text() {
    let world = world_with(|quirks| {
        quirks.result_parameter = ListForm::Object;
        quirks.reference_item = ListForm::List;
        quirks.result_code_text = true;
    });
    let receipt = world.paid();
    let (_, result) = world.settled(STATUS, &status_of(&receipt));
    assert_eq!(result["ResultCode"], "0");
    assert_eq!(result["ResultParameters"]["ResultParameter"], json!({ "Key": "ReceiptNo", "Value": receipt }));
    assert!(result["ReferenceData"]["ReferenceItem"].is_array());
}

#[test]
fn a_queue_time_out_says_nothing_about_what_was_done() {
    for (path, is_done) in [(ResultPath::TimeOut, false), (ResultPath::TimeOutThoughDone, true)] {
        let world = world_with(|quirks| quirks.result_path = path);
        let receipt = world.paid();
        world.client.post(REVERSAL, &reversal_of(&receipt));
        world.daraja.advance(SOON);
        assert_eq!(world.receiver.posted().path, "/time-out");
        assert!(world.receiver.rest().is_empty());
        assert_eq!(world.daraja.statement()[0].is_reversed(), is_done);
    }
}

#[test]
fn a_result_may_be_lost() {
    let world = world_with(|quirks| quirks.result_path = ResultPath::Lost);
    let receipt = world.paid();
    world.client.post(REVERSAL, &reversal_of(&receipt));
    world.daraja.advance(SOON);
    assert!(world.receiver.rest().is_empty() && world.daraja.statement()[0].is_reversed());
}
