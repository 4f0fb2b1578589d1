//! What anyone may send: random bytes, random JSON, and real bodies with pieces exchanged.

#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

use domain::checkout::RailIds;
use domain::ids::{CheckoutId, SiteId};
use domain::money::{Currency, Money};
use payment_proto::mpesa::*;
use proptest::prelude::*;

const PAID: &str = concat!(
    r#"{"Body":{"stkCallback":{"MerchantRequestID":"a1b2-4c3d","CheckoutRequestID":"ws_CO_150120260930001237","#,
    r#""ResultCode":0,"ResultDesc":"ok","CallbackMetadata":{"Item":[{"Name":"Amount","Value":20.00},"#,
    r#"{"Name":"MpesaReceiptNumber","Value":"UAF0AB12CD"},{"Name":"Balance"},"#,
    r#"{"Name":"TransactionDate","Value":20260115093014},{"Name":"PhoneNumber","Value":254700000001}]}}}}"#,
);

fn kes(shillings: u32) -> Money {
    Money::from_cents(u64::from(shillings) * 100, Currency::Kes).expect("an amount")
}

fn ids() -> RailIds {
    RailIds {
        merchant_request: "a1b2-4c3d".parse().expect("short"),
        checkout_request: "ws_CO_150120260930001237".parse().expect("short"),
    }
}

/// Through every door.
fn read_everything(body: &[u8], status: u16) {
    let query = Endpoint::Query { checkout_request: "ws_CO_1" };
    for endpoint in [Endpoint::Token, Endpoint::Push, query, Endpoint::RegisterUrls] {
        let answer = read_answer(endpoint, status, body);
        let _ = (answer.verdict.after_push(), answer.verdict.after_query());
    }
    let _ = StkCallback::read(body).map(|callback| callback.judge(kes(20), Some(&ids())));
    let _ = C2bNotice::read(body).map(|notice| notice.is_payment());
    let text = String::from_utf8_lossy(body);
    let _ = (sms::find_receipt(&text), phone::parse(&text), fold_reference(&text), CallbackToken::read(&text));
    let _ = (CallbackBase::parse(&text), Timestamp::parse(&text), C2bToken::read(&text), Description::shortened(&text));
    let _ = phone::parse("0712345678").map(|phone| Msisdn::read(&text).matches(phone));
}

