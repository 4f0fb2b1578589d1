//! What happens when time passes: tickets run out, guests are sent off, places become free, guessers are forgiven.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::coa_port::CoaPort;
use acceptance::metrics::wait_for_events;
use acceptance::passing_time::PassingTime;
use acceptance::radclient::login;
use acceptance::session::{Session, listed};
use acceptance::site::{HOUR, device, one_ticket, unsold};
use testkit::Langod;
use testkit::machine::{PATIENCE, poll};

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

/// A gateway in a time of its own, with one ticket of an hour.
fn with_ticket() -> (PassingTime, Langod, String) {
    let time = PassingTime::make();
    let langod = time.under(Langod::builder()).start().unwrap();
    langod.add_hour(1).unwrap();
    let code = one_ticket(&langod, HOUR);
    (time, langod, code)
}

#[test]
fn the_clock_runs_from_the_first_use_whether_online_or_not() {
    let (time, langod, code) = with_ticket();
    time.pass_secs(10 * DAY);
    assert!(login(&langod, &code, &device(1)).number("Session-Timeout").unwrap() >= 3595);
    time.pass_secs(45 * MINUTE);
    let left = login(&langod, &code, &device(1)).number("Session-Timeout").unwrap();
    assert!((895..=900).contains(&left), "{left}");
    time.pass_secs(15 * MINUTE);
    assert_eq!(login(&langod, &code, &device(1)).refusal(), "This ticket has expired");
    assert_eq!(langod.ticket(&code).unwrap()["status"], "expired");
}

#[test]
fn a_ticket_nobody_used_in_time_is_refused() {
    let (time, langod, code) = with_ticket();
    time.pass_secs(91 * DAY);
    assert_eq!(login(&langod, &code, &device(1)).refusal(), "This ticket was not used in time");
}

#[test]
fn a_guest_whose_time_is_over_is_sent_off_unasked() {
    let (time, langod, code) = with_ticket();
    let router = CoaPort::of(&langod);
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    let session = Session::new("80100001", &code, &mine);
    session.start(&langod);
    time.pass_secs(60 * MINUTE);
    let order = router.next();
    assert_eq!(order.session_id, "80100001");
    router.acknowledge(&order);
    wait_for_events(&langod, "disconnect_ack", 1);
    assert!(listed(&langod, "80100001").is_none());
}

#[test]
fn a_session_that_missed_three_interims_gives_its_place_back() {
    let (time, langod, code) = with_ticket();
    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    Session::new("80100001", &code, &mine).start(&langod);
    assert_eq!(login(&langod, &code, &device(2)).refusal(), "Your ticket is in use elsewhere");
    time.pass_secs(4 * MINUTE);
    let gone = poll(PATIENCE, || listed(&langod, "80100001").is_none().then_some(()));
    assert!(gone.is_some());
    assert!(login(&langod, &code, &device(2)).is_accept());
}

#[test]
fn a_guesser_is_forgiven_after_a_wait() {
    let (time, langod, code) = with_ticket();
    for number in 0..6 {
        assert_eq!(login(&langod, &unsold(number), &device(1)).refusal(), "We do not know this code");
        // Time enough that none of these has to wait, too little to be forgiven.
        time.pass_secs(5);
    }
    assert_eq!(login(&langod, &unsold(6), &device(1)).refusal(), "We do not know this code");
    assert_eq!(login(&langod, &code, &device(1)).refusal(), "Please wait a moment");
    time.pass_secs(4);
    assert!(login(&langod, &code, &device(1)).is_accept());
}

#[test]
fn time_goes_on_through_a_restart() {
    let (time, mut langod, code) = with_ticket();
    assert!(login(&langod, &code, &device(1)).is_accept());
    time.pass_secs(30 * MINUTE);
    langod.restart().unwrap();
    let left = login(&langod, &code, &device(1)).number("Session-Timeout").unwrap();
    assert!((1790..=1800).contains(&left), "{left}");
    langod.kill_9().unwrap();
    langod.launch().unwrap();
    let left = login(&langod, &code, &device(1)).number("Session-Timeout").unwrap();
    assert!((1780..=1800).contains(&left), "{left}");
}
