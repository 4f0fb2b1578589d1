//! The clock.

use std::io::Read;
use std::time::Duration;

use testkit::DarajaConfig;
use testkit::daraja::{ClockMode, Event};

use crate::world::{SOON, phone, wire, world, world_of};

#[test]
fn nothing_happens_while_the_clock_stands_still() {
    let world = world();
    world.pushed(&phone(1), 20);
    assert_eq!(world.daraja.timestamp(), "20260115093000");
    world.daraja.advance(Duration::ZERO);
    assert!(world.daraja.statement().is_empty() && world.receiver.rest().is_empty());
}

#[test]
fn what_falls_due_has_happened_in_its_order_when_the_clock_has_moved() {
    let world = world();
    (100..120).for_each(|n| drop(world.pushed(&phone(n), 20)));
    world.daraja.advance(SOON);
    let callbacks = world.receiver.rest();
    assert_eq!(callbacks.len(), 20);
    let dates: Vec<u64> =
        callbacks.iter().map(|callback| callback.item("TransactionDate").unwrap()["Value"].as_u64().unwrap()).collect();
    assert!(dates.is_sorted() && dates.first() < dates.last(), "{dates:?}");
    let times: Vec<u64> = world.daraja.statement().iter().map(|entry| entry.at_ms).collect();
    assert!(times.is_sorted());
}

#[test]
fn a_week_passes_at_once() {
    let world = world();
    world.daraja.advance(Duration::from_secs(7 * 24 * 3600));
    assert_eq!(world.daraja.timestamp(), "20260122093000");
    assert_eq!(world.daraja.now(), Duration::from_secs(7 * 24 * 3600));
}

#[test]
fn the_start_can_be_chosen() {
    let config = DarajaConfig { clock: ClockMode::Virtual { start_unix_secs: 0 }, ..DarajaConfig::paybill() };
    assert_eq!(world_of(config).daraja.timestamp(), "19700101030000");
}

#[test]
fn quiet_is_when_nothing_more_is_planned() {
    let world = world();
    world.pushed(&phone(9), 20);
    world.pushed(&phone(25), 20);
    world.daraja.advance_until_quiet();
    assert_eq!(world.receiver.rest().len(), 3);
    assert_eq!(world.daraja.statement().len(), 2);
}

#[test]
fn a_real_clock_goes_by_itself() {
    let config = DarajaConfig::paybill().in_real_time().with_quirks(|quirks| {
        quirks.callback_delay_ms = [30, 30];
        quirks.callback_lag_ms = 10;
    });
    let world = world_of(config);
    world.pushed(&phone(1), 20);
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 0);
}

#[test]
fn a_real_clock_may_skip_ahead() {
    let world = world_of(DarajaConfig::paybill().in_real_time());
    world.pushed(&phone(3), 20);
    world.daraja.advance(Duration::from_secs(60));
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 1037);
}

#[test]
fn a_dropped_stand_in_is_gone_at_once() {
    let world = world();
    world.pushed(&phone(1), 20);
    world.daraja.fail_all(testkit::daraja::Fault::Hang, testkit::daraja::Schedule::Always);
    let (headers, body) = (world.client.bearer(), world.push_body(&phone(2), 20).to_string());
    let mut waiting = world.client.send("POST", crate::world::PUSH, &headers, &body).unwrap();
    world.daraja.wait_for(|event| matches!(event, Event::FaultMet { .. })).unwrap();
    let control = world.daraja.control().clone();
    drop(world.daraja);
    // Cut: either nothing more comes, or the connection is reset.
    assert_eq!(waiting.read(&mut [0]).unwrap_or_default(), 0);
    // A hand that outlives it finds nothing to do.
    control.advance(SOON);
    assert!(control.enter_pin(wire(&phone(1))).is_ok());
}
