//! Fifty guests at once, on a real clock: nothing is lost, nothing is paid twice.

use std::collections::BTreeSet;
use std::thread;

use testkit::DarajaConfig;
use testkit::daraja::Endpoint;

use crate::world::{phone, world_of};

#[test]
fn fifty_guests_pay_ten_times_at_once() {
    let config = DarajaConfig::paybill().in_real_time().with_quirks(|quirks| {
        quirks.callback_delay_ms = [20, 200];
        quirks.callback_lag_ms = 10;
        quirks.subscriber_lock = false;
        quirks.query_limit = false;
    });
    let world = world_of(config);
    world.client.sign_in();
    thread::scope(|scope| {
        for guest in 100..150 {
            let world = &world;
            scope.spawn(move || {
                for amount in 1..=10 {
                    let id = world.pushed(&phone(guest), amount);
                    assert_eq!(world.query(&id).status, 200);
                }
            });
        }
    });
    let called: BTreeSet<String> =
        (0..500).map(|_| world.receiver.posted().callback()["CheckoutRequestID"].to_string()).collect();
    assert_eq!(called.len(), 500);
    assert_eq!(world.daraja.statement().len(), 500);
    let counters = world.daraja.counters();
    assert_eq!((counters.requests_of(Endpoint::StkPush), counters.requests_of(Endpoint::StkQuery)), (500, 500));
    assert_eq!(counters.tokens_issued, 1);
}
