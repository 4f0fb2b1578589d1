//! mac-cookie and the browser's cookie: who comes back without seeing the portal, and who does not.

use radius_proto::{AccessRequest, TerminateCause};
use testkit::router::{LoginMethod, Quirks, Reboot};
use testkit::{Event, Phone, Router, RouterConfig};

use crate::rest_client::{Answered, ask};
use crate::server::{Answer, SECRET, Server, secret};
use crate::world::{CODE, PORTAL, World, nothing, parse, portal_fields, world};

fn remembering(answer: Answer) -> World {
    world(answer, |quirks| quirks.mac_cookie = true)
}

#[test]
fn a_device_that_comes_back_is_online_without_the_portal() {
    let world = remembering(Answer::Accept(nothing));
    world.go_online();
    world.router.control().drop_carrier(world.device()).unwrap();
    world.server.reported();
    let page = world.phone().get("http://neverssl.com/").unwrap();
    assert!(page.body.contains("You are on the internet"), "{}", page.body);
    // The replay is an ordinary login, with the password as it was typed.
    world.server.asked();
}

#[test]
fn how_a_session_ended_decides_whether_the_cookie_lives() {
    use TerminateCause::*;
    let dies = [UserRequest, AdminReset, NasRequest, SessionTimeout];
    for cause in dies.into_iter().chain([IdleTimeout, LostCarrier, NasReboot]) {
        let world = remembering(Answer::Accept(nothing));
        world.go_online();
        world.router.control().end(world.device(), cause).unwrap();
        assert_eq!(world.router.control().cookies().is_empty(), dies.contains(&cause), "{cause}");
    }
}

#[test]
fn a_cookie_survives_both_kinds_of_reboot() {
    for how in [Reboot::Orderly, Reboot::PowerCut] {
        let world = remembering(Answer::Accept(nothing));
        world.go_online();
        world.router.control().reboot(how);
        world.phone().get("http://neverssl.com/").unwrap();
        assert!(world.router.control().session(world.device()).is_some());
    }
}

#[test]
fn a_refused_cookie_is_forgotten() {
    let world = remembering(Answer::Accept(nothing));
    world.go_online();
    world.router.control().idle_out(world.device()).unwrap();
    world.server.answers(Answer::Reject("used up"));
    let page = world.phone().get("http://neverssl.com/").unwrap();
    assert_eq!(portal_fields(&page).get("error"), Some(""));
    assert!(world.router.control().cookies().is_empty());
}

#[test]
fn a_silent_server_costs_no_cookie() {
    let world = remembering(Answer::Accept(nothing));
    world.go_online();
    world.router.control().idle_out(world.device()).unwrap();
    world.router.control().set_quirks(|quirks| quirks.radius_timeout_ms = 10);
    world.server.answers(Answer::Silence);
    world.phone().get("http://neverssl.com/").unwrap();
    assert_eq!(world.router.control().cookies(), [world.device().mac]);
}

#[test]
fn two_hosts_with_one_mac_end_its_cookie() {
    let server = Server::start(Answer::Accept(nothing));
    let mut config = RouterConfig::new(PORTAL, server.auth, server.acct, SECRET);
    config.quirks = Quirks { mac_cookie: true, ..Quirks::default() };
    config.devices[1].mac = config.devices[0].mac;
    let world = World { router: Router::start(config).unwrap(), server };
    world.go_online();
    assert_eq!(world.router.control().cookies().len(), 1);
    Phone::new(world.router.device(1)).get("http://neverssl.com/").unwrap();
    world.wait_for(|event| matches!(event, Event::CookieDeleted { .. }));
}

#[test]
fn a_replay_sends_the_password_as_it_was_typed() {
    let world = remembering(Answer::Accept(nothing));
    world.go_online();
    world.router.control().drop_carrier(world.device()).unwrap();
    world.phone().get("http://neverssl.com/").unwrap();
    let (asked, secret) = (world.server.asked(), secret());
    let request = AccessRequest::read(parse(&asked).verify(&secret).unwrap()).unwrap();
    assert!(request.proof.matches(CODE.as_bytes()));
}

#[test]
fn a_cookie_past_its_time_is_none() {
    let world = world(Answer::Accept(nothing), |quirks| (quirks.mac_cookie, quirks.cookie_lifetime_secs) = (true, 0));
    world.go_online();
    assert!(world.router.control().cookies().is_empty());
    world.router.control().idle_out(world.device()).unwrap();
    world.phone().get("http://neverssl.com/").unwrap();
    assert!(world.router.control().session(world.device()).is_none());
}

fn with_browser_cookie() -> (World, String) {
    let world = world(Answer::Accept(nothing), |quirks| quirks.http_cookie = true);
    let page = world.sign_in();
    let cookie = page.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    world.server.asked();
    (world, cookie)
}

/// The router's login page, opened by a browser that shows this cookie.
fn open_login(world: &World, n: usize, cookie: &str) -> Answered {
    let door = world.router.device(n).door;
    ask(door, "GET", "/login", &[("Host", &door.to_string()), ("Cookie", cookie)], "")
}

#[test]
fn a_browser_that_shows_its_cookie_is_online_without_the_form() {
    let (world, cookie) = with_browser_cookie();
    world.router.control().log_out(world.device()).unwrap();
    assert!(open_login(&world, 0, &cookie).header("location").unwrap().ends_with("/status"));
    let replayed = |event: &Event| matches!(event, Event::AccessRequested { method: LoginMethod::Cookie, .. });
    world.wait_for(replayed);
    let (asked, secret) = (world.server.asked(), secret());
    let request = AccessRequest::read(parse(&asked).verify(&secret).unwrap()).unwrap();
    assert!(request.proof.matches(CODE.as_bytes()));
}

#[test]
fn a_browser_cookie_is_worth_nothing_elsewhere_forged_or_erased() {
    let (world, cookie) = with_browser_cookie();
    world.router.control().log_out(world.device()).unwrap();
    assert!(open_login(&world, 1, &cookie).header("location").unwrap().starts_with(PORTAL));
    assert!(open_login(&world, 0, &format!("{cookie}0")).header("location").unwrap().starts_with(PORTAL));
    world.phone().get(&format!("{}?erase-cookie=on", world.router.logout_url(world.device()))).unwrap();
    assert!(open_login(&world, 0, &cookie).header("location").unwrap().starts_with(PORTAL));
}

#[test]
fn a_browser_cookie_survives_a_reboot_or_not() {
    for survives in [true, false] {
        let (world, cookie) = with_browser_cookie();
        world.router.control().set_quirks(|quirks| quirks.http_cookie_survives_reboot = survives);
        world.router.control().reboot(Reboot::PowerCut);
        open_login(&world, 0, &cookie);
        assert_eq!(world.router.control().session(world.device()).is_some(), survives);
    }
}
