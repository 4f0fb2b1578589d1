//! What is posted to the callback addresses and is not what it should be: junk, forgeries, other people's post. None of
//! it stops the gateway, delivers anything, or keeps the genuine notice that follows from being believed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::metrics;
use acceptance::shop::{PROVIDER, Shop, phone};
use acceptance::web;
use serde_json::{Value, json};
use testkit::Posted;
use testkit::langod::LangodBuilder;

/// A shop whose callbacks are kept, with one payment made: its id and its genuine callback.
fn with_a_callback() -> (Shop, String, Posted) {
    // The gateway is not to ask by itself what it has not been told.
    let unasked = |gateway: LangodBuilder| gateway.edit("query_after_seconds = 1", "query_after_seconds = 600");
    let shop = Shop::with(|config| config, unasked);
    shop.door.shut();
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    let callback = shop.door.posted().remove(0);
    (shop, id, callback)
}

fn bodies_that_cannot_be_read() -> Vec<(&'static str, String)> {
    vec![
        ("nothing", String::new()),
        ("blanks", " \t\r\n".repeat(100)),
        ("a page", "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>".to_owned()),
        ("half a document", "{\"Body\": {\"stkCallback\": {\"MerchantRequestID\": \"1".to_owned()),
        ("a number", "42".to_owned()),
        ("a list", "[]".to_owned()),
        ("null", "null".to_owned()),
        ("an empty document", "{}".to_owned()),
        ("a document of others", "{\"Body\": {\"other\": {}}}".to_owned()),
        (
            "wrong types",
            json!({"Body": {"stkCallback": {"ResultCode": {"a": 1}, "CheckoutRequestID": []}}}).to_string(),
        ),
        ("deep", "{\"Body\":".repeat(5000)),
        ("long", format!("{{\"Body\": \"{}\"}}", "x".repeat(60_000))),
        ("as long as may be", "x".repeat(64 << 10)),
        ("not text", "\u{0}\u{1}\u{fffd}".repeat(100)),
    ]
}

/// The genuine callback is believed, whatever came before it.
#[track_caller]
fn still_sells(shop: &Shop, id: &str, genuine: &Posted) {
    assert_eq!(shop.door.hand_in(genuine).unwrap(), "callback_paid");
    shop.becomes(id, "success");
    shop.agrees();
    assert!(!shop.langod.log().text().contains("panicked"), "{}", shop.langod.log().text());
}

#[test]
fn a_callback_nobody_can_read_is_counted_and_costs_nothing() {
    let (shop, id, genuine) = with_a_callback();
    let bodies = bodies_that_cannot_be_read();
    for (what, body) in &bodies {
        let posted = Posted { body: body.clone(), ..genuine.clone() };
        assert_eq!(shop.door.hand_in(&posted).unwrap(), "callback_unreadable", "{what}");
    }
    assert_eq!(metrics::events(&shop.langod, "callback_unreadable"), bodies.len() as u64);
    still_sells(&shop, &id, &genuine);
}

#[test]
fn a_notice_of_money_nobody_can_read_is_counted_and_costs_nothing() {
    let (shop, id, genuine) = with_a_callback();
    let notice = shop.confirmation("UAF0AB12CD", "20.00", "", "25470****001");
    let mut bodies: Vec<String> = bodies_that_cannot_be_read().into_iter().map(|(_, body)| body).collect();
    let mut spoilt = |key: &str, value: Value| {
        let mut document: Value = serde_json::from_str(&notice.body).unwrap();
        document[key] = value;
        bodies.push(document.to_string());
    };
    for receipt in [json!(null), json!(""), json!("short"), json!("UAF0AB12C'"), json!({})] {
        spoilt("TransID", receipt);
    }
    for amount in [
        json!(null),
        json!(""),
        json!("much"),
        json!("-20.00"),
        json!("1e3"),
        json!([20]),
        json!("99999999999999999999"),
    ] {
        spoilt("TransAmount", amount);
    }
    for body in &bodies {
        let posted = Posted { body: body.clone(), ..notice.clone() };
        assert_eq!(shop.door.hand_in(&posted).unwrap(), "receipt_unreadable", "{body:.100}");
    }
    assert_eq!(metrics::events(&shop.langod, "receipt_unreadable"), bodies.len() as u64);
    still_sells(&shop, &id, &genuine);
}

#[test]
fn a_body_larger_than_any_of_the_rails_is_refused_unread() {
    let (shop, id, genuine) = with_a_callback();
    for size in [(64 << 10) + 1, 10 << 20] {
        let posted = Posted { body: "x".repeat(size), ..genuine.clone() };
        assert!(shop.door.hand_in(&posted).is_err_and(|why| why.to_string().contains("exit status: 2")), "{size}");
    }
    still_sells(&shop, &id, &genuine);
}

#[test]
fn an_address_that_is_not_ours_is_refused_and_counted() {
    let (shop, id, genuine) = with_a_callback();
    let elsewhere = PROVIDER.replace('7', "8");
    let token = genuine.path.rsplit('/').next().unwrap().to_owned();
    let paths = [
        "/".to_owned(),
        "/api".to_owned(),
        format!("/api/stk/callback/{elsewhere}"),
        format!("/api/stk/callback/{elsewhere}/{token}"),
        format!("/api/stk/callback/me/{token}"),
        format!("/api/stk/callback/{PROVIDER}/{token}/more"),
        format!("/api/stk/{PROVIDER}/{token}"),
        format!("/api/c2b/{PROVIDER}/{token}/refund"),
        format!("/api/c2b/{elsewhere}/{token}/confirmation"),
        "/../../etc/passwd".to_owned(),
        "x".repeat(1000),
    ];
    for path in &paths {
        assert!(
            shop.door.hand_in(&genuine.to(path)).is_err_and(|why| why.to_string().contains("exit status: 2")),
            "{path}"
        );
    }
    assert_eq!(metrics::events(&shop.langod, "notice_unaddressed"), paths.len() as u64);
    assert_eq!(shop.payment(&id)["status"], "pending", "{}", shop.story());
    still_sells(&shop, &id, &genuine);
}

