//! When callbacks come and how often.

use std::time::Duration;

use testkit::daraja::{CallbackMode, Fate, PushState};
use testkit::{Daraja, DarajaConfig};

use crate::client::Client;
use crate::receiver::Meets;
use crate::world::{CALLBACK_URL, PUSH, SOON, World, phone, wire, world, world_with};

#[test]
fn a_callback_comes_seven_to_eighteen_seconds_after_the_push() {
    let world = world();
    for n in 100..120 {
        world.pushed(&phone(n), 20);
        let mark = world.daraja.now();
        world.daraja.advance(Duration::from_millis(6999));
        assert!(world.receiver.rest().is_empty());
        world.daraja.advance(Duration::from_millis(11_001));
        world.receiver.posted();
        assert_eq!(world.daraja.now() - mark, Duration::from_secs(18));
    }
}

#[test]
fn the_delay_can_be_set() {
    let world = world_with(|quirks| quirks.callback_delay_ms = [500, 500]);
    world.pushed(&phone(1), 20);
    world.daraja.advance(Duration::from_millis(499));
    assert!(world.receiver.rest().is_empty());
    world.daraja.advance(Duration::from_millis(1));
    world.receiver.posted();
}

#[test]
fn time_outs_come_at_their_own_times() {
    for (n, secs) in [(3, 60), (6, 26), (11, 90), (16, 3)] {
        let world = world();
        world.pushed(&phone(n), 20);
        world.daraja.advance(Duration::from_millis(secs * 1000 - 1));
        assert!(world.receiver.rest().is_empty(), "{n}");
        world.daraja.advance(Duration::from_millis(1));
        world.receiver.posted();
    }
}

#[test]
fn path_query_and_headers_are_mpesas() {
    let world = world_with(|quirks| quirks.forwarded_for = Some("196.201.214.200".to_owned()));
    let posted = world.called_back(&phone(1), 20);
    assert_eq!(posted.path, "/stk/7c1f9d?site=1");
    assert_eq!(posted.header("host"), Some("pay.lango.example"));
    assert_eq!(posted.header("content-type"), Some("application/json;charset=UTF-8"));
    assert_eq!(posted.header("businessshortcode"), Some("174379"));
    assert!(posted.header("user-agent").unwrap().starts_with("ReactorNetty/"));
    assert_eq!(posted.header("authorization"), None);
    assert_eq!(posted.header("x-forwarded-for"), Some("196.201.214.200"));
}

#[test]
fn a_receiver_that_fails_is_not_called_again() {
    let world = world();
    world.receiver.meets(Meets::Answer(500, ""));
    world.called_back(&phone(1), 20);
    world.daraja.advance(Duration::from_secs(3600));
    assert!(world.receiver.rest().is_empty());
    assert_eq!(world.daraja.delivered()[0].fate, Fate::Answered(500));
}

#[test]
fn a_receiver_that_refuses_is_not_called_again() {
    let world = world();
    // Nobody listens on the discard port.
    world.daraja.set_callback_to(Some(([127, 0, 0, 1], 9).into()));
    world.pushed(&phone(1), 20);
    world.daraja.advance(SOON);
    world.daraja.set_callback_to(Some(world.receiver.address));
    world.daraja.advance(Duration::from_secs(3600));
    assert!(world.receiver.rest().is_empty());
    assert!(matches!(world.daraja.delivered().as_slice(), [only] if matches!(only.fate, Fate::Failed(_))));
}

#[test]
fn without_a_receiver_callbacks_are_recorded() {
    let daraja = Daraja::start(DarajaConfig::paybill()).unwrap();
    let client = Client::new(&daraja.base_url(), "standin-key", "standin-secret");
    let body = world().push_body(&phone(1), 20);
    assert_eq!(client.post(PUSH, &body).status, 200);
    daraja.advance(SOON);
    let delivered = daraja.delivered();
    assert_eq!((delivered[0].fate.clone(), delivered[0].url.as_str()), (Fate::Nowhere, CALLBACK_URL));
    assert!(delivered[0].body.contains("stkCallback"));
}

/// How many callbacks come for one payment.
fn callbacks(world: &World, n: u32) -> usize {
    world.pushed(&phone(n), 20);
    world.daraja.advance(SOON);
    world.receiver.rest().len()
}

#[test]
fn callbacks_come_once_twice_ten_times_or_never() {
    for (mode, count) in
        [(CallbackMode::Once, 1), (CallbackMode::Never, 0), (CallbackMode::Twice, 2), (CallbackMode::TenAtOnce, 10)]
    {
        let world = world_with(|quirks| quirks.callback = mode);
        assert_eq!(callbacks(&world, 1), count, "{mode:?}");
        assert_eq!(world.daraja.statement().len(), 1);
        assert_eq!(world.daraja.pushes()[0].callbacks, u32::try_from(count).unwrap());
    }
}

#[test]
fn phones_of_the_directory_have_callbacks_of_their_own() {
    for (n, count) in [(8, 0), (22, 2), (23, 10)] {
        assert_eq!(callbacks(&world(), n), count);
    }
}

#[test]
fn a_callback_may_come_before_the_answer() {
    let world = world_with(|quirks| quirks.callback = CallbackMode::BeforeAnswer);
    let before = world.daraja.now();
    let id = world.pushed(&phone(1), 20);
    assert_eq!(world.receiver.rest()[0].callback()["CheckoutRequestID"], id);
    assert_eq!(world.daraja.now(), before);
    assert_eq!(world.daraja.push(&id).unwrap().state, PushState::Paid);
    world.daraja.advance(SOON);
    assert!(world.receiver.rest().is_empty());
}

#[test]
fn a_callback_may_come_an_hour_later() {
    let world = world_with(|quirks| quirks.callback = CallbackMode::After(3_600_000));
    let id = world.pushed(&phone(1), 20);
    world.daraja.advance(SOON);
    assert_eq!(world.daraja.push(&id).unwrap().state, PushState::Paid);
    world.daraja.advance(Duration::from_secs(3570));
    assert!(world.receiver.rest().is_empty());
    world.daraja.advance(Duration::from_secs(60));
    world.receiver.posted();
}

#[test]
fn a_success_may_follow_a_failure() {
    let world = world();
    let id = world.pushed(&phone(2), 20);
    world.daraja.advance(SOON);
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 1032);
    world.daraja.pay_after_all(wire(&phone(2))).unwrap();
    world.daraja.advance(SOON);
    let success = world.receiver.posted();
    assert_eq!((&success.callback()["ResultCode"], &success.callback()["CheckoutRequestID"]), (&0.into(), &id.into()));
    assert!(world.daraja.pay_after_all(wire(&phone(2))).is_err());
}

#[test]
fn a_callback_can_be_repeated_at_any_time() {
    let world = world();
    let first = world.called_back(&phone(1), 20);
    let id = world.daraja.pushes()[0].checkout_request_id.clone();
    assert!(world.daraja.repeat_callback(&id));
    assert_eq!(world.receiver.posted().body, first.body);
    assert!(!world.daraja.repeat_callback("ws_CO_nobodys"));
}
