//! What a push must be like, and what one is told that is not.

use serde_json::{Value, json};
use testkit::DarajaConfig;
use testkit::daraja::{LongReference, PushState};

use crate::world::{PUSH, SOON, World, phone, wire, world, world_of, world_with};

/// A push with one field changed.
fn push_with(world: &World, field: &str, value: Value) -> (u16, String, String) {
    let mut body = world.push_body(&phone(1), 20);
    body[field] = value;
    let answer = world.client.post(PUSH, &body);
    if answer.status == 200 { (200, String::new(), String::new()) } else { answer.refusal() }
}

fn invalid(field: &str) -> (u16, String, String) {
    (400, "400.002.02".to_owned(), format!("Bad Request - Invalid {field}"))
}

#[test]
fn the_published_password_is_the_right_one() {
    let world = world();
    let mut body = world.push_body(&phone(1), 20);
    body["Timestamp"] = "20260115093000".into();
    let published = "MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIw\
                     MjYwMTE1MDkzMDAw";
    body["Password"] = published.into();
    assert_eq!(world.client.post(PUSH, &body).status, 200);
}

#[test]
fn a_password_for_another_timestamp_or_passkey_is_wrong_credentials() {
    let world = world();
    let wrong = (500, "500.001.1001".to_owned(), "Wrong credentials".to_owned());
    assert_eq!(push_with(&world, "Timestamp", "20260115093001".into()), wrong);
    assert_eq!(push_with(&world, "Password", "c2VjcmV0".into()), wrong);
}

#[test]
fn another_shortcode_is_no_merchant() {
    let refusal = push_with(&world(), "BusinessShortCode", 600_000.into());
    assert_eq!(refusal, (500, "500.001.1001".to_owned(), "Merchant does not exist".to_owned()));
}

#[test]
fn each_field_must_be_there_and_fit() {
    let world = world();
    for (field, bad) in [
        ("BusinessShortCode", json!("1743")),
        ("BusinessShortCode", json!("paybill")),
        ("Timestamp", json!("2026-01-15 09:30")),
        ("Timestamp", json!("20261315093000")),
        ("Password", json!(null)),
        ("TransactionType", json!("CustomerPaybillOnline")),
        ("Amount", json!(0)),
        ("Amount", json!(250_001)),
        ("Amount", json!(20.5)),
        ("Amount", json!(20.0)),
        ("Amount", json!("20.00")),
        ("Amount", json!(-20)),
        ("PartyA", json!("0700000001")),
        ("PartyB", json!("till")),
        ("PhoneNumber", json!("+254700000001")),
        ("PhoneNumber", json!(254_800_000_001_u64)),
        ("CallBackURL", json!("http://pay.lango.example/stk")),
        ("CallBackURL", json!("https://localhost/stk")),
        ("CallBackURL", json!("https://pay.lango.example/M-PESA/1")),
        ("CallBackURL", json!("https://safaricom.lango.example/1")),
        ("CallBackURL", json!("https://pay.lango.example/?token=aSQLb")),
        ("CallBackURL", json!("https://abc.ngrok.io/stk")),
        ("AccountReference", json!("")),
    ] {
        assert_eq!(push_with(&world, field, bad.clone()), invalid(field), "{bad}");
        assert_eq!(push_with(&world, field, json!(null)), invalid(field));
    }
    assert!(world.daraja.pushes().is_empty());
}

#[test]
fn numbers_may_come_as_numbers_or_text() {
    let world = world();
    for (n, amount) in [(1, json!(20)), (2, json!("20"))] {
        let mut body = world.push_body(&phone(n), 1);
        body["Amount"] = amount;
        body["PhoneNumber"] = wire(&phone(n)).to_string().into();
        body["BusinessShortCode"] = if n == 1 { json!(174_379) } else { json!("174379") };
        assert_eq!(world.client.post(PUSH, &body).status, 200);
    }
    assert!(world.daraja.pushes().iter().all(|push| push.amount_shillings == 20));
}

#[test]
fn the_description_may_be_missing() {
    assert_eq!(push_with(&world(), "TransactionDesc", json!(null)).0, 200);
}

#[test]
fn the_limit_can_be_changed() {
    let config = DarajaConfig { most_shillings: 70_000, ..DarajaConfig::paybill() };
    assert_eq!(push_with(&world_of(config), "Amount", json!(70_001)), invalid("Amount"));
}

#[test]
fn a_broken_payload_or_another_content_type_is_told_in_mpesas_words() {
    let world = world();
    let broken = world.client.ask("POST", PUSH, &world.client.bearer(), "{\"Amount\":");
    assert_eq!(broken.refusal(), (400, "400.002.05".to_owned(), "Invalid Request Payload".to_owned()));
    let mut headers = world.client.bearer();
    headers[1].1 = "text/plain".to_owned();
    let untyped = world.client.ask("POST", PUSH, &headers, &world.push_body(&phone(1), 20).to_string());
    assert_eq!(untyped.refusal(), invalid("BusinessShortCode"));
}

#[test]
fn a_wrong_path_or_method_is_told() {
    let world = world();
    let nowhere = world.client.post("/mpesa/stkpush/v2/processrequest", &json!({}));
    assert_eq!(nowhere.refusal(), (404, "404.001.01".to_owned(), "Resource not found".to_owned()));
    let fetched = world.client.ask("GET", PUSH, &world.client.bearer(), "");
    assert_eq!(fetched.refusal(), (405, "405.001".to_owned(), "Method Not Allowed".to_owned()));
}

#[test]
fn a_paybill_pushed_as_a_till_fails_later() {
    for (field, value, code) in
        [("TransactionType", "CustomerBuyGoodsOnline", "2028"), ("PartyB", "5012345", "SFC_IC0003")]
    {
        let world = world();
        assert_eq!(push_with(&world, field, value.into()).0, 200);
        world.daraja.advance(SOON);
        assert_eq!(world.daraja.pushes()[0].state, PushState::Failed(code.into()));
        assert_eq!(world.daraja.pushes()[0].prompts, 0);
        assert_eq!(
            world.receiver.posted().callback()["MerchantRequestID"],
            world.daraja.pushes()[0].merchant_request_id
        );
    }
}

#[test]
fn a_till_is_signed_by_its_store_and_paid_by_its_number() {
    let world = world_of(DarajaConfig::till());
    assert_eq!(push_with(&world, "PartyB", "5012345".into()).0, 200);
    world.daraja.advance(SOON);
    assert_eq!(world.daraja.statement().len(), 1);
    for (field, value, code) in
        [("TransactionType", "CustomerPayBillOnline", "2028"), ("PartyB", "174379", "SFC_IC0003")]
    {
        assert_eq!(push_with(&world, field, value.into()).0, 200);
        world.daraja.advance(SOON);
        assert_eq!(world.daraja.latest_push(wire(&phone(1))).unwrap().state, PushState::Failed(code.into()));
    }
    assert_eq!(push_with(&world, "BusinessShortCode", "5012345".into()).2, "Merchant does not exist");
}

#[test]
fn a_long_reference_is_accepted_swallowed_or_fails() {
    for (quirk, code, prompts) in
        [(LongReference::Fails, "1025", 0), (LongReference::NoPrompt, "1037", 0), (LongReference::Accepted, "0", 1)]
    {
        let world = world_with(|quirks| quirks.long_reference = quirk);
        assert_eq!(push_with(&world, "AccountReference", "thirteen char".into()).0, 200);
        world.daraja.advance_until_quiet();
        assert_eq!(world.receiver.posted().callback()["ResultCode"].to_string(), code);
        assert_eq!(world.daraja.pushes()[0].prompts, prompts);
    }
}