#[test]
fn a_callback_that_proves_nothing_delivers_nothing() {
    let (shop, id, genuine) = with_a_callback();
    let (base, token) = genuine.path.rsplit_once('/').unwrap();
    let flipped = if token.ends_with('0') { "1" } else { "0" };
    let cut = &token[..token.len() - 1];
    let tokens =
        [format!("{cut}{flipped}"), cut.to_owned(), token.to_uppercase() + "0", "0".repeat(token.len()), "%00".into()];
    let paths = tokens.iter().map(|token| format!("{base}/{token}")).chain([base.to_owned()]);
    for path in paths {
        let unknown = genuine.body.replace("ws_CO_", "ws_XX_");
        let posted = Posted { body: unknown, path: path.clone() };
        assert_eq!(shop.door.hand_in(&posted).unwrap(), "callback_unproven", "{path}");
    }
    assert_eq!(metrics::events(&shop.langod, "callback_unproven"), 6);
    let of_another_push = Posted { body: genuine.body.replace("ws_CO_", "ws_XX_"), ..genuine.clone() };
    assert_eq!(shop.door.hand_in(&of_another_push).unwrap(), "callback_doubtful", "the right address, another push");
    still_sells(&shop, &id, &genuine);
}

#[test]
fn a_notice_of_money_that_proves_nothing_makes_no_receipt() {
    let (shop, id, genuine) = with_a_callback();
    let notice = shop.confirmation("UAF0FORGED", "20.00", "", "25470****001");
    let token = notice.path.split('/').nth(4).unwrap().to_owned();
    let of_a_push = genuine.path.rsplit('/').next().unwrap().to_owned();
    for forged in [token.replace(&token[token.len() - 8..], "00000000"), "0".repeat(token.len()), "x".into(), of_a_push]
    {
        let posted = notice.to(&notice.path.replace(&token, &forged));
        assert_eq!(shop.door.hand_in(&posted).unwrap(), "receipt_unproven");
    }
    assert_eq!(metrics::events(&shop.langod, "receipt_unproven"), 4);
    assert_eq!(shop.types("UAF0FORGED", Some(&shop.hour)).problem(), (404, "unknown_receipt".to_owned()));
    still_sells(&shop, &id, &genuine);
}

#[test]
fn money_of_another_shortcode_or_that_is_no_payment_is_not_sold_for() {
    let (shop, id, genuine) = with_a_callback();
    let notice = shop.confirmation("UAF0FOREIG", "20.00", "", "25470****001");
    let with = |from: &str, to: &str| Posted { body: notice.body.replace(from, to), ..notice.clone() };
    let foreign = [
        with("\"174379\"", "\"600000\""),
        with("Pay Bill", "Organization Settlement Account"),
        with("Pay Bill", "Pay Bill Reversal"),
        with("Pay Bill", ""),
        with("\"20.00\"", "\"0.00\""),
    ];
    for posted in &foreign {
        assert_eq!(shop.door.hand_in(posted).unwrap(), "receipt_foreign", "{}", posted.body);
    }
    assert_eq!(metrics::events(&shop.langod, "receipt_foreign"), 5);
    assert_eq!(shop.types("UAF0FOREIG", Some(&shop.hour)).status, 404);
    assert_eq!(shop.reviews(), ["other_movement"], "a person looks at it, once");
    still_sells(&shop, &id, &genuine);
}

#[test]
fn a_result_code_nobody_knows_stays_open_until_somebody_knows() {
    let (shop, id, genuine) = with_a_callback();
    let push = shop.daraja.pushes().remove(0);
    for code in [json!(4711), json!("4711"), json!("SFC_IC9999"), json!(-1), json!("")] {
        let body = json!({"Body": {"stkCallback": {
            "MerchantRequestID": push.merchant_request_id, "CheckoutRequestID": push.checkout_request_id,
            "ResultCode": code, "ResultDesc": "?"}}});
        let word = shop.door.hand_in(&Posted { body: body.to_string(), ..genuine.clone() }).unwrap();
        assert!(["callback_unknown_result", "callback_unreadable"].contains(&word.as_str()), "{code}: {word}");
    }
    assert_eq!(shop.door.hand_in(&genuine).unwrap(), "callback_paid");
    shop.becomes(&id, "success");
    shop.agrees();
    assert_eq!(shop.reviews(), [""; 0], "the payment settled what was unknown about it");
}

#[test]
fn guests_have_no_way_to_the_callback_doors() {
    let (shop, id, genuine) = with_a_callback();
    let notice = shop.confirmation("UAF0FORGED", "20.00", "", "25470****001");
    for posted in [&genuine, &notice] {
        let answer = web::post(&shop.langod, &posted.path, "application/json", &posted.body);
        assert_eq!(answer.problem(), (404, "not_found".to_owned()));
    }
    assert_eq!(shop.payment(&id)["status"], "pending");
    still_sells(&shop, &id, &genuine);
}

#[test]
fn without_a_daemon_or_without_the_rail_a_notice_is_not_taken_for_delivered() {
    let (mut shop, _, genuine) = with_a_callback();
    shop.langod.stop().unwrap();
    assert!(shop.door.hand_in(&genuine).is_err_and(|why| why.to_string().contains("exit status: 1")));
    let without = testkit::Langod::start().unwrap();
    shop.door.leads_to(&without);
    assert_eq!(shop.door.hand_in(&genuine).unwrap(), "mpesa_not_configured");
}
