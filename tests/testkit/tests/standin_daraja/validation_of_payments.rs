//! The merchant's validation: accept, reject, or say nothing for eight seconds.

use std::thread;
use std::time::Duration;

use testkit::daraja::{Event, NotTaken};

use crate::receiver::Meets;
use crate::world::{SOON, World, phone, wire, world, world_with};

fn validating(response_type: &str) -> World {
    let world = world_with(|quirks| quirks.c2b_validation = true);
    world.register_with("v2", |body| body["ResponseType"] = response_type.into());
    world
}

fn pay(world: &World) -> Result<String, NotTaken> {
    world.daraja.pay_by_hand(wire(&phone(1)), 20, "wifi 0017")
}

#[test]
fn validation_is_off_until_it_is_switched_on() {
    let world = world();
    world.register("v2");
    pay(&world).unwrap();
    world.daraja.advance(SOON);
    assert_eq!(world.receiver.posted().path, "/c2b/confirm");
    assert!(world.receiver.rest().is_empty());
}

#[test]
fn an_accepted_payment_is_confirmed_with_the_merchants_own_id() {
    let world = validating("Cancelled");
    world.receiver.meets(Meets::Answer(200, r#"{"ResultCode":"0","ResultDesc":"Accepted","ThirdPartyTransID":"T17"}"#));
    let receipt = pay(&world).unwrap();
    let asked = world.receiver.posted();
    assert_eq!((asked.path.as_str(), &asked.json()["OrgAccountBalance"]), ("/c2b/validate", &"".into()));
    assert_eq!(asked.json()["TransID"], receipt);
    world.daraja.advance(SOON);
    let confirmation = world.receiver.posted().json();
    assert_eq!((&confirmation["TransID"], &confirmation["ThirdPartyTransID"]), (&receipt.into(), &"T17".into()));
}

#[test]
fn a_rejected_payment_moves_no_money() {
    let world = validating("Completed");
    world.receiver.meets(Meets::Answer(200, r#"{"ResultCode":"C2B00012","ResultDesc":"Rejected"}"#));
    assert_eq!(pay(&world), Err(NotTaken("C2B00012".to_owned())));
    world.daraja.advance(SOON);
    assert_eq!(world.receiver.posted().path, "/c2b/validate");
    assert!(world.receiver.rest().is_empty() && world.daraja.statement().is_empty());
}

#[test]
fn after_eight_silent_seconds_the_response_type_decides() {
    for (response_type, is_taken) in [("Completed", true), ("Cancelled", false)] {
        let world = validating(response_type);
        world.receiver.meets(Meets::Silence);
        thread::scope(|scope| {
            let paying = scope.spawn(|| pay(&world));
            world.daraja.wait_for(|event| matches!(event, Event::ValidationAsked { .. })).unwrap();
            world.daraja.advance(Duration::from_millis(7999));
            assert!(world.daraja.statement().is_empty() && !world.has_happened(rejected));
            world.daraja.advance(Duration::from_millis(1));
            assert_eq!(paying.join().unwrap().is_ok(), is_taken);
        });
        assert_eq!(world.daraja.statement().len(), usize::from(is_taken));
        assert_eq!(world.has_happened(rejected), !is_taken);
    }
}

fn rejected(event: &Event) -> bool {
    matches!(event, Event::PaymentRejected { .. })
}

#[test]
fn an_answer_nobody_understands_counts_as_none() {
    for answer in [Meets::Answer(200, "<html>"), Meets::Answer(500, ""), Meets::Answer(200, "{}")] {
        let world = validating("Completed");
        world.receiver.meets(answer.clone());
        assert!(pay(&world).is_ok());
        let world = validating("Cancelled");
        world.receiver.meets(answer);
        assert!(pay(&world).is_err());
    }
}
