//! REST on a bad day, or in another version.

use std::io::Write;
use std::net::TcpStream;
use std::thread;

use serde_json::{Value, json};
use testkit::Event;
use testkit::machine::{self, PATIENCE};
use testkit::router::{Body, Booleans, MissingRow, NoCommand, Quirks, Reboot, RestAccess};

use crate::rest_client::{admin, call, call_at};
use crate::server::Answer;
use crate::world::{CODE, World, nothing, open_world, world};

fn with(change: impl FnOnce(&mut Quirks)) -> World {
    world(Answer::Accept(nothing), change)
}

#[test]
fn a_router_without_www_has_nobody_listening() {
    let world = with(|quirks| quirks.rest.access = RestAccess::Closed);
    world.wait_for(|event| matches!(event, Event::RestPort { is_open: false }));
    let refused = TcpStream::connect(world.router.rest_address()).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    world.router.control().set_quirks(|quirks| quirks.rest.access = RestAccess::Served);
    world.wait_for(|event| matches!(event, Event::RestPort { is_open: true }));
    assert_eq!(admin(&world, "GET", "/system/identity", "").status, 200);
}

#[test]
fn rest_may_be_off_or_the_gateway_not_listed() {
    let world = with(|quirks| quirks.rest.access = RestAccess::Off);
    let off = admin(&world, "GET", "/system/identity", "");
    assert_eq!((off.status, off.header("content-type")), (403, Some("text/html")));
    world.router.control().set_quirks(|quirks| quirks.rest.access = RestAccess::Unlisted);
    assert!(call(&world, "admin:", "GET", "/system/identity", "").is_none());
}

#[test]
fn writes_are_accepted_and_not_done() {
    let world = with(|quirks| {
        (quirks.mac_cookie, quirks.rest.ignores_active_remove, quirks.rest.ignores_cookie_remove) = (true, true, true);
    });
    world.go_online();
    let control = world.router.control();
    assert_eq!(admin(&world, "DELETE", "/ip/hotspot/active/*A053202", "").status, 204);
    assert!(control.session(world.device()).is_some());
    let cookie = admin(&world, "GET", "/ip/hotspot/cookie", "").json()[0][".id"].as_str().unwrap().to_owned();
    assert_eq!(admin(&world, "DELETE", &format!("/ip/hotspot/cookie/{cookie}"), "").status, 204);
    assert_eq!(control.cookies(), [world.device().mac]);
    world.wait_for(|event| matches!(event, Event::RestNotApplied { .. }));
}

#[test]
fn a_login_is_accepted_and_not_done() {
    let world = with(|quirks| quirks.rest.ignores_login = true);
    world.phone().get("http://example.com/").unwrap();
    let body = json!({ "ip": "10.5.50.2", "user": CODE, "password": CODE }).to_string();
    assert_eq!(admin(&world, "POST", "/ip/hotspot/active/login", &body).status, 200);
    assert!(world.router.control().session(world.device()).is_none());
    assert_eq!(world.router.control().counters().requests, 0);
}

#[test]
fn what_is_too_slow_is_ended_and_may_be_done_all_the_same() {
    let world = with(|quirks| (quirks.rest.delay_ms, quirks.rest.limit_ms) = (60_000, 50));
    world.go_online();
    let ended = admin(&world, "DELETE", "/ip/hotspot/active/*A053202", "");
    assert_eq!((ended.status, ended.detail().as_str()), (400, "Session closed"));
    assert!(world.router.control().session(world.device()).is_none());
}

#[test]
fn a_users_calls_are_carried_out_one_after_the_other() {
    const DELAY_MS: u32 = 50;
    let world = with(|quirks| quirks.rest.delay_ms = DELAY_MS);
    let rest = world.router.rest_address();
    let ask = move || call_at(rest, "admin:", "GET", "/system/identity", "").unwrap().status;
    let asked = [thread::spawn(ask), thread::spawn(ask)];
    asked.into_iter().for_each(|asked| assert_eq!(asked.join().unwrap(), 200));
    let answered: Vec<u64> = world.router.control().events_after(0).iter().filter_map(at_of_answer).collect();
    // The clock of the log is cut to milliseconds.
    assert!(answered[1] - answered[0] >= u64::from(DELAY_MS) - 1, "{answered:?}");
}

fn at_of_answer(record: &testkit::router::Record) -> Option<u64> {
    matches!(record.event, Event::RestAnswered { .. }).then_some(record.at_ms)
}

