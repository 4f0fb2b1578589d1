//! What a browser sees: captured, let through, logged in.

use testkit::router::Forward;
use testkit::{Phone, Router, RouterConfig};

use crate::server::{Answer, SECRET, Server};
use crate::world::{CODE, PORTAL, World, nothing, open_world, portal_fields, world};

#[test]
fn a_captured_page_leads_to_the_portal_with_every_variable() {
    let world = open_world();
    let page = world.phone().get("http://example.com/a?b=c&d").unwrap();
    assert_eq!((page.status, page.header("cache-control")), (302, Some("no-store")));
    let fields = portal_fields(&page);
    let door = world.device().door;
    for (name, value) in [
        ("mac", "02:00:00:00:01:01".to_owned()),
        ("ip", "10.5.50.2".to_owned()),
        ("username", String::new()),
        ("link-login", format!("http://{door}/login?dst=http%3A%2F%2Fexample.com%2Fa%3Fb%3Dc%26d")),
        ("link-login-only", format!("http://{door}/login")),
        ("link-orig", "http://example.com/a?b=c&d".to_owned()),
        ("link-logout", format!("http://{door}/logout")),
        ("link-status", format!("http://{door}/status")),
        ("error", String::new()),
        ("chap-id", String::new()),
        ("chap-challenge", String::new()),
        ("server-name", "hotspot1".to_owned()),
        ("identity", "MikroTik".to_owned()),
    ] {
        assert_eq!(fields.get(name), Some(value.as_str()), "{name}");
    }
}

#[test]
fn a_router_may_forward_by_a_page() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.forward = Forward::Page);
    let page = world.phone().get("http://example.com/").unwrap();
    assert_eq!((page.status, page.location()), (200, None));
    assert_eq!(portal_fields(&page).get("link-orig"), Some("http://example.com/"));
}

#[test]
fn the_routers_first_page_is_captured_too() {
    let world = open_world();
    let page = world.phone().get(&world.router.url(world.device())).unwrap();
    assert_eq!(portal_fields(&page).get("mac"), Some("02:00:00:00:01:01"));
}

#[test]
fn probes_are_redirected_before_login_and_answered_after() {
    let world = open_world();
    let probes = [
        ("http://connectivitycheck.gstatic.com/generate_204", 204, ""),
        ("http://captive.apple.com/hotspot-detect.html", 200, "<TITLE>Success</TITLE>"),
        ("http://www.msftconnecttest.com/connecttest.txt", 200, "Microsoft Connect Test"),
        ("http://detectportal.firefox.com/success.txt", 200, "success\n"),
        ("http://nmcheck.gnome.org/check_network_status.txt", 200, "NetworkManager is online"),
    ];
    for (probe, ..) in probes {
        assert_eq!(world.phone().get(probe).unwrap().status, 302, "{probe}");
    }
    world.sign_in();
    for (probe, status, body) in probes {
        let page = world.phone().get(probe).unwrap();
        assert_eq!(page.status, status, "{probe}");
        assert!(page.body.contains(body), "{probe}: {}", page.body);
    }
}

#[test]
fn a_login_leads_to_where_the_guest_wanted_to_go() {
    for (dst, leads_to) in
        [("http://example.com/", "http://example.com/"), ("javascript:alert(1)", "/status"), ("", "/status")]
    {
        let world = open_world();
        let fields = [("username", CODE), ("password", CODE), ("dst", dst)].into_iter().collect();
        let page = world.phone().post(&world.router.login_url(world.device()), &fields).unwrap();
        assert!(page.location().unwrap().ends_with(leads_to), "{dst}");
    }
}

#[test]
fn a_login_may_be_a_link() {
    let world = open_world();
    let link = format!("{}?username={CODE}&password={CODE}", world.router.login_url(world.device()));
    let page = world.phone().open(&link).unwrap();
    assert!(page.body.contains("You are logged in") && page.body.contains(CODE), "{}", page.body);
}

#[test]
fn logging_out_ends_the_session_and_status_says_so() {
    let world = open_world();
    world.sign_in();
    let page = world.phone().get(&world.router.logout_url(world.device())).unwrap();
    assert!(page.body.contains("You have logged out"));
    let page = world.phone().get(&world.router.status_url(world.device())).unwrap();
    assert_eq!(portal_fields(&page).get("error"), Some("you are not logged in (ip 10.5.50.2)"));
}

#[test]
fn the_captive_portal_api_knows_who_is_online() {
    let world = world(
        Answer::Accept(|writer| {
            writer.u32(radius_proto::attribute::SESSION_TIMEOUT, 3600);
        }),
        |_| (),
    );
    let api = || {
        let page = world.phone().get(&format!("{}api", world.router.url(world.device()))).unwrap();
        assert_eq!(page.header("content-type"), Some("application/captive+json"));
        serde_json::from_str::<serde_json::Value>(&page.body).unwrap()
    };
    assert_eq!(api()["captive"], true);
    world.sign_in();
    let online = api();
    assert_eq!(online["captive"], false);
    assert!(online["seconds-remaining"].as_u64().unwrap() > 3590);
}

#[test]
fn the_walled_garden_is_let_through_and_its_neighbours_are_not() {
    let elsewhere = open_world();
    let server = Server::start(Answer::Accept(nothing));
    let mut config = RouterConfig::new(PORTAL, server.auth, server.acct, SECRET);
    let friend = elsewhere.router.device(0).door;
    config.walled_garden = vec![format!("localhost:{}", friend.port())];
    let world = World { router: Router::start(config).unwrap(), server };
    // What is let through is another router's door, which answers in its own way.
    let page = world.phone().get(&format!("http://localhost:{}/", friend.port())).unwrap();
    assert_eq!(portal_fields(&page).get("link-login-only"), Some(format!("http://{friend}/login").as_str()));
    let page = world.phone().get("http://localhost:1/").unwrap();
    assert_eq!(portal_fields(&page).get("link-orig"), Some("http://localhost:1/"));
}

#[test]
fn each_door_is_a_device_of_its_own() {
    let world = open_world();
    world.sign_in();
    let page = Phone::new(world.router.device(1)).get("http://example.com/").unwrap();
    assert_eq!(portal_fields(&page).get("mac"), Some("02:00:00:00:01:02"));
}
