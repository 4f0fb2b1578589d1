//! Paying at a site behind NAT: the rail tells the cloud, and the cloud tells the gateway. Whoever of the three falls down
//! on the way, a receipt becomes one ticket.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::thread;

use acceptance::chain::Chain;
use acceptance::shop::phone;
use testkit::cloud::CloudBuilder;
use testkit::daraja::{Behaviour, CallbackMode};
use testkit::langod::LangodBuilder;

/// A cloud that has said everything soon after it came back, and does not hold the next question for long.
fn brief(cloud: CloudBuilder) -> CloudBuilder {
    cloud.hold_seconds(2)
}

/// A gateway that asks the rail by itself after a second.
fn asking(gateway: LangodBuilder) -> LangodBuilder {
    gateway.edit("query_after_seconds = 600", "query_after_seconds = 1")
}

#[test]
fn a_callback_to_the_cloud_becomes_a_ticket_at_the_gateway() {
    let chain = Chain::forge();
    let id = chain.shop.buys(&phone(1));
    chain.shop.pass_secs(30);
    chain.shop.ticket(&id);
    chain.shop.agrees();
    chain.is_in_step();
    assert_eq!(chain.is_seen(|site| site["applied"] == 1)["last_directive"], 1);
}

#[test]
fn a_callback_that_finds_the_cloud_dead_is_made_good_by_the_gateways_own_question() {
    let mut chain = Chain::with(|cloud| cloud, asking);
    let id = chain.shop.buys(&phone(1));
    chain.cloud.kill_9().unwrap();
    chain.shop.pass_secs(30);
    chain.shop.ticket(&id);
    chain.shop.agrees();
    chain.cloud.launch().unwrap();
    chain.is_in_step();
    assert_eq!(chain.seen()["last_directive"], 0);
}

#[test]
fn a_callback_waits_in_the_cloud_for_a_gateway_that_was_killed() {
    let mut chain = Chain::forge();
    let id = chain.shop.buys(&phone(1));
    chain.shop.langod.kill_9().unwrap();
    chain.shop.pass_secs(30);
    let seen = chain.seen();
    assert_eq!((&seen["last_directive"], &seen["applied"]), (&1.into(), &0.into()), "{seen}");
    chain.shop.langod.launch().unwrap();
    chain.shop.ticket(&id);
    chain.is_seen(|site| site["applied"] == 1);
    chain.shop.agrees();
}

#[test]
fn a_callback_that_overtakes_the_answer_to_the_push_becomes_one_ticket() {
    let chain = Chain::forge();
    chain.shop.daraja.control().set_quirks(|quirks| quirks.callback = CallbackMode::BeforeAnswer);
    let id = chain.shop.buys(&phone(1));
    chain.shop.ticket(&id);
    chain.is_seen(|site| site["applied"] == 1);
    chain.shop.agrees();
}

#[test]
fn fifty_callbacks_of_one_payment_at_once_become_one_ticket() {
    let mut chain = Chain::forge();
    let id = chain.shop.buys(&phone(1));
    chain.cloud.kill_9().unwrap();
    chain.shop.pass_secs(30);
    chain.cloud.launch().unwrap();
    let callback = chain.posted().pop().unwrap();
    thread::scope(|scope| {
        let post = || assert_eq!(chain.posts(&callback).json()["ResultCode"], 0);
        (0..50).for_each(|_| drop(scope.spawn(post)));
    });
    chain.shop.ticket(&id);
    let seen = chain.is_seen(|site| site["applied"] == site["last_directive"]);
    assert!(seen["applied"].as_u64().is_some_and(|applied| (1..=50).contains(&applied)), "{seen}");
    chain.shop.agrees();
    assert_eq!(chain.shop.reviews(), [""; 0]);
}

#[test]
fn the_callback_and_the_confirmation_of_one_receipt_become_one_ticket() {
    for confirmation_first in [true, false] {
        let chain = Chain::forge();
        chain.shop.daraja.control().set_callback_to(None);
        let id = chain.shop.buys(&phone(1));
        chain.shop.pass_secs(30);
        let mut both = [chain.posted().pop().unwrap(), chain.shop.confirmation_of_the_latest()];
        if confirmation_first {
            both.reverse();
        }
        for posted in &both {
            assert_eq!(chain.posts(posted).json()["ResultCode"], 0);
        }
        chain.is_seen(|site| site["applied"] == 2);
        chain.shop.ticket(&id);
        assert_eq!(chain.shop.payments()[0]["receipt"], chain.shop.daraja.control().statement()[0].receipt.as_str());
        chain.shop.agrees();
        assert_eq!(chain.shop.reviews(), [""; 0]);
    }
}

#[test]
fn a_prompt_that_was_cancelled_is_told_through_the_cloud() {
    let chain = Chain::forge();
    chain.shop.behaves(&phone(1), Behaviour::Cancels);
    let id = chain.shop.buys(&phone(1));
    chain.shop.pass_secs(30);
    assert_eq!(chain.shop.becomes(&id, "failed")["reason"], "cancelled");
    assert_eq!(chain.shop.payments()[0]["result_code"], "1032");
    chain.is_seen(|site| site["applied"] == 1);
    chain.is_in_step();
    chain.shop.agrees();
}

#[test]
fn callbacks_that_no_gateway_has_taken_yet_outlive_the_cloud() {
    let mut chain = Chain::with(brief, |gateway| gateway);
    let ids: Vec<_> = (1..=3).map(|guest| chain.shop.buys(&phone(guest))).collect();
    chain.shop.langod.kill_9().unwrap();
    chain.shop.pass_secs(30);
    chain.cloud.kill_9().unwrap();
    chain.cloud.launch().unwrap();
    assert_eq!(chain.seen()["last_directive"], 3);
    chain.shop.langod.launch().unwrap();
    ids.iter().for_each(|id| drop(chain.shop.ticket(id)));
    chain.cloud.restart().unwrap();
    chain.is_seen(|site| site["applied"] == 3);
    chain.is_in_step();
    chain.shop.agrees();
}

#[test]
fn nothing_is_lost_and_nothing_comes_twice_while_the_cloud_dies_again_and_again() {
    let mut chain = Chain::with(brief, asking);
    let mut ids = Vec::new();
    for round in 0..6 {
        ids.extend((1..=3).map(|guest| chain.shop.buys(&phone(10 * round + guest))));
        if round % 2 == 0 {
            chain.cloud.kill_9().unwrap();
        }
        chain.shop.pass_secs(30);
        // In the odd rounds it dies with callbacks just taken, in the even ones it was dead when they came.
        if round % 2 == 1 {
            chain.cloud.kill_9().unwrap();
        }
        chain.cloud.launch().unwrap();
    }
    ids.iter().for_each(|id| drop(chain.shop.ticket(id)));
    chain.is_seen(|site| site["applied"] == site["last_directive"]);
    chain.is_in_step();
    chain.shop.agrees();
}
