//! The hotspot's tables over REST, and a guest signed in and sent off by the owner's hand.

use radius_proto::{AccessRequest, TerminateCause};
use serde_json::{Value, json};
use testkit::Event;
use testkit::router::{LoginMethod, Reboot};

use crate::rest_client::{Answered, admin};
use crate::server::{Answer, secret};
use crate::world::{CODE, World, nothing, open_world, parse, world};

const LOGIN: &str = "/ip/hotspot/active/login";

fn list(world: &World, menu: &str) -> Value {
    admin(world, "GET", menu, "").json()
}

/// The first device shows itself without being logged in.
fn appear(world: &World) {
    world.phone().get("http://example.com/").unwrap();
}

fn log_in(world: &World) -> Answered {
    let device = world.device();
    let body = json!({ "ip": device.ip, "mac-address": device.mac.to_string(), "user": CODE, "password": CODE });
    admin(world, "POST", LOGIN, &body.to_string())
}

#[test]
fn a_host_is_seen_before_it_is_authorized() {
    let world = open_world();
    assert_eq!(list(&world, "/ip/hotspot/host"), json!([]));
    appear(&world);
    let host = list(&world, "/ip/hotspot/host?mac-address=02:00:00:00:01:01")[0].clone();
    assert_eq!(
        (&host["address"], &host["authorized"], &host["bypassed"]),
        (&"10.5.50.2".into(), &"false".into(), &"false".into())
    );
    world.sign_in();
    assert_eq!(list(&world, "/ip/hotspot/host?authorized=true")[0][".id"], host[".id"]);
}

#[test]
fn an_active_row_tells_who_how_and_what_is_left() {
    let world = world(
        Answer::Accept(|writer| {
            writer
                .u32(radius_proto::attribute::SESSION_TIMEOUT, 7200)
                .mikrotik_limit(radius_proto::mikrotik::Limit::Total, 5 << 32);
        }),
        |_| (),
    );
    world.go_online();
    world.router.control().traffic(world.device(), 1000, 2000).unwrap();
    let row = list(&world, &format!("/ip/hotspot/active?user={CODE}"))[0].clone();
    for (property, value) in [
        // The guest's address: 10.5.50.2.
        (".id", "*A053202"),
        ("address", "10.5.50.2"),
        ("mac-address", "02:00:00:00:01:01"),
        ("login-by", "http-pap"),
        ("radius", "true"),
        ("bytes-in", "1000"),
        ("bytes-out", "2000"),
        ("limit-bytes-total", "21474836480"),
    ] {
        assert_eq!(row[property], value, "{property}");
    }
    assert!(row["session-time-left"].as_str().unwrap().starts_with("1h59m") || row["session-time-left"] == "2h");
}

#[test]
fn a_guest_is_signed_in_by_hand_through_radius() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.mac_cookie = true);
    appear(&world);
    let done = log_in(&world);
    assert_eq!((done.status, done.json()), (200, json!([])));
    let (asked, secret) = (world.server.asked(), secret());
    let request = AccessRequest::read(parse(&asked).verify(&secret).unwrap()).unwrap();
    assert!(request.proof.matches(CODE.as_bytes()));
    assert_eq!(world.router.control().session(world.device()).unwrap().method, LoginMethod::Api);
    assert_eq!(world.router.control().cookies(), [world.device().mac]);
    assert_eq!(log_in(&world).detail(), "already logged in");
}

#[test]
fn a_login_answers_with_its_end() {
    let world = world(Answer::Reject("This ticket is used up."), |quirks| quirks.radius_timeout_ms = 20);
    appear(&world);
    let refused = log_in(&world);
    assert_eq!((refused.status, refused.detail().as_str()), (400, "This ticket is used up."));
    world.server.answers(Answer::Silence);
    assert_eq!(log_in(&world).detail(), "RADIUS server is not responding");
    world.router.control().set_quirks(|quirks| quirks.rest.failure_prefix = true);
    world.server.answers(Answer::Reject(""));
    assert_eq!(log_in(&world).detail(), "failure: invalid username or password");
}

#[test]
fn a_login_may_be_answered_before_its_end() {
    let world = world(Answer::Reject("no"), |quirks| quirks.rest.login_waits = false);
    appear(&world);
    assert_eq!(log_in(&world).status, 200);
    world.wait_for(|event| matches!(event, Event::LoginRefused { .. }));
}

#[test]
fn only_who_is_there_can_be_signed_in() {
    let world = open_world();
    appear(&world);
    for (body, detail) in [
        (json!({ "ip": "10.5.50.9", "user": CODE }), "unknown host IP 10.5.50.9"),
        (json!({ "user": CODE, "password": CODE }), "unknown host IP 0.0.0.0"),
        (json!({ "ip": "10.5.50", "user": CODE }), "invalid value for argument ip"),
        (json!({ "ip": "10.5.50.2", "mac-address": "02:00:00:00:01:02" }), "wrong MAC provided"),
        (json!({ "ip": "10.5.50.2", "code": CODE }), "unknown parameter code"),
        (json!({ "ip": "10.5.50.2" }), "invalid username or password"),
    ] {
        assert_eq!(admin(&world, "POST", LOGIN, &body.to_string()).detail(), detail, "{body}");
    }
    assert_eq!(world.router.control().counters().requests, 0);
}

