//! What a person has to look at: entries come when money does not fit, go by themselves when the missing news comes, and
//! are settled by hand once. And looking payments up, by whatever name they are known.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::alike_ids::{self, AlikeIds};
use acceptance::passing_time::PassingTime;
use acceptance::shop::{Shop, msisdn, phone};
use serde_json::{Value, json};
use testkit::daraja::{Behaviour, CallbackMode, Endpoint, Fault, Schedule};

const HOUR_SECS: u64 = 3600;

/// A shop in a time of its own, whose rail posts no callbacks.
fn without_callbacks() -> (PassingTime, Shop) {
    let time = PassingTime::make();
    let shop = Shop::with(
        |config| config.with_quirks(|quirks| quirks.callback = CallbackMode::Never),
        |gateway| time.under(gateway),
    );
    (time, shop)
}

/// Money sent by hand, of which the rail has told: its receipt.
fn by_hand(shop: &Shop, guest: u64) -> String {
    let receipt = shop.daraja.pay_by_hand(msisdn(&phone(guest)), 20, "wifi").unwrap();
    let notice = shop.confirmation(&receipt, "20.00", "wifi", "25470****001");
    assert_eq!(shop.door.hand_in(&notice).unwrap(), "receipt_unmatched");
    receipt
}

fn entries(shop: &Shop, words: &[&str]) -> Vec<Value> {
    let listed = shop.langod.json(&[&["review", "list"], words].concat()).unwrap();
    listed.as_array().unwrap().clone()
}

/// How a resolve ends, and its sentence.
fn resolve(shop: &Shop, id: &str) -> (Option<i32>, String) {
    let output = shop.langod.run(&["review", "resolve", id, "--note", "gave the money back"]).unwrap();
    (output.status.code(), output.stdout + &output.stderr)
}

#[test]
fn an_entry_says_what_happened_and_what_to_do() {
    let shop = Shop::open();
    assert!(shop.langod.command(&["review", "list"]).unwrap().contains("Nothing waits"));
    let receipt = by_hand(&shop, 1);
    let entry = entries(&shop, &[]).remove(0);
    assert_eq!((&entry["cause"], &entry["status"]), (&"unmatched_receipt".into(), &"open".into()));
    assert_eq!((&entry["receipt"], &entry["payment_id"]), (&receipt.as_str().into(), &Value::Null));
    assert!(entry["sentence"].as_str().unwrap().contains(&receipt), "{entry}");
    assert!(entry["remedy"].as_str().unwrap().contains("type it at the portal"), "{entry}");
    let text = shop.langod.command(&["review", "list"]).unwrap();
    let short = &entry["id"].as_str().unwrap()[..8];
    assert!(text.contains(short) && text.contains(&receipt) && text.contains("langod review resolve ID"), "{text}");
    let doctor = shop.langod.command(&["doctor"]).unwrap();
    assert!(doctor.contains("1 payments wait for a look") && doctor.contains("langod review list"), "{doctor}");
}

#[test]
fn an_entry_is_settled_by_hand_once() {
    let mut shop = Shop::open();
    for _ in 0..2 {
        by_hand(&shop, 1);
        let id = entries(&shop, &[])[0]["id"].as_str().unwrap().to_owned();
        let (code, said) = resolve(&shop, &id[..8].to_uppercase());
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(entries(&shop, &[]), [] as [Value; 0]);
        let (code, said) = resolve(&shop, &id);
        assert!(code == Some(1) && said.contains("settled before"), "{said}");
        let settled = entries(&shop, &["--all"]).into_iter().find(|entry| entry["id"] == id.as_str()).unwrap();
        assert_eq!((&settled["status"], &settled["resolved_by_itself"]), (&"resolved".into(), &json!(false)));
        assert_eq!(settled["note"], "gave the money back");
        // The commands do the same without a daemon.
        shop.langod.restart().unwrap();
    }
    assert_eq!(shop.langod.command(&["review", "list", "--all"]).unwrap().matches("gave the money back").count(), 2);
}

#[test]
fn an_entry_is_settled_while_the_daemon_sleeps_too() {
    let mut shop = Shop::open();
    by_hand(&shop, 1);
    shop.langod.stop().unwrap();
    let id = entries(&shop, &[])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(resolve(&shop, &id).0, Some(0));
    shop.langod.launch().unwrap();
    assert_eq!(shop.reviews(), [""; 0]);
}

#[test]
fn an_id_that_names_nothing_too_little_or_too_much_settles_nothing() {
    let alike = AlikeIds::make();
    let shop = Shop::with(|config| config, |gateway| alike.under(gateway));
    by_hand(&shop, 1);
    by_hand(&shop, 2);
    let (code, said) = resolve(&shop, alike_ids::BEGINNING);
    assert!(code == Some(1) && said.contains("several entries begin so"), "{said}");
    for unknown in ["ffffffff", "zzzz", "00000000-0000-4000-8000-000000000000", "%%%%"] {
        let (code, said) = resolve(&shop, unknown);
        assert!(code == Some(1) && said.contains("no entry begins so") && said.contains("review list"), "{said}");
    }
    for short in ["", "a", "a11"] {
        let (code, said) = resolve(&shop, short);
        assert!(code == Some(2) && said.contains("at least 4"), "{said}");
    }
    assert_eq!(shop.reviews().len(), 2);
    let id = entries(&shop, &[])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(resolve(&shop, &id[..8]).0, Some(0));
    assert_eq!(shop.reviews().len(), 1);
    assert_eq!(shop.langod.run(&["review", "resolve", &id]).unwrap().status.code(), Some(2), "a note is asked for");
}

