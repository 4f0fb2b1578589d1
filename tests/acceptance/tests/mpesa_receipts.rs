//! The receipt is the ticket: what guests type or paste instead of a code, and what becomes of guessing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::metrics;
use acceptance::shop::{Shop, msisdn, phone};
use acceptance::web;
use serde_json::json;

const JSON: &str = "application/json";

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn a_receipt_leads_to_its_ticket_however_it_is_written() {
    let shop = Shop::open();
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    let code = shop.ticket(&id);
    let receipt = shop.daraja.statement()[0].receipt.clone();
    let spaced = format!(" {} {} ", &receipt[..5], &receipt[5..].to_lowercase());
    for typed in [
        receipt.clone(),
        receipt.to_lowercase(),
        spaced,
        format!("{receipt} Confirmed. Ksh20.00 sent to KIBANDA WIFI for account 1 on 15/1/26 at 9:30 AM."),
        format!("{receipt} Imethibitishwa. Ksh20.00 imetumwa kwa KIBANDA WIFI tarehe 15/1/26 saa 9:30 AM."),
    ] {
        let answer = shop.types(&typed, None);
        assert_eq!((answer.status, answer.json()["code"].as_str()), (200, Some(code.as_str())), "{typed}");
    }
    shop.agrees();
}

#[test]
fn what_holds_no_receipt_is_no_guess() {
    let shop = Shop::open();
    let endless = "UAF0".repeat(1500);
    for typed in
        ["", " ", "hello", "0712345678", "UAF0AB12C", "UAF0AB12CDE", "💸💸💸💸💸", "\u{0}", "<script>", &endless]
    {
        assert_eq!(shop.types(typed, None).problem(), refused(400, "malformed_receipt"), "{typed:.40}");
    }
    assert_eq!(metrics::events(&shop.langod, "guess"), 0);
}

#[test]
fn a_body_that_cannot_be_read_is_refused_with_the_reason() {
    let shop = Shop::open();
    let good = json!({"receipt": "UAF0AB12CD"}).to_string();
    for (content_type, body, expected) in [
        ("text/plain", good.as_str(), refused(415, "unsupported_media_type")),
        (JSON, "", refused(400, "malformed_body")),
        (JSON, "{}", refused(400, "malformed_body")),
        (JSON, "{\"receipt\": 1}", refused(400, "malformed_body")),
        (JSON, "UAF0AB12CD", refused(400, "malformed_body")),
        (JSON, &json!({"receipt": "x".repeat(9000)}).to_string(), refused(413, "body_too_large")),
        (JSON, &json!({"receipt": "UAF0AB12CD", "plan_id": "1 hour"}).to_string(), refused(404, "unknown_plan")),
    ] {
        assert_eq!(web::post(&shop.langod, "/api/reconnect", content_type, body).problem(), expected, "{body:.80}");
    }
    assert_eq!(web::get(&shop.langod, "/api/reconnect").problem(), refused(405, "method_not_allowed"));
    assert_eq!(metrics::events(&shop.langod, "guess"), 0);
}

#[test]
fn who_guesses_receipts_waits_longer_and_longer() {
    // No router hides this guest, so the address tells who guesses.
    let shop = Shop::with(|config| config, |builder| builder.nas_address("127.0.0.9"));
    let receipt = shop.daraja.pay_by_hand(msisdn(&phone(1)), 20, "").unwrap();
    shop.door.hand_in(&shop.confirmation(&receipt, "20.00", "", "25470****001")).unwrap();
    for number in 0..6 {
        assert_eq!(shop.types(&format!("UAF0AB12C{number}"), None).problem(), refused(404, "unknown_receipt"));
    }
    let held_up = shop.types(&receipt, None);
    assert_eq!(held_up.problem(), refused(429, "too_many_requests"), "even the right one waits now");
    let secs: u64 = held_up.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=2).contains(&secs), "{secs}");
    assert_eq!(metrics::events(&shop.langod, "guess"), 6);
    assert_eq!(metrics::events(&shop.langod, "guess_refused"), 1);
}

#[test]
fn a_plan_dearer_than_the_money_or_of_nobody_is_not_given_for_it() {
    let shop = Shop::open();
    let day = ["--name", "1 day", "--price", "50", "--kind", "elapsed", "--duration", "1d"];
    shop.langod.add_plan(&day).unwrap();
    let plans = shop.langod.json(&["plan", "list"]).unwrap();
    let day = plans[1]["id"].as_str().unwrap();
    let receipt = shop.daraja.pay_by_hand(msisdn(&phone(1)), 20, "").unwrap();
    shop.door.hand_in(&shop.confirmation(&receipt, "20.00", "", "25470****001")).unwrap();
    assert_eq!(shop.types(&receipt, Some(day)).problem(), refused(409, "amount_too_small"));
    let nobodys = "00000000-0000-4000-8000-000000000000";
    assert_eq!(shop.types(&receipt, Some(nobodys)).status, 409);
    assert_eq!(shop.langod.json(&["ticket", "list"]).unwrap(), json!([]));
    assert_eq!(shop.types(&receipt, None).json()["plan"], "1 hour");
}