#[test]
fn a_domain_travels_along() {
    let world = open_world();
    appear(&world);
    let body = json!({ "ip": "10.5.50.2", "user": CODE, "password": CODE, "domain": "hall" });
    assert_eq!(admin(&world, "POST", LOGIN, &body.to_string()).status, 200);
    let domain = radius_proto::Attribute::Vendor { vendor: 311, number: 10 };
    assert_eq!(parse(&world.server.asked()).text(domain), Some("hall".into()));
    assert_eq!(list(&world, "/ip/hotspot/active")[0]["domain"], "hall");
}

#[test]
fn removing_an_active_row_ends_the_session_and_its_mac_cookie() {
    for by_command in [false, true] {
        let world = world(Answer::Accept(nothing), |quirks| quirks.mac_cookie = true);
        world.go_online();
        if by_command {
            let done = admin(&world, "POST", "/ip/hotspot/active/remove", r#"{".id":"*A053202"}"#);
            assert_eq!((done.status, done.json()), (200, json!([])));
        } else {
            assert_eq!(admin(&world, "DELETE", "/ip/hotspot/active/*A053202", "").status, 204);
        }
        assert_eq!(world.stop().1, TerminateCause::AdminReset);
        assert_eq!(list(&world, "/ip/hotspot/cookie"), json!([]));
        assert_eq!(admin(&world, "DELETE", "/ip/hotspot/active/*A053202", "").status, 404);
        // The host is still there.
        assert_eq!(list(&world, "/ip/hotspot/host")[0]["authorized"], "false");
    }
}

#[test]
fn cookies_are_listed_and_removed() {
    let world = world(Answer::Accept(nothing), |quirks| (quirks.mac_cookie, quirks.http_cookie) = (true, true));
    world.go_online();
    let cookies = list(&world, &format!("/ip/hotspot/cookie?user={CODE}"));
    assert_eq!((&cookies[0]["mac-cookie"], &cookies[1]["mac-cookie"]), (&"true".into(), &"false".into()));
    assert!(["3d", "2d23h59m59s"].contains(&cookies[0]["expires-in"].as_str().unwrap()));
    let removed = admin(&world, "DELETE", &format!("/ip/hotspot/cookie/{}", cookies[0][".id"].as_str().unwrap()), "");
    assert_eq!(removed.status, 204);
    world.router.control().idle_out(world.device()).unwrap();
    world.phone().get("http://neverssl.com/").unwrap();
    assert!(world.router.control().session(world.device()).is_none());
}

#[test]
fn a_mac_cookie_is_still_listed_after_a_reboot_and_brings_the_guest_back() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.mac_cookie = true);
    world.go_online();
    world.router.control().reboot(Reboot::PowerCut);
    assert_eq!(list(&world, "/ip/hotspot/active"), json!([]));
    assert_eq!(list(&world, "/ip/hotspot/cookie")[0]["user"], CODE);
    world.phone().get("http://neverssl.com/").unwrap();
    assert_eq!(list(&world, "/ip/hotspot/active")[0]["login-by"], "mac-cookie");
}

#[test]
fn the_profile_shows_how_the_hotspot_is_set_up() {
    let world = world(Answer::Accept(nothing), |quirks| {
        (quirks.http_chap, quirks.mac_cookie, quirks.interim_update_secs) = (true, true, 300);
        "hotspot".clone_into(&mut quirks.html_directory);
    });
    let profile = list(&world, "/ip/hotspot/profile")[0].clone();
    for (property, value) in [
        ("use-radius", "true"),
        ("radius-accounting", "true"),
        ("radius-interim-update", "5m"),
        ("login-by", "http-chap,http-pap,mac-cookie"),
        ("html-directory", "hotspot"),
        ("radius-mac-format", "XX:XX:XX:XX:XX:XX"),
    ] {
        assert_eq!(profile[property], value, "{property}");
    }
    world.router.control().set_quirks(|quirks| (quirks.use_radius, quirks.interim_update_secs) = (false, 0));
    let profile = list(&world, "/ip/hotspot/profile")[0].clone();
    assert_eq!((&profile["use-radius"], &profile["radius-interim-update"]), (&"false".into(), &"received".into()));
    let radius = list(&world, "/radius")[0].clone();
    assert_eq!((&radius["service"], &radius["timeout"]), (&"hotspot".into(), &"1s100ms".into()));
    assert_eq!(radius["require-message-auth"], "yes-for-request-resp");
}
