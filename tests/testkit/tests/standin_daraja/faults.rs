//! What takes the place of an answer, and what spoils one.

use serde_json::Value;
use testkit::daraja::{Endpoint, Event, Fault, Schedule};

use crate::client::Answer;
use crate::world::{SOON, World, phone, world};

/// A push that meets a fault, once.
fn pushed_into(world: &World, fault: Fault) -> Answer {
    world.daraja.fail(Endpoint::StkPush, fault, Schedule::Next(1));
    world.push(&phone(1), 20)
}

#[test]
fn an_answer_may_be_empty() {
    let world = world();
    let answer = pushed_into(&world, Fault::EmptyBody);
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert!(world.daraja.pushes().is_empty());
    let done = pushed_into(&world, Fault::EmptyAfter);
    assert_eq!((done.status, done.body.as_str(), world.daraja.pushes().len()), (200, "", 1));
}

#[test]
fn the_firewall_may_answer_with_its_page() {
    let world = world();
    for (fault, status) in [(Fault::Firewall, 403), (Fault::FirewallOk, 200)] {
        let answer = pushed_into(&world, fault);
        assert_eq!(answer.status, status);
        assert!(answer.body.contains("_Incapsula_Resource") && answer.body.contains("Incapsula incident ID"));
    }
}

#[test]
fn mpesa_may_be_busy() {
    let world = world();
    for (fault, code, message) in [
        (Fault::SystemBusy, "500.003.02", "System is busy. Please try again in few minutes."),
        (Fault::SpikeArrest, "500.003.02", "Error Occurred: Spike Arrest Violation"),
        (Fault::QuotaViolation, "500.003.03", "Quota Violation"),
        (Fault::InternalError, "500.003.1001", "Internal Server Error"),
        (Fault::Processing, "500.001.1001", "The transaction is being processed"),
    ] {
        assert_eq!(pushed_into(&world, fault).refusal(), (500, code.to_owned(), message.to_owned()));
    }
    assert_eq!(pushed_into(&world, Fault::EmptyMessage).refusal(), (200, "500.001.1001".into(), String::new()));
    assert_eq!(pushed_into(&world, Fault::InvalidToken).refusal().1, "404.001.03");
}

#[test]
fn the_gateway_has_a_shape_of_its_own() {
    let world = world();
    let rate = pushed_into(&world, Fault::GatewayFault);
    let words = "Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=10, \
                 periodInMicroseconds=1000000, maxBurstMessageCount=2.0}";
    assert_eq!((rate.status, &rate.json()["fault"]["faultstring"]), (500, &words.into()));
    let product = pushed_into(&world, Fault::NoProduct).json();
    assert_eq!(product["fault"]["faultstring"], "Invalid API call as no apiproduct match found");
}

#[test]
fn half_an_answer_is_no_json() {
    let answer = pushed_into(&world(), Fault::Truncated);
    assert_eq!(answer.status, 200);
    assert!(answer.body.starts_with("{\"MerchantRequestID\"") && serde_json::from_str::<Value>(&answer.body).is_err());
}

#[test]
fn an_answer_may_have_other_types() {
    let answer = pushed_into(&world(), Fault::WrongTypes).json();
    assert!(answer["CheckoutRequestID"].is_array() && answer["ResponseCode"].is_array());
}

#[test]
fn an_answer_may_be_huge() {
    let answer = pushed_into(&world(), Fault::Huge);
    assert!(answer.body.len() > 6 * 1024 * 1024);
    assert_eq!(answer.text("ResponseCode"), "0");
}

#[test]
fn an_answer_may_be_full_of_blanks() {
    let answer = pushed_into(&world(), Fault::Indented);
    assert!(answer.body.contains("\r\n\t          ") && answer.body.ends_with("\t\r\n"));
    assert_eq!(answer.text("ResponseCode"), "0");
}

#[test]
fn faults_meet_the_requests_they_were_ordered_for() {
    let world = world();
    let statuses =
        |world: &World, from: u32| (from..from + 4).map(|n| world.push(&phone(n), 20).status).collect::<Vec<_>>();
    world.daraja.fail(Endpoint::StkPush, Fault::SystemBusy, Schedule::Next(2));
    assert_eq!(statuses(&world, 100), [500, 500, 200, 200]);
    world.daraja.fail(Endpoint::StkPush, Fault::SystemBusy, Schedule::Every(2));
    assert_eq!(statuses(&world, 200), [200, 500, 200, 500]);
    world.daraja.heal(Endpoint::StkPush);
    world.daraja.fail_all(Fault::SystemBusy, Schedule::Always);
    assert_eq!(statuses(&world, 300), [500; 4]);
    world.daraja.heal_all();
    assert_eq!(statuses(&world, 400), [200; 4]);
    assert!(world.has_happened(|event| matches!(event, Event::FaultMet { endpoint: Endpoint::StkPush, .. })));
}

#[test]
fn a_spoilt_answer_does_not_undo_the_work() {
    for fault in [Fault::Truncated, Fault::WrongTypes, Fault::Huge, Fault::Indented, Fault::EmptyAfter] {
        let world = world();
        pushed_into(&world, fault);
        world.daraja.advance(SOON);
        assert_eq!(world.daraja.statement().len(), 1);
        assert_eq!(world.receiver.posted().callback()["ResultCode"], 0);
    }
}
