//! What routers report, in order and out of it, once and again: bytes are counted once and sessions end.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::metrics;
use acceptance::radclient::login;
use acceptance::session::{Session, account, listed};
use acceptance::site::{device, one_ticket, unsold, with_data_ticket, with_ticket};
use testkit::Langod;

const GIGAWORD: u64 = 1 << 32;

fn bytes(langod: &Langod, id: &str) -> (u64, u64) {
    let session = listed(langod, id).unwrap();
    (session["bytes_up"].as_u64().unwrap(), session["bytes_down"].as_u64().unwrap())
}

fn left(langod: &Langod, code: &str) -> u64 {
    langod.ticket(code).unwrap()["remaining_bytes"].as_u64().unwrap()
}

#[test]
fn a_session_is_listed_from_start_to_stop() {
    let (langod, code) = with_ticket(1);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    let session = Session::new("80100001", &code, &mine);
    session.start(&langod);
    let shown = listed(&langod, "80100001").unwrap();
    assert_eq!(shown["code"], code.as_str());
    assert_eq!(shown["mac"].as_str().unwrap().to_uppercase(), mine);
    assert_eq!(shown["ip"], "10.5.50.20");
    assert_eq!(langod.ticket(&code).unwrap()["devices_online"], 1);
    session.stop(&langod, [60, 10, 20]);
    assert!(listed(&langod, "80100001").is_none());
    assert_eq!(langod.ticket(&code).unwrap()["devices_online"], 0);
}

#[test]
fn gigawords_count_four_gigabytes_each() {
    let (langod, code) = with_ticket(1);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    let session = Session::new("80100001", &code, &mine);
    session.start(&langod);
    session.interim(&langod, [60, GIGAWORD + 5, 3 * GIGAWORD + 7]);
    assert_eq!(bytes(&langod, "80100001"), (GIGAWORD + 5, 3 * GIGAWORD + 7));
}

#[test]
fn repeated_and_late_reports_count_once() {
    let (langod, code) = with_data_ticket("10GB", 1);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    let session = Session::new("80100001", &code, &mine);
    session.start(&langod);
    for totals in [[60, 100, 1_000], [180, 300, GIGAWORD + 3_000], [120, 200, 2_000], [180, 300, GIGAWORD + 3_000]] {
        session.interim(&langod, totals);
    }
    session.start(&langod);
    assert_eq!(bytes(&langod, "80100001"), (300, GIGAWORD + 3_000));
    let used = 300 + GIGAWORD + 3_000;
    assert_eq!(left(&langod, &code), 10_000_000_000 - used);
    for _ in 0..3 {
        session.stop(&langod, [200, 400, GIGAWORD + 4_000]);
    }
    session.interim(&langod, [190, 350, GIGAWORD + 3_500]);
    assert!(listed(&langod, "80100001").is_none(), "a late interim opens nothing that was stopped");
    assert_eq!(left(&langod, &code), 10_000_000_000 - (400 + GIGAWORD + 4_000));
}

#[test]
fn a_stop_that_overtakes_everything_is_booked_and_ends_it() {
    let (langod, code) = with_data_ticket("1GB", 1);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    let session = Session::new("80100001", &code, &mine);
    session.stop(&langod, [60, 1_000, 2_000]);
    session.start(&langod);
    session.interim(&langod, [30, 500, 1_000]);
    assert!(listed(&langod, "80100001").is_none());
    assert_eq!(left(&langod, &code), 1_000_000_000 - 3_000);
}

#[test]
fn an_interim_whose_start_was_lost_opens_the_session() {
    let (langod, code) = with_ticket(1);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    Session::new("80100001", &code, &mine).interim(&langod, [60, 1, 2]);
    assert_eq!(bytes(&langod, "80100001"), (1, 2));
}

#[test]
fn what_was_used_is_there_after_a_power_cut() {
    let (mut langod, code) = with_data_ticket("1GB", 1);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    let session = Session::new("80100001", &code, &mine);
    session.start(&langod);
    session.stop(&langod, [60, 1_000, 2_000]);
    langod.kill_9().unwrap();
    langod.launch().unwrap();
    assert_eq!(left(&langod, &code), 1_000_000_000 - 3_000);
}

#[test]
fn another_reboot_digit_closes_the_sessions_of_the_life_before() {
    let (langod, code) = with_ticket(2);
    let other = one_ticket(&langod, "1 hour");
    let devices = [device(1), device(2), device(3)];
    for (code, device) in [(&code, &devices[0]), (&code, &devices[1]), (&other, &devices[2])] {
        assert!(login(&langod, code, device).is_accept());
    }
    Session::new("80100001", &code, &devices[0]).start(&langod);
    Session::new("80100002", &code, &devices[1]).start(&langod);
    Session::new("80200001", &other, &devices[2]).start(&langod);
    let sessions = langod.sessions().unwrap();
    assert_eq!(sessions.as_array().unwrap().len(), 1, "{sessions}");
    assert!(listed(&langod, "80200001").is_some());
}

#[test]
fn accounting_on_closes_what_the_router_had() {
    let (langod, code) = with_ticket(1);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    Session::new("80100001", &code, &mine).start(&langod);
    let restarted = [("Acct-Status-Type", "Accounting-On"), ("Acct-Session-Id", "0"), ("NAS-Identifier", "router")];
    assert_eq!(account(&langod, &restarted).kind, "Accounting-Response");
    assert_eq!(langod.sessions().unwrap().as_array().unwrap().len(), 0);
    assert_eq!(metrics::events(&langod, "nas_restart"), 1);
}

#[test]
fn a_report_about_no_ticket_of_ours_is_acknowledged_and_forgotten() {
    let langod = Langod::start().unwrap();
    Session::new("80100001", &unsold(1), &device(1)).interim(&langod, [60, 1, 2]);
    assert!(listed(&langod, "80100001").is_none());
    assert_eq!(metrics::events(&langod, "accounting_foreign"), 1);
}
