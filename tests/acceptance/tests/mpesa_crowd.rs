//! Many guests at once, on a rail at its worst; and the power that goes in the middle of sales.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::thread;

use acceptance::shop::{Shop, phone};
use load::crash::{SalesSettings, run_sales};
use serde_json::Value;
use testkit::daraja::{CallbackMode, Endpoint, Fault, Schedule};
use testkit::langod::find_langod;
use testkit::machine::{PATIENCE, poll};

const CROWD: u64 = 50;

/// Every receipt of the rail has become a ticket.
fn all_received(shop: &Shop) -> bool {
    let payments = shop.payments();
    let paid = |reference: &str| {
        let is_it = |payment: &&Value| payment["reference"] == reference && payment["status"] == "success";
        payments.iter().find(is_it).is_some_and(|payment| payment["ticket"].is_string())
    };
    shop.daraja.control().statement().iter().all(|entry| paid(&entry.account_reference))
}

#[test]
fn fifty_guests_pay_at_once_on_a_rail_that_is_slow_limited_and_half_broken() {
    let shop = Shop::with(
        |config| {
            config.with_quirks(|quirks| {
                quirks.query_limit = true;
                quirks.query_noise_percent = 21;
                quirks.callback = CallbackMode::Twice;
            })
        },
        |builder| builder,
    );
    let control = shop.daraja.control();
    for (nth, fault) in [(7, Fault::LostAnswer), (5, Fault::SystemBusy), (3, Fault::Slow(300))] {
        control.fail(Endpoint::StkPush, fault, Schedule::Every(nth));
    }
    control.fail(Endpoint::Token, Fault::Slow(200), Schedule::Every(2));
    control.fail(Endpoint::StkQuery, Fault::GatewayFault, Schedule::Every(3));

    let shop = &shop;
    let statuses: Vec<u16> = thread::scope(|scope| {
        let guests: Vec<_> = (1..=CROWD).map(|guest| scope.spawn(move || shop.asks(&phone(guest)).status)).collect();
        guests.into_iter().map(|guest| guest.join().unwrap()).collect()
    });
    assert_eq!(statuses, [202; CROWD as usize]);
    assert_eq!(control.counters().tokens_issued, 1, "one token for all\n{}", shop.story());

    // Whoever was turned away tries again.
    let failed: Vec<Value> = shop.payments().into_iter().filter(|payment| payment["status"] == "failed").collect();
    assert!(!failed.is_empty(), "the rail was too good");
    for payment in &failed {
        assert_eq!(payment["reason"], "rail_busy", "{payment}");
    }
    for _ in 0..20 {
        shop.pass_secs(6);
    }
    poll(PATIENCE, || all_received(shop).then_some(())).unwrap_or_else(|| panic!("{}", shop.story()));
    let received = control.statement().len();
    assert_eq!(received, CROWD as usize - failed.len(), "each who was asked has paid");
    shop.agrees();
    assert_eq!(shop.reviews(), [""; 0]);
}

#[test]
fn fifty_power_cuts_in_the_middle_of_sales_leave_books_and_statement_in_agreement() {
    let settings = SalesSettings { langod: find_langod().unwrap(), times: 50, seed: 2026 };
    let mut story = Vec::new();
    let summary = run_sales(&settings, |round| story.push(round.to_string())).unwrap();
    assert!(summary.agrees(), "{summary}\n{}", story.join("\n"));
    assert!(summary.rounds == 50 && summary.receipts > 100, "too quiet to prove anything: {summary}");
}
