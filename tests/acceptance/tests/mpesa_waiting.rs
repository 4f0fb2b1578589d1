//! Waiting for a payment to end: by looking now and then, or by listening on a stream of events.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::thread;

use acceptance::event_stream::EventStream;
use acceptance::shop::{Shop, phone};
use acceptance::unkept_clock::UnkeptClock;
use acceptance::web;
use serde_json::Value;
use testkit::daraja::{Behaviour, CallbackMode, Endpoint, Fault, Schedule};
use testkit::machine::{PATIENCE, poll};

/// The names of a document's members, in order.
fn names(document: &Value) -> Vec<&str> {
    document.as_object().unwrap_or_else(|| panic!("{document}")).keys().map(String::as_str).collect()
}

#[test]
fn a_payment_shows_what_the_interface_promises_and_no_more() {
    let shop = Shop::open();
    let asked = shop.asks(&phone(1));
    assert_eq!((asked.status, asked.header("content-type")), (202, Some("application/json")));
    assert_eq!(asked.header("cache-control"), Some("no-store"));
    let asked = asked.json();
    assert_eq!(names(&asked), ["payment_id", "poll_after_ms", "status"]);
    assert!(asked["poll_after_ms"].as_u64().is_some_and(|ms| (500..=10_000).contains(&ms)), "{asked}");
    let id = asked["payment_id"].as_str().unwrap();
    assert_eq!(id.len(), 36, "{asked}");

    let pending = shop.payment(id);
    assert_eq!(names(&pending), ["payment_id", "status"], "{pending}");
    assert_eq!((&pending["payment_id"], &pending["status"]), (&id.into(), &"pending".into()));

    shop.pass_secs(30);
    let paid = shop.becomes(id, "success");
    assert_eq!(names(&paid), ["payment_id", "status", "ticket"], "{paid}");
    let ticket = &paid["ticket"];
    let code = ticket["code"].as_str().unwrap();
    let by_code = web::get(&shop.langod, &format!("/api/tickets/{code}/status")).json();
    assert_eq!(ticket, &by_code, "the same ticket as its own address shows");
    assert_eq!((&ticket["plan"], &ticket["status"]), (&"1 hour".into(), &"new".into()));
    assert_eq!((&ticket["remaining_seconds"], &ticket["devices_allowed"]), (&3600.into(), &1.into()));
}

#[test]
fn a_payment_that_failed_says_why_in_a_word() {
    let shop = Shop::open();
    for (guest, behaviour, reason) in [
        (1, Behaviour::Cancels, "cancelled"),
        (2, Behaviour::Fails("1".into()), "not_enough_money"),
        (3, Behaviour::Fails("2001".into()), "wrong_pin"),
        (4, Behaviour::Fails("8006".into()), "pin_locked"),
        (5, Behaviour::Expires, "no_pin_in_time"),
        (6, Behaviour::Fails("4".into()), "over_limit"),
    ] {
        shop.behaves(&phone(guest), behaviour);
        let id = shop.buys(&phone(guest));
        shop.pass_secs(100);
        let failed = shop.becomes(&id, "failed");
        assert_eq!(names(&failed), ["payment_id", "reason", "status"], "{failed}");
        assert_eq!(failed["reason"], reason);
    }
    shop.agrees();
}

#[test]
fn a_payment_whose_prompt_may_be_lost_is_pending_and_unclear() {
    let shop = Shop::open();
    shop.daraja.fail(Endpoint::StkPush, Fault::LostAnswer, Schedule::Next(1));
    let id = shop.buys(&phone(1));
    let unclear = shop.waits_for(&id, |payment| payment["reason"] == "unclear");
    assert_eq!(names(&unclear), ["payment_id", "reason", "status"], "{unclear}");
    assert_eq!(unclear["status"], "pending");
}

#[test]
fn a_stream_says_a_comment_at_once_and_one_message_at_the_end() {
    let shop = Shop::open();
    let id = shop.buys(&phone(1));
    let mut stream = EventStream::open(&shop.langod, &id);
    assert!(stream.head.starts_with("http/1.") && stream.head.contains(" 200 "), "{}", stream.head);
    assert!(stream.head.contains("content-type: text/event-stream"), "{}", stream.head);
    assert!(stream.head.contains("cache-control: no-store"), "{}", stream.head);
    assert!(stream.block().is_some_and(|block| block.starts_with(": ")));
    shop.pass_secs(30);
    assert_eq!(stream.message(), shop.payment(&id));
    assert_eq!(stream.block(), None, "after the ticket nothing is left to say");
}

#[test]
fn a_stream_goes_on_after_a_failure_because_the_money_may_still_come() {
    let shop = Shop::open();
    shop.behaves(&phone(1), Behaviour::PaysLate);
    let id = shop.buys(&phone(1));
    let mut stream = EventStream::open(&shop.langod, &id);
    assert!(stream.block().is_some_and(|block| block.starts_with(": ")));
    shop.pass_secs(90);
    let failed = stream.message();
    assert_eq!((&failed["status"], &failed["reason"]), (&"failed".into(), &"no_pin_in_time".into()));
    shop.pass_secs(600);
    assert_eq!(stream.message()["status"], "success");
    assert_eq!(stream.block(), None);
}