/// JSON made of the members readers look for.
fn any_json() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "Body",
        "stkCallback",
        "ResultCode",
        "ResponseCode",
        "CallbackMetadata",
        "Item",
        "Name",
        "Value",
        "errorCode",
        "errorMessage",
        "fault",
        "detail",
        "errorcode",
        "faultstring",
        "TransID",
        "TransAmount",
        "MSISDN",
        "Amount",
        "CheckoutRequestID",
        "MerchantRequestID",
        "access_token",
        "expires_in",
        "BillRefNumber",
        "TransactionType",
    ]);
    let leaf = prop_oneof![
        Just("0".to_owned()),
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<f64>().prop_filter("JSON has no such number", |n| n.is_finite()).prop_map(|n| n.to_string()),
        any::<String>().prop_map(|text| serde_json::to_string(&text).expect("JSON")),
        name.clone().prop_map(|text| format!("\"{text}\"")),
        Just(r#""UAF0AB12CD""#.to_owned()),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        let member = (name.clone(), inner.clone()).prop_map(|(name, value)| format!("\"{name}\":{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_read_without_harm(body in prop::collection::vec(any::<u8>(), 0..300), status in any::<u16>()) {
        read_everything(&body, status);
    }

    #[test]
    fn random_json_is_read_without_harm(body in any_json(), status in 100u16..600) {
        read_everything(body.as_bytes(), status);
    }

    #[test]
    fn a_random_answer_neither_pays_nor_fails_without_its_code(body in any_json(), status in 100u16..600) {
        let query = Endpoint::Query { checkout_request: "ws_CO_1" };
        if read_answer(query, status, body.as_bytes()).verdict == Verdict::Paid {
            prop_assert!(body.contains("ResultCode") && body.contains("ResponseCode") && body.contains('0'));
        }
    }

    #[test]
    fn a_changed_callback_never_pays_another_amount(
        at in 0..PAID.len(), byte in any::<u8>(), cut in 0..PAID.len(), mode in 0..3u8, asked in 1u32..300_000,
    ) {
        let mut body = PAID.as_bytes().to_vec();
        match mode {
            0 => body[at] = byte,
            1 => body.insert(at, byte),
            _ => drop(body.drain(at.min(cut)..at.max(cut))),
        }
        if let Ok(callback) = StkCallback::read(&body)
            && let Judgement::Paid { .. } = callback.judge(kes(asked), Some(&ids()))
        {
            prop_assert_eq!(callback.amount, Some(kes(asked)));
            prop_assert_eq!(callback.ids, Some(ids()));
            let said = String::from_utf8_lossy(&body).into_owned();
            prop_assert!(said.contains(&asked.to_string()), "{}", said);
        }
    }

    #[test]
    fn a_callback_about_another_push_is_not_believed(merchant in "[a-z0-9-]{1,20}", checkout in "[A-Za-z0-9_]{1,30}") {
        let known = RailIds {
            merchant_request: merchant.parse().expect("short"),
            checkout_request: checkout.parse().expect("short"),
        };
        let callback = StkCallback::read(PAID.as_bytes()).expect("a callback");
        prop_assert_eq!(callback.judge(kes(20), Some(&known)), Judgement::OtherPush);
        let paid = matches!(callback.judge(kes(20), Some(&ids())), Judgement::Paid { .. });
        prop_assert!(paid);
    }

    #[test]
    fn amounts_come_through_exactly(cents in 0..=Money::LARGEST_CENTS) {
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        let body = PAID.replace("20.00", &amount);
        let callback = StkCallback::read(body.as_bytes()).expect("a callback");
        prop_assert_eq!(callback.amount.map(Money::cents), Some(cents));
    }

    #[test]
    fn tokens_lead_back_and_prove_under_their_key_only(
        bytes in any::<[u8; 32]>(),
        other in any::<[u8; 32]>(),
        site in any::<[u8; 16]>(),
        checkout in any::<[u8; 16]>(),
    ) {
        let (site, checkout) = (SiteId::from_bytes(site), CheckoutId::from_bytes(checkout));
        let token = CallbackToken::make(&CallbackKey::from_bytes(bytes), site, checkout);
        let read = CallbackToken::read(&token.reveal()).expect("a token");
        prop_assert_eq!(read, token);
        prop_assert!(read.verify(&CallbackKey::from_bytes(bytes)).is_ok());
        prop_assert!(bytes == other || read.verify(&CallbackKey::from_bytes(other)).is_err());
    }

    #[test]
    fn moments_and_their_texts_agree(unix_ms in 0u64..250_000_000_000_000) {
        let at = Timestamp::from_unix_ms(unix_ms);
        prop_assert_eq!(at.unix_ms(), unix_ms - unix_ms % 1000);
        prop_assert_eq!(Timestamp::parse(&at.to_string()), Some(at));
    }

    #[test]
    fn a_number_is_read_back_however_it_is_written(line in 0u64..100_000_000, is_new in any::<bool>()) {
        let range = if is_new { 254_100_000_000 } else { 254_700_000_000 };
        let phone = phone::Phone::from_number(range + line).expect("a phone");
        prop_assert_eq!(phone::parse(&phone.local()), Ok(phone));
        prop_assert_eq!(phone::parse(&format!("+{}", phone.number())), Ok(phone));
        let shown = phone.number().to_string();
        prop_assert_eq!(Msisdn::read(&shown).matches(phone), Match::Yes);
        let masked = Msisdn::read(&format!("{}****{}", &shown[..5], &shown[9..]));
        prop_assert_eq!(masked.matches(phone), Match::Maybe);
    }
}

#[test]
fn what_is_too_large_is_not_read() {
    let body = format!("{{\"a\":\"{}\"}}", "x".repeat(MOST_ANSWER_BYTES));
    assert_eq!(StkCallback::read(body.as_bytes()), Err(Shape::TooLarge));
    assert_eq!(read_answer(Endpoint::Push, 200, body.as_bytes()).shape, Shape::TooLarge);
}

#[test]
fn deep_nesting_is_no_danger() {
    for (open, close) in [("[", "]"), ("{\"Body\":", "}")] {
        let body = format!("{}1{}", open.repeat(7_000), close.repeat(7_000));
        read_everything(body.as_bytes(), 200);
        read_everything(open.repeat(9_000).as_bytes(), 200);
    }
}

#[test]
fn bytes_that_are_no_text_spoil_a_name_only() {
    let body = b"\xef\xbb\xbf{\"TransID\":\"UAF0AB12CD\",\"TransAmount\":\"20.00\",\"FirstName\":\"J\xe9r\xf4me\"}";
    assert_eq!(C2bNotice::read(body).map(|notice| notice.amount), Ok(kes(20)));
}
