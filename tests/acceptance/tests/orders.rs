//! Orders to the router: whoever loses the right to be online is sent off, and the router is told until it has heard.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::coa_port::CoaPort;
use acceptance::metrics::{events, wait_for_events};
use acceptance::radclient::login;
use acceptance::session::{Session, listed};
use acceptance::site::{device, with_data_ticket, with_ticket};

#[test]
fn a_revoked_ticket_sends_its_guest_off() {
    let (langod, code) = with_ticket(1);
    let router = CoaPort::of(&langod);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    Session::new("80100001", &code, &mine).start(&langod);
    langod.command(&["ticket", "revoke", &code]).unwrap();
    let order = router.next();
    assert_eq!((order.user_name.as_str(), order.session_id.as_str()), (code.as_str(), "80100001"));
    assert_eq!(order.ip, "10.5.50.20".parse().ok());
    router.acknowledge(&order);
    wait_for_events(&langod, "disconnect_ack", 1);
    assert!(listed(&langod, "80100001").is_none());
}

#[test]
fn a_kicked_guest_is_sent_off_and_may_come_back() {
    let (langod, code) = with_ticket(1);
    let router = CoaPort::of(&langod);
    let mine = device(1);
    for (way, id) in [(code.as_str(), "80100001"), (mine.as_str(), "80100002"), ("80100003", "80100003")] {
        assert!(login(&langod, &code, &mine).is_accept());
        Session::new(id, &code, &mine).start(&langod);
        langod.command(&["session", "kick", way]).unwrap();
        let order = router.next();
        assert_eq!(order.session_id, id);
        router.acknowledge(&order);
    }
    wait_for_events(&langod, "disconnect_ack", 3);
    assert_eq!(langod.ticket(&code).unwrap()["status"], "active");
    let nobody = langod.run(&["session", "kick", &code]).unwrap();
    assert_eq!(nobody.status.code(), Some(1), "{}", nobody.stderr);
}

#[test]
fn the_interim_that_tells_of_the_last_byte_sends_every_device_off() {
    let (langod, code) = with_data_ticket("1MB", 2);
    let router = CoaPort::of(&langod);
    let devices = [device(1), device(2)];
    let sessions = [("80100001", &devices[0]), ("80100002", &devices[1])];
    for (id, device) in sessions {
        assert!(login(&langod, &code, device).is_accept());
        Session::new(id, &code, device).start(&langod);
    }
    Session::new("80100001", &code, &devices[0]).interim(&langod, [60, 100_000, 500_000]);
    assert_eq!(events(&langod, "disconnect_request"), 0);
    Session::new("80100002", &code, &devices[1]).interim(&langod, [60, 0, 400_000]);
    let mut sent_off: Vec<String> = sessions
        .iter()
        .map(|_| {
            let order = router.next();
            router.acknowledge(&order);
            order.session_id
        })
        .collect();
    sent_off.sort();
    assert_eq!(sent_off, ["80100001", "80100002"]);
    wait_for_events(&langod, "disconnect_ack", 2);
    assert_eq!(langod.ticket(&code).unwrap()["status"], "used");
}

#[test]
fn an_order_nobody_answers_is_said_again_in_the_same_bytes() {
    let (langod, code) = with_ticket(1);
    let router = CoaPort::of(&langod);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    Session::new("80100001", &code, &mine).start(&langod);
    langod.command(&["session", "kick", &code]).unwrap();
    let first = router.next();
    let again = router.next();
    assert_eq!(again, first);
    router.acknowledge(&again);
    wait_for_events(&langod, "disconnect_ack", 1);
}

#[test]
fn an_answer_from_a_stranger_is_no_answer() {
    let (langod, code) = with_ticket(1);
    let router = CoaPort::of(&langod);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    Session::new("80100001", &code, &mine).start(&langod);
    langod.command(&["session", "kick", &code]).unwrap();
    let order = router.next();
    router.acknowledge_from_elsewhere(&order);
    wait_for_events(&langod, "unexpected_order_reply", 1);
    router.acknowledge(&order);
    wait_for_events(&langod, "disconnect_ack", 1);
}
