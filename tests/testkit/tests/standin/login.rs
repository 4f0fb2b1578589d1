//! From the login form to the Access-Request and back.

use std::io::Write;
use std::net::TcpStream;

use md5::{Digest, Md5};
use radius_proto::attribute::*;
use radius_proto::{AccessRequest, Proof, mikrotik, wispr};
use testkit::Event;
use testkit::form::Fields;

use crate::server::{Answer, secret};
use crate::world::{CODE, World, nothing, open_world, parse, portal_fields, world};

#[test]
fn pap_sends_every_attribute_of_the_capture_in_its_order() {
    let world = open_world();
    world.sign_in();
    let asked = world.server.asked();
    let packet = parse(&asked);
    let order: Vec<_> = packet.attributes().map(|(attribute, _)| attribute).collect();
    assert_eq!(
        order,
        [
            NAS_PORT_TYPE,
            CALLING_STATION_ID,
            CALLED_STATION_ID,
            NAS_PORT_ID,
            USER_NAME,
            NAS_PORT,
            ACCT_SESSION_ID,
            FRAMED_IP_ADDRESS,
            mikrotik::HOST_IP,
            USER_PASSWORD,
            SERVICE_TYPE,
            wispr::LOGOFF_URL,
            NAS_IDENTIFIER,
            NAS_IP_ADDRESS,
            MESSAGE_AUTHENTICATOR,
        ]
    );
    let secret = secret();
    let request = AccessRequest::read(packet.verify(&secret).unwrap()).unwrap();
    assert!(request.proof.matches(CODE.as_bytes()));
    assert_eq!(request.who.calling_station_id, Some("02:00:00:00:01:01".into()));
    assert_eq!(request.who.acct_session_id, Some("80100001".into()));
    assert_eq!(request.who.nas_port, Some(0x8010_0001));
}

#[test]
fn chap_sends_the_browsers_answer_with_the_challenge_it_answers() {
    let world = world(Answer::Accept(nothing), |quirks| (quirks.http_chap, quirks.http_pap) = (true, false));
    let answer = answer_to_a_new_challenge(&world);
    post(&world, &answer);
    let (asked, secret) = (world.server.asked(), secret());
    let request = AccessRequest::read(parse(&asked).verify(&secret).unwrap()).unwrap();
    assert!(matches!(request.proof, Proof::Chap(_)));
    assert!(request.proof.matches(CODE.as_bytes()));
    assert!(world.router.control().session(world.device()).is_some());
}

#[test]
fn an_answer_to_a_replaced_challenge_proves_nothing() {
    let world = world(Answer::Accept(nothing), |quirks| (quirks.http_chap, quirks.http_pap) = (true, false));
    let late = answer_to_a_new_challenge(&world);
    answer_to_a_new_challenge(&world);
    post(&world, &late);
    let (asked, secret) = (world.server.asked(), secret());
    let request = AccessRequest::read(parse(&asked).verify(&secret).unwrap()).unwrap();
    assert!(!request.proof.matches(CODE.as_bytes()));
}

#[test]
fn a_password_in_clear_is_no_answer_where_only_chap_is_on() {
    let world = world(Answer::Accept(nothing), |quirks| (quirks.http_chap, quirks.http_pap) = (true, false));
    answer_to_a_new_challenge(&world);
    let error = "web browser did not send challenge response (try again, enable JavaScript)";
    assert_eq!(post(&world, CODE).get("error"), Some(error));
}

#[test]
fn each_view_of_the_login_page_has_its_own_challenge() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.http_chap = true);
    let view = || {
        let page = world.phone().get(&world.router.login_url(world.device())).unwrap();
        portal_fields(&page).get("chap-challenge").unwrap().to_owned()
    };
    let (one, other) = (view(), view());
    assert!(one.len() == 64 && one.starts_with('\\'), "{one}");
    assert_ne!(one, other);
}

#[test]
fn a_refusal_comes_back_to_the_portal_in_the_servers_words() {
    let world = world(Answer::Reject("This ticket is used up."), |_| ());
    let fields = portal_fields(&world.sign_in());
    assert_eq!(fields.get("error"), Some("This ticket is used up."));
    assert_eq!(fields.get("username"), Some(CODE));
    assert_eq!(world.router.control().counters().rejects, 1);
}

#[test]
fn a_refusal_without_words_gets_the_routers() {
    let world = world(Answer::Reject(""), |_| ());
    assert_eq!(portal_fields(&world.sign_in()).get("error"), Some("invalid username or password"));
}

#[test]
fn a_silent_server_is_asked_three_times_with_the_same_bytes() {
    let world = world(Answer::Silence, |quirks| quirks.radius_timeout_ms = 20);
    assert_eq!(portal_fields(&world.sign_in()).get("error"), Some("RADIUS server is not responding"));
    let asked = world.server.asked();
    assert_eq!(world.server.asked(), asked);
    assert_eq!(world.server.asked(), asked);
    let counters = world.router.control().counters();
    assert_eq!((counters.requests, counters.resends, counters.timeouts), (1, 2, 1));
}