#[test]
fn a_stream_of_a_payment_that_has_ended_says_so_at_once() {
    let shop = Shop::open();
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    let mut stream = EventStream::open(&shop.langod, &id);
    assert!(stream.block().is_some_and(|block| block.starts_with(": ")));
    assert_eq!(stream.message(), shop.payment(&id));
    assert_eq!(stream.block(), None);
}

#[test]
fn everybody_who_watches_hears_of_it() {
    let shop = Shop::open();
    let (mine, yours) = (shop.buys(&phone(1)), shop.buys(&phone(2)));
    shop.behaves(&phone(3), Behaviour::Manual);
    let nobodys = shop.buys(&phone(3));
    let watchers: Vec<_> =
        [&mine, &yours].into_iter().cycle().take(60).map(|id| (id, EventStream::open(&shop.langod, id))).collect();
    let mut silent = EventStream::open(&shop.langod, &nobodys);
    assert!(silent.block().is_some());
    thread::scope(|scope| {
        for (id, mut stream) in watchers {
            scope.spawn(move || {
                assert!(stream.block().is_some_and(|block| block.starts_with(": ")));
                let paid = stream.message();
                assert_eq!((paid["payment_id"].as_str(), &paid["status"]), (Some(id.as_str()), &"success".into()));
                assert_eq!(stream.block(), None);
            });
        }
        shop.pass_secs(30);
    });
    assert_eq!(shop.payment(&nobodys)["status"], "pending");
    shop.daraja.enter_pin(acceptance::shop::msisdn(&phone(3))).unwrap();
    shop.pass_secs(30);
    assert_eq!(silent.message()["payment_id"], nobodys.as_str(), "others' payments were none of its business");
    shop.agrees();
}

#[test]
fn watchers_who_leave_keep_nobody_else_from_coming() {
    let shop =
        Shop::with(|config| config.with_quirks(|quirks| quirks.callback = CallbackMode::Never), |gateway| gateway);
    shop.behaves(&phone(1), Behaviour::Manual);
    let id = shop.buys(&phone(1));
    for _ in 0..400 {
        // A place is given back as soon as the gateway has noticed that its guest is gone.
        let opened = poll(PATIENCE, || EventStream::try_open(&shop.langod, &id).ok());
        drop(opened.unwrap());
    }
    assert_eq!(web::get(&shop.langod, "/healthz").status, 200);
}

#[test]
fn a_payment_nobody_knows_has_no_stream_and_no_status() {
    let shop = Shop::open();
    let unknown = "00000000-0000-4000-8000-000000000000";
    let mangled = ["1", "not-an-id", "..%2f..%2fetc%2fpasswd", "%00", &"f".repeat(300), "%F0%9F%92%B8"];
    for id in [unknown].iter().chain(&mangled) {
        for path in [format!("/api/payments/{id}"), format!("/api/payments/{id}/events")] {
            assert_eq!(web::get(&shop.langod, &path).problem(), (404, "unknown_payment".to_owned()), "{path}");
        }
    }
    let id = shop.buys(&phone(1));
    for (method, path) in [("POST", ""), ("DELETE", ""), ("POST", "/events"), ("PUT", "/events")] {
        let answer = web::send(&shop.langod, method, &format!("/api/payments/{id}{path}"));
        assert_eq!(answer.problem(), (405, "method_not_allowed".to_owned()), "{method} {path}");
    }
}

#[test]
fn nobody_is_asked_to_pay_while_nobody_vouches_for_the_clock() {
    let clock = UnkeptClock::make();
    let shop = Shop::with(|config| config, |gateway| clock.under(gateway).edit("trust_clock = true\n", ""));
    let refused = shop.asks(&phone(1));
    assert_eq!(refused.problem(), (503, "clock_unknown".to_owned()));
    assert!(refused.header("retry-after").unwrap().parse::<u64>().is_ok_and(|secs| secs > 0), "{refused:?}");
    assert_eq!(shop.payments(), [] as [Value; 0]);
    assert_eq!(shop.daraja.counters().requests_of(Endpoint::Token), 0);
    let tickets = shop.langod.mint("1 hour", 1).unwrap();
    assert_eq!(tickets.len(), 1, "paper is sold all the same");
    let found = shop.langod.run(&["doctor"]).unwrap().stdout;
    assert!(found.contains("M-PESA has to wait") && found.contains("trust_clock = true"), "{found}");
}

#[test]
fn an_owner_who_vouches_for_the_clock_sells() {
    let clock = UnkeptClock::make();
    let shop = Shop::with(|config| config, |gateway| clock.under(gateway));
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    shop.agrees();
}
