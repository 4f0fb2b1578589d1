//! The state machine: the subscriber's lock, rule 17, and every way a push can end.

use std::time::Duration;

use testkit::DarajaConfig;
use testkit::daraja::{Behaviour, NoPrompt, PushState, Rule17, Subscriber};

use crate::world::{SOON, phone, wire, world, world_of, world_with};

#[test]
fn a_subscriber_is_locked_while_the_prompt_is_open() {
    let world = world();
    world.pushed(&phone(1), 20);
    let locked = "Unable to lock subscriber, a transaction is already in process for the current subscriber";
    assert_eq!(world.push(&phone(1), 50).refusal(), (500, "500.001.1001".to_owned(), locked.to_owned()));
    assert_eq!(world.push(&phone(2), 50).status, 200);
    world.daraja.advance(SOON);
    assert_eq!(world.push(&phone(1), 50).status, 200);
}

#[test]
fn the_lock_can_be_switched_off() {
    let world = world_with(|quirks| quirks.subscriber_lock = false);
    let (one, other) = (world.pushed(&phone(1), 20), world.pushed(&phone(1), 20));
    assert_ne!(one, other);
}

#[test]
fn the_same_reference_twice_is_two_pushes() {
    let world = world();
    let first = world.pushed(&phone(2), 20);
    world.daraja.advance(SOON);
    assert_ne!(world.pushed(&phone(2), 20), first);
    assert_eq!(world.daraja.pushes()[0].account_reference, world.daraja.pushes()[1].account_reference);
}

#[test]
fn the_same_amount_again_within_two_minutes_is_rule_limited() {
    let world = world();
    world.pushed(&phone(1), 20);
    world.daraja.advance(SOON);
    let again = world.pushed(&phone(1), 20);
    assert_eq!(world.queried(&again), "17");
    let another_amount = world.pushed(&phone(1), 30);
    world.daraja.advance(Duration::from_secs(130));
    assert_eq!(world.queried(&another_amount), "0");
    let later = world.pushed(&phone(1), 20);
    world.daraja.advance(SOON);
    assert_eq!(world.queried(&later), "0");
}

#[test]
fn rule_17_may_count_from_any_push_or_be_off() {
    for (rule, code) in [(Rule17::AfterPayment, "1032"), (Rule17::AfterPush, "17"), (Rule17::Off, "1032")] {
        let world = world_with(|quirks| quirks.rule_17 = rule);
        world.pushed(&phone(2), 20);
        world.daraja.advance(SOON);
        let again = world.pushed(&phone(2), 20);
        world.daraja.advance(SOON);
        assert_eq!(world.queried(&again), code);
    }
}

#[test]
fn every_phone_of_the_directory_does_what_the_list_says() {
    for (n, code) in [
        (1, "0"),
        (2, "1032"),
        (3, "1037"),
        (4, "1"),
        (5, "2001"),
        (6, "1037"),
        (7, "8006"),
        (8, "0"),
        (9, "1037"),
        (10, "26"),
        (11, "1019"),
        (12, "4"),
        (13, "3"),
        (14, "2"),
        (15, "8"),
        (16, "2028"),
        (17, "SFC_IC0003"),
        (18, "17"),
        (19, "1001"),
        (20, "1025"),
        (21, "4999"),
        (22, "0"),
        (23, "0"),
        (24, "0"),
        (25, "0"),
        (99, "0"),
    ] {
        let world = world();
        let id = world.pushed(&phone(n), 20);
        world.daraja.advance(Duration::from_secs(100));
        assert_eq!(world.queried(&id), code, "{n}");
    }
}

#[test]
fn nobody_answers_the_sandboxs_own_number() {
    assert_eq!(world().called_back("0708374149", 20).callback()["ResultCode"], 1037);
}

#[test]
fn a_phone_that_is_off_or_a_merchant_that_is_wrong_shows_no_prompt() {
    for (n, prompts) in [(1, 1), (2, 1), (3, 1), (6, 0), (10, 0), (16, 0), (20, 0)] {
        let world = world();
        world.pushed(&phone(n), 20);
        assert_eq!(world.daraja.pushes()[0].prompts, prompts, "{n}");
        assert_eq!(world.daraja.counters().prompts, u64::from(prompts));
        let state = if prompts == 1 { PushState::Prompting } else { PushState::Accepted };
        assert_eq!(world.daraja.pushes()[0].state, state);
    }
}

#[test]
fn a_waiting_phone_does_as_its_owner_says() {
    let world = world();
    let waiting = wire(&phone(21));
    world.pushed(&phone(21), 20);
    world.daraja.advance(Duration::from_secs(3600));
    world.client.sign_in();
    assert_eq!(world.daraja.pushes()[0].state, PushState::Prompting);
    world.daraja.enter_pin(waiting).unwrap();
    assert_eq!(world.daraja.pushes()[0].state, PushState::Paid);
    assert_eq!(world.daraja.enter_pin(waiting), Err(NoPrompt(waiting)));
    for (end, code) in [(0, "1032"), (1, "1037"), (2, "2001")] {
        world.pushed(&phone(21), 30);
        match end {
            0 => world.daraja.cancel(waiting),
            1 => world.daraja.time_out(waiting),
            _ => world.daraja.end_prompt(waiting, code),
        }
        .unwrap();
        assert_eq!(world.daraja.latest_push(waiting).unwrap().state, PushState::Failed(code.into()));
    }
    world.daraja.advance(SOON);
    let codes: Vec<_> = (0..4).map(|_| world.receiver.posted().callback()["ResultCode"].clone()).collect();
    assert_eq!(codes, [0, 1032, 1037, 2001]);
}

#[test]
fn a_hand_may_be_faster_than_the_plan() {
    let world = world();
    world.pushed(&phone(3), 20);
    world.daraja.enter_pin(wire(&phone(3))).unwrap();
    world.daraja.advance(Duration::from_secs(120));
    assert_eq!(world.daraja.statement().len(), 1);
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 0);
    assert!(world.receiver.rest().is_empty());
}

#[test]
fn a_late_payer_pays_after_the_time_out_was_reported() {
    let world = world();
    let id = world.pushed(&phone(9), 20);
    world.daraja.advance(Duration::from_secs(60));
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 1037);
    assert_eq!(world.queried(&id), "1037");
    world.daraja.advance_until_quiet();
    let success = world.receiver.posted();
    assert_eq!(success.callback()["ResultCode"], 0);
    assert_eq!(success.callback()["CheckoutRequestID"], id);
    assert_eq!(world.queried(&id), "0");
    assert_eq!(world.daraja.statement().len(), 1);
}

#[test]
fn behaviours_and_delays_can_be_given_and_changed() {
    let slow = Subscriber::new(Behaviour::Pays).after_ms(40_000);
    let world = world_of(DarajaConfig::paybill().with_subscriber(wire("0722 123 456"), slow));
    world.pushed("0722123456", 20);
    world.daraja.advance(Duration::from_millis(39_999));
    assert!(world.receiver.rest().is_empty());
    world.daraja.advance(Duration::from_millis(1));
    world.receiver.posted();
    world.daraja.set_subscriber(wire(&phone(1)), Subscriber::new(Behaviour::Fails("9999".into())));
    world.daraja.set_unknown_subscriber(Subscriber::new(Behaviour::Cancels));
    assert_eq!(world.called_back(&phone(1), 20).callback()["ResultCode"], 9999);
    assert_eq!(world.called_back("0110 555 666", 20).callback()["ResultCode"], 1032);
}
