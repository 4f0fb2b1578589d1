//! mac-cookie: who comes back without seeing the portal, and who does not.

use radius_proto::TerminateCause;
use testkit::router::{Quirks, Reboot};
use testkit::{Event, Phone, Router, RouterConfig};

use crate::server::{Answer, SECRET, Server};
use crate::world::{PORTAL, World, nothing, portal_fields, world};

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
