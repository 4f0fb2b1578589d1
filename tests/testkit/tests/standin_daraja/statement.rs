//! The account: what a test asks when all is over.

use std::collections::BTreeSet;

use testkit::daraja::{Kind, PushState};

use crate::world::{CALLBACK_URL, SOON, phone, wire, world};

#[test]
fn every_receipt_is_on_the_statement_with_where_it_came_from() {
    let world = world();
    let id = world.pushed(&phone(1), 20);
    world.daraja.advance(SOON);
    let by_hand = world.daraja.pay_by_hand(wire("0722000111"), 35, "lango 9").unwrap();
    let [stk, c2b] = world.daraja.statement().try_into().unwrap();
    assert_eq!((stk.kind, stk.amount_shillings, stk.phone), (Kind::Stk, 20, wire(&phone(1))));
    assert_eq!((stk.checkout_request_id, stk.callback_url), (Some(id), Some(CALLBACK_URL.to_owned())));
    assert_eq!((stk.account_reference.as_str(), stk.reversed_by), ("wifi17", None));
    assert!(stk.time.starts_with("202601150930"), "{}", stk.time);
    assert_eq!((c2b.kind, c2b.receipt, c2b.account_reference), (Kind::C2b, by_hand, "lango 9".to_owned()));
    assert_eq!((c2b.checkout_request_id, c2b.callback_url), (None, None));
    assert_eq!(world.daraja.balance_shillings(), 1500 + 20 + 35);
}

#[test]
fn receipts_are_ten_characters_and_unique() {
    let world = world();
    let receipts: BTreeSet<String> =
        (0..100).map(|n| world.daraja.pay_by_hand(wire(&phone(n)), 20, "").unwrap()).collect();
    assert_eq!(receipts.len(), 100);
    let fits = |receipt: &String| receipt.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    assert!(receipts.iter().all(|receipt| receipt.len() == 10 && receipt.starts_with("UAF") && fits(receipt)));
}

#[test]
fn every_push_is_listed_with_what_became_of_it() {
    let world = world();
    for n in [1, 2, 21] {
        world.pushed(&phone(n), 20 + n);
    }
    world.daraja.advance(SOON);
    let [paid, cancelled, open] = world.daraja.pushes().try_into().unwrap();
    assert_eq!((paid.state, paid.receipt), (PushState::Paid, Some(world.daraja.statement()[0].receipt.clone())));
    assert_eq!((cancelled.state, cancelled.receipt), (PushState::Failed("1032".into()), None));
    assert_eq!((open.state, open.prompts, open.callbacks), (PushState::Prompting, 1, 0));
    assert_eq!((open.phone, open.amount_shillings), (wire(&phone(21)), 41));
    assert_eq!((open.callback_url.as_str(), open.transaction_desc.as_str()), (CALLBACK_URL, "1 hour"));
}

#[test]
fn happenings_are_told_in_sentences() {
    let world = world();
    world.pushed(&phone(1), 20);
    world.daraja.advance(SOON);
    let story: Vec<String> = world.daraja.events_after(0).iter().map(|record| record.event.to_string()).collect();
    let receipt = &world.daraja.statement()[0].receipt;
    for line in [
        "token 1 is issued; earlier ones are dead".to_owned(),
        "0700 000 001 is asked for the PIN to pay KES 20".to_owned(),
        format!("0700 000 001 paid KES 20 for 'wifi17', receipt {receipt}"),
        format!("callback to {CALLBACK_URL}: answered 200"),
    ] {
        assert!(story.contains(&line), "{line} in {story:#?}");
    }
}
