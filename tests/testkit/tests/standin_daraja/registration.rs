//! Registering C2B URLs, and payments by hand.

use serde_json::{Value, json};
use testkit::DarajaConfig;
use testkit::daraja::{Event, RegisterAnswer, ResponseType};

use crate::client::Answer;
use crate::world::{SOON, World, phone, wire, world, world_of, world_with};

pub(crate) const CONFIRMATION_URL: &str = "https://pay.lango.example/c2b/confirm";

pub(crate) fn registration() -> Value {
    json!({
        "ShortCode": "174379",
        "ResponseType": "Completed",
        "ConfirmationURL": CONFIRMATION_URL,
        "ValidationURL": "https://pay.lango.example/c2b/validate",
    })
}

impl World {
    /// Registers by this edition of the call.
    pub(crate) fn register(&self, version: &str) -> Answer {
        self.register_with(version, |_| ())
    }

    pub(crate) fn register_with(&self, version: &str, change: impl FnOnce(&mut Value)) -> Answer {
        let mut body = registration();
        change(&mut body);
        self.client.post(&format!("/mpesa/c2b/{version}/registerurl"), &body)
    }
}

#[test]
fn the_answer_is_misspelt_as_the_real_one() {
    for (quirk, key, code) in [
        (RegisterAnswer::Misspelt, "OriginatorCoversationID", "0"),
        (RegisterAnswer::Spelt, "OriginatorConversationID", "0"),
        (RegisterAnswer::Old, "OriginatorCoversationID", "00000000"),
    ] {
        let world = world_with(|quirks| quirks.register_answer = quirk);
        let answer = world.register("v2");
        assert_eq!((answer.text("ResponseCode"), answer.text("ResponseDescription")), (code.into(), "Success".into()));
        assert!(!answer.text(key).is_empty());
        assert_eq!(world.daraja.registration().unwrap().confirmation_url, CONFIRMATION_URL);
    }
}

#[test]
fn a_registration_must_be_in_order() {
    let world = world();
    for (field, value, message) in [
        ("ShortCode", "600000", "Kindly use your own ShortCode"),
        ("ResponseType", "completed", "Bad Request - Invalid ResponseType"),
        ("ResponseType", "Canceled", "Bad Request - Invalid ResponseType"),
        ("ConfirmationURL", "http://pay.lango.example/c2b", "Bad Request - Invalid ConfirmationURL"),
        ("ValidationURL", "https://pay.lango.example/mpesa", "Bad Request - Invalid ValidationURL"),
    ] {
        let refusal = world.register_with("v2", |body| body[field] = value.into()).refusal();
        assert_eq!(refusal, (400, "400.003.02".to_owned(), message.to_owned()));
    }
    assert_eq!(world.daraja.registration(), None);
    world.daraja.set_quirks(|quirks| quirks.c2b_http = true);
    let http = "http://pay.lango.example/c2b";
    assert_eq!(world.register_with("v2", |body| body["ConfirmationURL"] = http.into()).status, 200);
}

#[test]
fn the_sandbox_lets_urls_be_registered_again_and_production_does_not() {
    let world = world();
    world.register("v1");
    assert_eq!(world.register_with("v2", |body| body["ResponseType"] = "Cancelled".into()).status, 200);
    assert_eq!(world.daraja.registration().unwrap().response_type, ResponseType::Cancelled);
    world.daraja.set_quirks(|quirks| quirks.register_once = true);
    let refusal = world.register("v2").refusal();
    assert_eq!(refusal, (500, "500.003.1001".to_owned(), "URLs are already registered".to_owned()));
    world.daraja.delete_registration();
    assert_eq!(world.register("v2").status, 200);
}

#[test]
fn anybody_may_pay_the_paybill_by_hand_with_any_reference() {
    let world = world();
    world.register("v2");
    let receipt = world.daraja.pay_by_hand(wire("0722 000 111"), 35, " WiFi 0017 ").unwrap();
    world.daraja.advance(SOON);
    let confirmation = world.receiver.posted();
    assert_eq!(confirmation.path, "/c2b/confirm");
    assert_eq!(confirmation.json()["TransID"], receipt);
    assert_eq!(confirmation.json()["BillRefNumber"], " WiFi 0017 ");
    assert_eq!(confirmation.json()["TransAmount"], "35.00");
    assert_eq!(confirmation.json()["OrgAccountBalance"], "1535.00");
}

#[test]
fn a_till_has_its_own_type_and_no_reference() {
    let world = world_of(DarajaConfig::till());
    world.register_with("v2", |body| body["ShortCode"] = "5012345".into());
    world.daraja.pay_by_hand(wire("0722000111"), 35, "").unwrap();
    world.daraja.advance(SOON);
    let confirmation = world.receiver.posted().json();
    assert_eq!(confirmation["TransactionType"], "Customer Merchant Payment");
    assert_eq!((&confirmation["BillRefNumber"], &confirmation["BusinessShortCode"]), (&json!(""), &json!("5012345")));
}

#[test]
fn the_simulate_call_pays_too() {
    let world = world();
    world.register("v2");
    let body = json!({
        "ShortCode": 174_379,
        "CommandID": "CustomerPayBillOnline",
        "Amount": "20",
        "Msisdn": 254_700_000_001_u64,
        "BillRefNumber": "wifi 0017",
    });
    for version in ["v1", "v2"] {
        let answer = world.client.post(&format!("/mpesa/c2b/{version}/simulate"), &body);
        assert_eq!(answer.text("ResponseCode"), "0");
    }
    let mark = world.daraja.wait_for(|event| matches!(event, Event::Paid { .. })).unwrap().number;
    world.daraja.wait_after(mark, |event| matches!(event, Event::Paid { .. })).unwrap();
    let mut wrong = body.clone();
    wrong["Msisdn"] = "0700000001".into();
    assert_eq!(world.client.post("/mpesa/c2b/v2/simulate", &wrong).refusal().2, "Bad Request - Invalid Msisdn");
    wrong = body;
    wrong["ShortCode"] = "1".into();
    assert_eq!(world.client.post("/mpesa/c2b/v2/simulate", &wrong).refusal().2, "Kindly use your own ShortCode");
    assert_eq!(world.daraja.statement()[0].account_reference, "wifi 0017");
}

#[test]
fn without_a_registration_money_comes_silently() {
    let world = world();
    world.daraja.pay_by_hand(wire(&phone(1)), 20, "x").unwrap();
    world.daraja.advance(SOON);
    assert!(world.receiver.rest().is_empty());
    assert_eq!(world.daraja.balance_shillings(), 1520);
}