#[test]
fn a_payment_without_a_receipt_is_queued_after_a_day_and_goes_when_it_comes() {
    let (time, mut shop) = without_callbacks();
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    time.pass_secs(23 * HOUR_SECS);
    shop.langod.restart().unwrap();
    assert_eq!(shop.reviews(), [""; 0]);
    time.pass_secs(2 * HOUR_SECS);
    shop.langod.restart().unwrap();
    assert_eq!(shop.reviews(), ["paid_without_receipt"]);
    assert_eq!(entries(&shop, &[])[0]["payment_id"], id.as_str());
    // Looking again queues it no second time.
    shop.langod.restart().unwrap();
    assert_eq!(shop.reviews(), ["paid_without_receipt"]);

    assert_eq!(shop.door.hand_in(&shop.confirmation_of_the_latest()).unwrap(), "receipt_settled");
    assert_eq!(shop.reviews(), [""; 0]);
    let settled = entries(&shop, &["--all"]).remove(0);
    assert_eq!((&settled["status"], &settled["resolved_by_itself"]), (&"resolved".into(), &json!(true)));
    assert!(shop.langod.command(&["review", "list", "--all"]).unwrap().contains("by itself"));
    shop.agrees();
}

#[test]
fn a_payment_that_never_ended_is_queued_after_two_days_and_goes_when_it_is_paid_after_all() {
    let time = PassingTime::make();
    let mut shop = Shop::with(|config| config, |gateway| time.under(gateway));
    shop.behaves(&phone(1), Behaviour::Manual);
    shop.daraja.fail(Endpoint::StkPush, Fault::LostAnswer, Schedule::Next(1));
    let id = shop.buys(&phone(1));
    shop.waits_for(&id, |payment| payment["reason"] == "unclear");
    time.pass_secs(46 * HOUR_SECS);
    shop.langod.restart().unwrap();
    assert_eq!(shop.reviews(), [""; 0]);
    time.pass_secs(2 * HOUR_SECS);
    shop.langod.restart().unwrap();
    assert_eq!(shop.reviews(), ["never_settled"]);
    let entry = entries(&shop, &[]).remove(0);
    let reference = shop.payments()[0]["reference"].as_str().unwrap().to_owned();
    assert!(entry["sentence"].as_str().unwrap().contains(&reference), "{entry}");

    shop.daraja.enter_pin(msisdn(&phone(1))).unwrap();
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    assert_eq!(shop.reviews(), [""; 0]);
    assert_eq!(entries(&shop, &["--all"])[0]["resolved_by_itself"], true);
    shop.agrees();
}

#[test]
fn a_payment_is_found_by_its_reference_its_id_and_its_receipt() {
    let shop = Shop::open();
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    let code = shop.ticket(&id);
    let payment = shop.payments().remove(0);
    let [reference, receipt] = ["reference", "receipt"].map(|name| payment[name].as_str().unwrap().to_owned());
    let spaced = format!("{} {}", &reference[..6], &reference[6..].to_lowercase());
    for name in [&reference, &spaced, &id, &receipt, &receipt.to_lowercase()] {
        let shown = shop.langod.json(&["payment", "show", name]).unwrap();
        let without_age = |mut value: Value| {
            value["age_seconds"] = Value::Null;
            value
        };
        assert_eq!(without_age(shown), without_age(payment.clone()), "{name}");
        let text = shop.langod.command(&["payment", "show", name]).unwrap();
        for part in [&reference, &id, &receipt, &code, "1 hour", "07** *** 001", "paid"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    let listed = shop.langod.command(&["payment", "list"]).unwrap();
    assert!(listed.contains(&reference) && listed.contains(&receipt) && listed.contains(&code), "{listed}");
}

#[test]
fn a_payment_without_a_receipt_and_one_that_failed_say_so() {
    let (_, shop) = without_callbacks();
    let paid = shop.buys(&phone(1));
    shop.behaves(&phone(2), Behaviour::Cancels);
    let failed = shop.buys(&phone(2));
    shop.pass_secs(30);
    shop.becomes(&paid, "success");
    shop.becomes(&failed, "failed");
    let show = |id: &str| shop.langod.command(&["payment", "show", id]).unwrap();
    assert!(show(&paid).contains("not heard yet"), "{}", show(&paid));
    assert!(show(&failed).contains("cancelled (1032)") && !show(&failed).contains("ticket"), "{}", show(&failed));
}

#[test]
fn money_sent_by_hand_is_found_by_its_receipt_alone() {
    let shop = Shop::open();
    let receipt = by_hand(&shop, 1);
    let shown = shop.langod.json(&["payment", "show", &receipt.to_lowercase()]).unwrap();
    assert_eq!((&shown["receipt"], &shown["amount"]), (&receipt.as_str().into(), &20.into()));
    assert_eq!((&shown["currency"], &shown["reference"]), (&"KES".into(), &"WIFI".into()));
    assert_eq!(shown["ticket_id"], Value::Null);
    assert!(shop.langod.command(&["payment", "show", &receipt]).unwrap().contains("no ticket yet"));
    assert_eq!(shop.types(&receipt, None).status, 200);
    assert!(shop.langod.command(&["payment", "show", &receipt]).unwrap().contains("it became a ticket"));
    assert!(shop.langod.json(&["payment", "show", &receipt]).unwrap()["ticket_id"].is_string());
    for unknown in ["UAF0NOBODY", "abcdef012345", "00000000-0000-4000-8000-000000000000", "nonsense", ""] {
        let output = shop.langod.run(&["payment", "show", unknown]).unwrap();
        assert_eq!(output.status.code(), Some(1), "{unknown}: {output:?}");
        assert_eq!(output.stderr.lines().count(), 1, "{output:?}");
    }
}