#[test]
fn another_users_calls_are_not_held_up() {
    let world = open_world();
    world.router.control().set_rest_user(testkit::router::RestUser::full("other", ""));
    world.router.control().set_quirks(|quirks| quirks.rest.limit_ms = 500);
    let rest = world.router.rest_address();
    let endless = thread::spawn(move || {
        call_at(rest, "admin:", "POST", "/radius/monitor", r#"{"numbers":"*1"}"#).unwrap().status
    });
    assert_eq!(call(&world, "other:", "GET", "/system/identity", "").unwrap().status, 200);
    assert_eq!(endless.join().unwrap(), 400);
}

#[test]
fn an_answer_may_be_broken_while_the_call_is_carried_out() {
    for (body, is_json, status) in [
        (Body::Half, false, Some(200)),
        (Body::Html, false, Some(200)),
        (Body::Empty, false, Some(200)),
        (Body::Cut, false, None),
    ] {
        let world = with(|quirks| quirks.rest.body = body);
        world.go_online();
        let set = call(&world, "admin:", "POST", "/system/clock/set", r#"{"date":"2030-01-31"}"#);
        assert_eq!(set.as_ref().map(|answer| answer.status), status, "{body:?}");
        let parses = set.is_some_and(|answer| serde_json::from_str::<Value>(&answer.body).is_ok());
        assert_eq!(parses, is_json, "{body:?}");
        assert!(world.router.control().clock_unix_secs() > 1_890_000_000);
    }
}

#[test]
fn properties_may_be_missing_and_truths_otherwise_written() {
    let world = with(|quirks| {
        quirks.rest.booleans = Booleans::YesNo;
        quirks.rest.lacking = vec!["uptime".to_owned(), "bypassed".to_owned()];
        "7.16.2 (stable)".clone_into(&mut quirks.version);
    });
    world.go_online();
    let host = admin(&world, "GET", "/ip/hotspot/host?authorized=true", "").json()[0].clone();
    assert_eq!((&host["authorized"], host.get("bypassed")), (&"yes".into(), None));
    let resource = admin(&world, "GET", "/system/resource", "").json();
    assert_eq!((&resource["version"], resource.get("uptime")), (&"7.16.2 (stable)".into(), None));
}

#[test]
fn versions_refuse_in_their_own_ways() {
    let world = with(|quirks| {
        quirks.rest.no_command = NoCommand::BadRequest;
        quirks.rest.missing_row = MissingRow::Told;
        quirks.rest.single_in_list = true;
    });
    assert_eq!(admin(&world, "POST", "/ip/hotspot/active/shout", "{}").status, 400);
    let missing = admin(&world, "DELETE", "/ip/hotspot/active/*1", "");
    assert_eq!((missing.status, missing.detail().as_str()), (404, "no such item"));
    assert_eq!(admin(&world, "GET", "/system/identity", "").json(), json!([{ "name": "MikroTik" }]));
}

#[test]
fn a_client_that_hangs_up_does_not_stop_what_it_asked_for() {
    let world = world(Answer::Silence, |quirks| quirks.radius_timeout_ms = 50);
    world.phone().get("http://example.com/").unwrap();
    let mut stream = TcpStream::connect(world.router.rest_address()).unwrap();
    let body = json!({ "ip": "10.5.50.2", "user": CODE, "password": CODE }).to_string();
    let head = "POST /rest/ip/hotspot/active/login HTTP/1.1\r\nHost: router\r\nAuthorization: Basic YWRtaW46\r\n";
    write!(stream, "{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    world.wait_for(|event| matches!(event, Event::AccessRequested { .. }));
    drop(stream);
    world.wait_for(|event| matches!(event, Event::LoginRefused { .. }));
}

#[test]
fn more_connections_than_a_service_takes_are_reset() {
    let world = open_world();
    let rest = world.router.rest_address();
    let held: Vec<TcpStream> = (0..20).map(|_| TcpStream::connect(rest).unwrap()).collect();
    assert!(call(&world, "admin:", "GET", "/system/identity", "").is_none());
    drop(held);
    machine::poll(PATIENCE, || call(&world, "admin:", "GET", "/system/identity", "")).expect("room again");
}

#[test]
fn a_reboot_cuts_the_calls_under_way() {
    let world = world(Answer::Silence, |quirks| quirks.radius_timeout_ms = 200);
    world.phone().get("http://example.com/").unwrap();
    let rest = world.router.rest_address();
    let body = json!({ "ip": "10.5.50.2", "user": CODE, "password": CODE }).to_string();
    let call = thread::spawn(move || call_at(rest, "admin:", "POST", "/ip/hotspot/active/login", &body).is_none());
    world.wait_for(|event| matches!(event, Event::AccessRequested { .. }));
    world.router.control().reboot(Reboot::PowerCut);
    assert!(call.join().unwrap());
}
