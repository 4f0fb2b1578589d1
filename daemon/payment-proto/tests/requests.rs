//! What we send: whole bodies and addresses.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

use domain::ids::{CheckoutId, ProviderId, SiteId};
use domain::money::{Currency, Money};
use payment_proto::mpesa::*;
use serde_json::{Value, json};

const SITE: SiteId = SiteId::from_bytes([0x51; 16]);
const PROVIDER: ProviderId = ProviderId::from_bytes([0xbe; 16]);
const PASSWORD: &str = "NjAwMTExcGFzc2tleTIwMjYwMTE1MDkzMDAw";

fn credentials() -> Credentials {
    Credentials::new("key", "secret", "passkey").expect("keys")
}

fn at() -> Timestamp {
    Timestamp::parse("20260115093000").expect("a second")
}

fn base() -> CallbackBase {
    CallbackBase::parse("https://wifi.example.com/lango/").expect("a base")
}

fn key() -> CallbackKey {
    CallbackKey::from_bytes([7; 32])
}

fn read(body: &SecretText) -> Value {
    serde_json::from_str(body.reveal()).expect("JSON")
}

fn push(kind: MerchantKind) -> Value {
    let callback = base().stk(PROVIDER, None);
    let push = StkPush {
        merchant: Merchant { kind, shortcode: "600111".parse().expect("a shortcode") },
        amount: Shillings::from_money(Money::parse("20", Currency::Kes).expect("an amount")).expect("payable"),
        payer: phone::parse("0700000001").expect("a phone"),
        callback: &callback,
        reference: AccountReference::new("A1B2C3D4E5F6").expect("a reference"),
        description: Description::shortened("1 hour"),
    };
    let body = push.body(&credentials(), at());
    assert_eq!(format!("{body:?}"), "SecretText(…)");
    read(&body)
}

#[test]
fn a_push_to_a_paybill_sends_numbers_as_numbers() {
    let expected = json!({
        "BusinessShortCode": 600111,
        "Password": PASSWORD,
        "Timestamp": "20260115093000",
        "TransactionType": "CustomerPayBillOnline",
        "Amount": 20,
        "PartyA": 254700000001u64,
        "PartyB": 600111,
        "PhoneNumber": 254700000001u64,
        "CallBackURL": "https://wifi.example.com/lango/api/stk/callback/bebebebe-bebe-bebe-bebe-bebebebebebe",
        "AccountReference": "A1B2C3D4E5F6",
        "TransactionDesc": "1 hour",
    });
    assert_eq!(push(MerchantKind::Paybill), expected);
}

#[test]
fn a_push_to_a_till_is_signed_by_its_store_and_paid_to_the_till() {
    let body = push(MerchantKind::Till { till_number: "5551234".parse().expect("a till") });
    assert_eq!(body["BusinessShortCode"], 600111);
    assert_eq!(body["PartyB"], 5551234);
    assert_eq!(body["TransactionType"], "CustomerBuyGoodsOnline");
    assert_eq!(body["Password"], PASSWORD);
}

#[test]
fn a_query_asks_by_the_rails_own_name() {
    let query = StkQuery { shortcode: "600111".parse().expect("a shortcode"), checkout_request: "ws_CO_1" };
    let expected = json!({
        "BusinessShortCode": 600111,
        "Password": PASSWORD,
        "Timestamp": "20260115093000",
        "CheckoutRequestID": "ws_CO_1",
    });
    assert_eq!(read(&query.body(&credentials(), at())), expected);
}

#[test]
fn addresses_for_notices_are_registered_with_the_sites_token() {
    let token = C2bToken::make(&key(), SITE);
    let [confirmation, validation] =
        [C2bStep::Confirmation, C2bStep::Validation].map(|step| base().c2b(PROVIDER, &token, step));
    let register = RegisterUrls {
        shortcode: "600111".parse().expect("a shortcode"),
        when_unanswered: WhenUnanswered::Complete,
        confirmation: &confirmation,
        validation: &validation,
    };
    let folder = format!("https://wifi.example.com/lango/api/c2b/{PROVIDER}/{}", token.reveal());
    let expected = json!({
        "ShortCode": "600111",
        "ResponseType": "Completed",
        "ConfirmationURL": format!("{folder}/confirmation"),
        "ValidationURL": format!("{folder}/validation"),
    });
    assert_eq!(read(&register.body()), expected);
}

#[test]
fn our_own_paths_contain_no_forbidden_word_and_do_not_show_their_token() {
    let token = CallbackToken::make(&key(), SITE, CheckoutId::from_bytes([0xc0; 16]));
    let with_token = base().stk(PROVIDER, Some(&token));
    assert!(with_token.reveal().ends_with(&format!("/{}", token.reveal())));
    let c2b = C2bToken::make(&key(), SITE);
    let all = [with_token, base().stk(PROVIDER, None), base().c2b(PROVIDER, &c2b, C2bStep::Validation)];
    for url in all {
        assert!(FORBIDDEN_WORDS.iter().all(|word| !url.reveal().contains(word)), "{}", url.reveal());
        assert_eq!(format!("{url:?}"), "CallbackUrl(https://wifi.example.com/lango/api/…)");
    }
}

#[test]
fn tunnels_are_told_apart() {
    let tunnel = |text| CallbackBase::parse(text).expect("a base").tunnel();
    assert_eq!(tunnel("https://abc.ngrok.app"), Some("ngrok"));
    assert_eq!(tunnel("https://wifi.example.com"), None);
}

#[test]
fn what_never_left_asked_nothing_and_what_may_have_left_is_open() {
    let query = Endpoint::Query { checkout_request: "ws_CO_1" };
    assert!(matches!(Transport::NotSent.verdict(Endpoint::Push), Verdict::Failed { .. }));
    for (transport, endpoint) in [
        (Transport::Lost, Endpoint::Push),
        (Transport::NotSent, query),
        (Transport::Lost, query),
        (Transport::NotSent, Endpoint::Token),
    ] {
        assert_eq!(transport.verdict(endpoint), Verdict::Ambiguous, "{transport:?} {endpoint:?}");
    }
}

#[test]
fn what_we_answer_is_json() {
    let rejections = [reply::Rejection::Account, reply::Rejection::Other].map(reply::Rejection::body);
    for text in
        [reply::CALLBACK_ACCEPTED, reply::CONFIRMATION_ACCEPTED, reply::VALIDATION_ACCEPTED].iter().chain(&rejections)
    {
        let answer: Value = serde_json::from_str(text).expect("JSON");
        assert!(answer.get("ResultCode").is_some() && answer.get("ResultDesc").is_some(), "{text}");
    }
}

#[test]
fn every_fault_has_its_own_name_and_sentence() {
    for (index, fault) in Fault::ALL.into_iter().enumerate() {
        assert!(fault.sentence().ends_with('.') && !fault.sentence().contains("  "), "{fault:?}");
        assert!(Fault::ALL[..index].iter().all(|other| other.as_str() != fault.as_str()), "{fault:?}");
    }
}
