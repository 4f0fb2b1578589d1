//! Pull Transactions: what came in, even if nobody was told.

use std::time::Duration;

use serde_json::{Value, json};

use crate::world::{World, phone, wire, world};

const REGISTER: &str = "/pulltransactions/v1/register";
const QUERY: &str = "/pulltransactions/v1/query";

fn registered() -> World {
    let world = world();
    let body = json!({
        "ShortCode": "174379",
        "RequestType": "Pull",
        "NominatedNumber": "254700000001",
        "CallBackURL": "https://pay.lango.example/pull",
    });
    assert_eq!(world.client.post(REGISTER, &body).text("ResponseStatus"), "1000");
    assert_eq!(world.client.post(REGISTER, &body).text("ResponseStatus"), "1001");
    world
}

fn between(start: &str, end: &str) -> Value {
    json!({ "ShortCode": "174379", "StartDate": start, "EndDate": end, "OffSetValue": "0" })
}

fn today() -> Value {
    between("2026-01-15 00:00:00", "2026-01-15 23:59:59")
}

#[test]
fn payments_are_pulled_in_nested_lists() {
    let world = registered();
    let receipt = world.daraja.pay_by_hand(wire(&phone(1)), 20, "wifi 0017").unwrap();
    let answer = world.client.post(QUERY, &today());
    assert_eq!((answer.text("ResponseCode"), answer.text("ResponseMessage")), ("1000".into(), "Success".into()));
    let expected = json!([[{
        "transactionId": receipt,
        "trxDate": "2026-01-15T09:30:00+03:00",
        "msisdn": 254_700_000_001_u64,
        "sender": "MPESA",
        "transactiontype": "c2b-pay-bill-debit",
        "billreference": "wifi 0017",
        "amount": "20.0",
        "organizationname": "Lango WiFi",
    }]]);
    assert_eq!(answer.json()["Response"], expected);
    let fetched = world.client.ask("GET", QUERY, &world.client.bearer(), &today().to_string());
    assert_eq!(fetched.json()["Response"], expected);
}

#[test]
fn times_offset_and_48_hours_limit_what_is_pulled() {
    let world = registered();
    for amount in [20, 30] {
        world.daraja.pay_by_hand(wire(&phone(1)), amount, "x").unwrap();
        world.daraja.advance(Duration::from_secs(60));
    }
    let count = |body: &Value| {
        let answer = world.client.post(QUERY, body);
        let code = answer.text("ResponseCode");
        (answer.json()["Response"][0].as_array().unwrap().len(), code)
    };
    assert_eq!(count(&between("2026-01-15 09:30:30", "2026-01-15 10:00:00")), (1, "1000".to_owned()));
    let mut second = today();
    second["OffSetValue"] = "1".into();
    assert_eq!(count(&second).0, 1);
    world.daraja.advance(Duration::from_secs(48 * 3600));
    world.client.sign_in();
    assert_eq!(count(&today()), (0, "1001".to_owned()));
}

#[test]
fn an_unregistered_shortcode_pulls_nothing() {
    let world = world();
    world.daraja.pay_by_hand(wire(&phone(1)), 20, "x").unwrap();
    assert_eq!(world.client.post(QUERY, &today()).text("ResponseCode"), "1001");
}

#[test]
fn a_reversal_in_the_portal_shows() {
    let world = registered();
    let receipt = world.daraja.pay_by_hand(wire(&phone(1)), 20, "x").unwrap();
    world.daraja.reverse(&receipt).unwrap();
    assert_eq!(world.client.post(QUERY, &today()).json()["Response"][0][0]["transactiontype"], "c2b-reversed");
}

#[test]
fn a_bad_date_is_refused() {
    let refusal = registered().client.post(QUERY, &between("15.01.2026", "2026-01-15 10:00:00")).refusal();
    assert_eq!(refusal.2, "Bad Request - Invalid StartDate");
}