#[test]
fn an_answer_to_the_second_send_is_good() {
    let world = open_world();
    world.router.control().set_quirks(|quirks| quirks.radius_timeout_ms = 200);
    world.router.control().lose_replies(1);
    world.sign_in();
    let asked = world.server.asked();
    assert_eq!(world.server.asked(), asked);
    world.wait_for(|event| matches!(event, Event::Resent { send: 2, .. }));
    assert!(world.router.control().session(world.device()).is_some());
}

#[test]
fn an_accept_without_message_authenticator_is_dropped() {
    let world = world(Answer::UnsignedAccept, |quirks| quirks.radius_timeout_ms = 100);
    assert_eq!(portal_fields(&world.sign_in()).get("error"), Some("RADIUS server is not responding"));
    assert!(world.router.control().counters().bad_replies > 0);
    assert!(world.router.control().session(world.device()).is_none());
}

#[test]
fn an_accept_without_message_authenticator_is_taken_where_it_is_not_required() {
    let world = world(Answer::UnsignedAccept, |quirks| quirks.require_message_auth = false);
    world.sign_in();
    assert!(world.router.control().session(world.device()).is_some());
}

#[test]
fn an_accept_under_another_secret_is_counted_and_dropped() {
    let world = world(Answer::StrangersAccept, |quirks| quirks.radius_timeout_ms = 100);
    world.sign_in();
    assert!(world.router.control().counters().bad_replies > 0);
    assert!(world.router.control().session(world.device()).is_none());
}

#[test]
fn a_name_is_online_once_unless_port_limit_says_more() {
    let world = open_world();
    let (first, second) = (world.router.device(0), world.router.device(1));
    world.sign_in_as(first, CODE);
    let refused = portal_fields(&world.sign_in_as(second, CODE));
    assert_eq!(refused.get("error"), Some("no more sessions are allowed for user 7KM2PX9DT"));
    world.server.answers(Answer::Accept(|writer| {
        writer.u32(PORT_LIMIT, 2);
    }));
    world.sign_in_as(second, CODE);
    assert_eq!(world.router.control().sessions().len(), 2);
}

#[test]
fn a_name_shaped_like_a_mac_is_that_devices_alone() {
    let world = open_world();
    let refused = portal_fields(&world.sign_in_as(world.device(), "02:00:00:00:01:02"));
    let error = "invalid username (02:00:00:00:01:02): this MAC address is not yours";
    assert_eq!(refused.get("error"), Some(error));
}

#[test]
fn the_mac_is_sent_in_the_format_of_the_profile() {
    for (format, sent) in [("XX-XX-XX-XX-XX-XX", "02-00-00-00-01-01"), ("XXXXXX:XXXXXX", "020000:000101")] {
        let world = world(Answer::Accept(nothing), |quirks| format.clone_into(&mut quirks.mac_format));
        world.sign_in();
        assert_eq!(parse(&world.server.asked()).text(CALLING_STATION_ID), Some(sent.into()));
    }
}

#[test]
fn a_router_before_7_15_sends_no_message_authenticator() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.access_message_authenticator = false);
    world.sign_in();
    assert!(!parse(&world.server.asked()).has_message_authenticator());
}

#[test]
fn a_browser_that_hangs_up_is_let_in_all_the_same() {
    let world = open_world();
    world.router.control().set_quirks(|quirks| quirks.radius_timeout_ms = 50);
    world.router.control().lose_replies(1);
    let door = world.device().door;
    let mut browser = TcpStream::connect(door).unwrap();
    let login = format!("GET /login?username={CODE}&password={CODE} HTTP/1.1\r\nHost: {door}\r\n\r\n");
    browser.write_all(login.as_bytes()).unwrap();
    world.wait_for(|event| matches!(event, Event::AccessRequested { .. }));
    drop(browser);
    world.wait_for(|event| matches!(event, Event::SessionStarted { .. }));
}

/// Asks for the login page and computes what md5.js would.
fn answer_to_a_new_challenge(world: &World) -> String {
    let page = world.phone().get(&world.router.login_url(world.device())).unwrap();
    let fields = portal_fields(&page);
    let sum = Md5::new()
        .chain_update(unescape(fields.get("chap-id").unwrap()))
        .chain_update(CODE)
        .chain_update(unescape(fields.get("chap-challenge").unwrap()))
        .finalize();
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unescape(octal: &str) -> Vec<u8> {
    octal.split('\\').skip(1).map(|digits| u8::from_str_radix(digits, 8).unwrap()).collect()
}

/// Posts a login and returns what the portal is told, if the guest is sent there.
fn post(world: &World, password: &str) -> Fields {
    let fields: Fields = [("username", CODE), ("password", password)].into_iter().collect();
    let page = world.phone().post(&world.router.login_url(world.device()), &fields).unwrap();
    if page.location().is_some_and(|url| url.ends_with("/status")) { Fields::default() } else { portal_fields(&page) }
}

#[test]
fn a_cut_line_is_a_silent_server() {
    let world = world(Answer::Accept(nothing), |quirks| (quirks.radius_cut, quirks.radius_timeout_ms) = (true, 20));
    let page = world.sign_in();
    assert_eq!(portal_fields(&page).get("error"), Some("RADIUS server is not responding"));
    world.router.control().set_quirks(|quirks| quirks.radius_cut = false);
    world.go_online();
}
