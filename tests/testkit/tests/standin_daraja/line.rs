//! The line itself: refused, cut, silent, slow, and answers that are lost after the work is done.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use testkit::daraja::{Connections, Endpoint, Event, Fault, Schedule};

use crate::world::{PUSH, SOON, World, phone, world};

fn fail(world: &World, fault: Fault) {
    world.daraja.fail(Endpoint::StkPush, fault, Schedule::Next(1));
}

#[test]
fn connections_may_be_refused_and_taken_again() {
    let world = world();
    world.pushed(&phone(1), 20);
    for _ in 0..3 {
        world.daraja.set_connections(Connections::Refused);
        let refused = world.client.try_post(PUSH, &world.push_body(&phone(2), 20)).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        world.daraja.set_connections(Connections::Refused);
        world.daraja.set_connections(Connections::Taken);
        world.daraja.set_connections(Connections::Taken);
        assert_eq!(world.push(&phone(1), 20).refusal().1, "500.001.1001");
    }
    assert_eq!(world.daraja.pushes().len(), 1);
}

#[test]
fn connections_may_stay_unanswered() {
    let world = world();
    let address = world.daraja.base_url().strip_prefix("http://").unwrap().parse().unwrap();
    let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(50));
    for next in [Connections::Taken, Connections::Refused] {
        world.daraja.set_connections(Connections::Unanswered);
        assert_eq!(connect().unwrap_err().kind(), ErrorKind::TimedOut);
        world.daraja.set_connections(next);
        assert_eq!(connect().is_ok(), next == Connections::Taken);
    }
}

#[test]
fn callbacks_go_out_while_connections_are_refused() {
    let world = world();
    world.pushed(&phone(1), 20);
    world.daraja.set_connections(Connections::Refused);
    world.daraja.advance(SOON);
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 0);
}

#[test]
fn a_connection_may_be_cut_before_anything_is_done() {
    let world = world();
    fail(&world, Fault::Cut);
    assert!(world.client.try_post(PUSH, &world.push_body(&phone(1), 20)).is_err());
    assert!(world.daraja.pushes().is_empty());
}

#[test]
fn an_answer_may_be_lost_after_acceptance_and_the_push_happens() {
    let world = world();
    fail(&world, Fault::LostAnswer);
    assert!(world.client.try_post(PUSH, &world.push_body(&phone(1), 20)).is_err());
    assert_eq!(world.daraja.pushes()[0].prompts, 1);
    world.daraja.advance(SOON);
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 0);
    assert_eq!(world.daraja.statement().len(), 1);
}

#[test]
fn a_request_may_never_be_answered() {
    for (fault, pushes) in [(Fault::Hang, 0), (Fault::HangAfter, 1)] {
        let world = world();
        fail(&world, fault);
        let (headers, body) = (world.client.bearer(), world.push_body(&phone(1), 20).to_string());
        let mut waiting = world.client.send("POST", PUSH, &headers, &body).unwrap();
        world.daraja.wait_for(|event| matches!(event, Event::FaultMet { .. })).unwrap();
        if pushes == 1 {
            world.daraja.wait_for(|event| matches!(event, Event::PromptAppeared { .. })).unwrap();
        }
        waiting.set_nonblocking(true).unwrap();
        assert_eq!(waiting.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert_eq!(world.daraja.pushes().len(), pushes);
        // Others are served meanwhile.
        assert_eq!(world.push(&phone(2), 20).status, 200);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long an answer takes is what is tested")]
fn an_answer_may_be_slow() {
    let world = world();
    fail(&world, Fault::Slow(50));
    let asked = Instant::now();
    assert_eq!(world.push(&phone(1), 20).status, 200);
    assert!(asked.elapsed() >= Duration::from_millis(50));
}

#[test]
fn tokens_meet_faults_like_any_call() {
    let world = world();
    world.client.sign_in();
    world.daraja.fail(Endpoint::Token, Fault::Cut, Schedule::Next(1));
    let asked = world.client.send("GET", crate::client::TOKEN, &world.client.basic(), "");
    let mut answer = Vec::new();
    // Cut: either nothing comes, or the connection is reset.
    let _ = asked.unwrap().read_to_end(&mut answer);
    assert!(answer.is_empty());
    assert_eq!(world.push(&phone(1), 20).status, 200);
}
