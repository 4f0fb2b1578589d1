//! The stand-in steered over HTTP.

use serde_json::Value;
use testkit::Phone;
use testkit::phone::Page;

use crate::world::{World, open_world};

#[test]
fn tables_quirks_and_counters_are_shown_and_steered() {
    let world = open_world();
    world.go_online();
    assert_eq!(json(&get(&world, "devices"))[0]["mac"], "02:00:00:00:01:01");
    assert_eq!(json(&get(&world, "sessions"))[0]["acct_session_id"], "80100001");
    assert_eq!(json(&get(&world, "counters"))["accepts"], 1);

    assert_eq!(post(&world, "devices/02:00:00:00:01:01/traffic", r#"{"download_bytes": 5}"#).status, 200);
    assert_eq!(json(&get(&world, "sessions"))[0]["download_bytes"], 5);
    assert_eq!(post(&world, "devices/10.5.50.2/idle-out", "{}").status, 200);
    assert_eq!(json(&get(&world, "sessions")), Value::Array(Vec::new()));
    assert_eq!(post(&world, "devices/10.5.50.2/traffic", "{}").status, 409);

    assert_eq!(post(&world, "quirks", r#"{"http_chap": true}"#).status, 200);
    assert_eq!(json(&get(&world, "quirks"))["http_chap"], true);
    assert_eq!(post(&world, "quirks", r#"{"no_such": true}"#).status, 400);
    assert_eq!(post(&world, "reboot", r#"{"how": "power-cut"}"#).status, 200);
    assert_eq!(get(&world, "nothing").status, 404);
}

#[test]
fn users_and_clock_are_steered_too() {
    let world = open_world();
    assert_eq!(post(&world, "users", r#"{"name": "staff", "password": "tea"}"#).status, 200);
    assert_eq!(post(&world, "users", r#"{"name": "staff"}"#).status, 409);
    assert_eq!(json(&get(&world, "users"))[0]["name"], "staff");
    let reader =
        r#"{"name": "dash", "password": "x", "policies": ["read", "api", "rest-api"], "address": "127.0.0.0/8"}"#;
    assert_eq!(post(&world, "rest-users", reader).status, 200);
    assert_eq!(post(&world, "rest-users", r#"{"name": "dash", "policies": ["fly"]}"#).status, 400);
    assert_eq!(
        post(&world, "quirks", r#"{"clock_after_boot": "of1970", "rest": {"no_command": "bad-request"}}"#).status,
        200
    );
    post(&world, "reboot", r#"{"how": "power-cut"}"#);
    assert!(json(&get(&world, "clock"))["unix_secs"].as_u64().unwrap() < 100_000);
    assert_eq!(post(&world, "ntp", "{}").status, 200);
    assert!(json(&get(&world, "clock"))["unix_secs"].as_u64().unwrap() > 1_700_000_000);
}

#[test]
fn happenings_are_told_from_where_the_listener_left_off() {
    let world = open_world();
    let all = json(&get(&world, "events?after=0"));
    let last = all.as_array().unwrap().last().unwrap()["number"].as_u64().unwrap();
    let (phone, url) = (world.phone(), format!("{}events?after={last}&wait_ms=20000", world.router.control_url()));
    let waiting = std::thread::spawn(move || phone.get(&url).unwrap());
    world.sign_in();
    let waiting = waiting.join().unwrap();
    let told = json(&waiting);
    assert_eq!(told[0]["number"], last + 1);
    assert!(told[0]["event"].is_string() && told[0]["at_ms"].is_u64());
}

fn get(world: &World, path: &str) -> Page {
    Phone::new(world.device()).get(&format!("{}{path}", world.router.control_url())).unwrap()
}

fn post(world: &World, path: &str, body: &str) -> Page {
    Phone::new(world.device()).post_json(&format!("{}{path}", world.router.control_url()), body).unwrap()
}

fn json(page: &Page) -> Value {
    serde_json::from_str(&page.body).unwrap()
}
