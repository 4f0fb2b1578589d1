//! Retransmissions, forgeries, strangers and junk: the exact bytes on the wire.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::time::Duration;

use acceptance::metrics::{self, events, wait_for_events};
use acceptance::site::{self, device, one_ticket, selling_hours, unsold, with_ticket};
use acceptance::slow_disk::SlowDisk;
use acceptance::wire::Wire;
use load::chance::Chance;
use radius_proto::{Code, MAX_PACKET};
use testkit::Langod;

/// How long we listen before we call it silence.
const SILENCE: Duration = Duration::from_millis(500);
/// As long as a bad USB stick takes for a sync.
const SLOW_SYNC: Duration = Duration::from_secs(2);

#[test]
fn a_repeated_request_gets_the_same_bytes_and_starts_no_second_clock() {
    let (langod, code) = with_ticket(1);
    let wire = Wire::to_auth(&langod);
    let request = wire.login(7, &code, &device(1));
    let first = wire.ask(&request);
    let sequence = metrics::gauge(&langod, "lango_outbox_sequence");
    assert_eq!(wire.verdict(7, &first), Code::AccessAccept);
    for _ in 0..3 {
        assert_eq!(wire.ask(&request), first);
    }
    assert_eq!(events(&langod, "access_accept"), 1);
    assert_eq!(events(&langod, "duplicate"), 3);
    assert_eq!(metrics::gauge(&langod, "lango_outbox_sequence"), sequence, "one activation, one event");
}

#[test]
fn the_same_bytes_from_another_port_are_another_request() {
    let (langod, code) = with_ticket(1);
    let (one, other) = (Wire::to_auth(&langod), Wire::to_auth(&langod));
    let request = one.login(7, &code, &device(1));
    assert_eq!(one.verdict(7, &one.ask(&request)), Code::AccessAccept);
    assert_eq!(other.verdict(7, &other.ask(&request)), Code::AccessAccept);
    assert_eq!((events(&langod, "access_accept"), events(&langod, "duplicate")), (2, 0));
}

#[test]
fn while_the_disk_takes_two_seconds_repetitions_join_and_others_are_served() {
    let disk = SlowDisk::make();
    let langod = disk.under(Langod::builder()).start().unwrap();
    langod.add_hour(1).unwrap();
    let (fresh, active) = (one_ticket(&langod, site::HOUR), one_ticket(&langod, site::HOUR));
    let (newcomer, regular) = (Wire::to_auth(&langod), Wire::to_auth(&langod));
    assert_eq!(regular.verdict(1, &regular.ask(&regular.login(1, &active, &device(1)))), Code::AccessAccept);
    let sequence = metrics::gauge(&langod, "lango_outbox_sequence");

    let held = disk.hold();
    let request = newcomer.login(7, &fresh, &device(2));
    (0..4).for_each(|_| newcomer.send(&request));
    wait_for_events(&langod, "duplicate", 3);
    for number in 2..10 {
        let reply = regular.ask(&regular.login(number, &active, &device(1)));
        assert_eq!(regular.verdict(number, &reply), Code::AccessAccept);
    }
    assert_eq!(newcomer.receive_within(SLOW_SYNC), None, "no answer before it is on the disk");
    drop(held);

    let first = newcomer.receive();
    assert_eq!(newcomer.verdict(7, &first), Code::AccessAccept);
    assert_eq!(newcomer.receive_within(SILENCE), None, "one decision, one reply");
    assert_eq!(newcomer.ask(&request), first);
    assert_eq!(metrics::gauge(&langod, "lango_outbox_sequence"), sequence + 1, "one activation, one event");
}

#[test]
fn a_false_message_authenticator_is_met_with_silence() {
    let (langod, code) = with_ticket(1);
    let wire = Wire::to_auth(&langod);
    let good = wire.login(7, &code, &device(1));
    let mut forged = good.clone();
    *forged.last_mut().unwrap() ^= 1;
    wire.send(&forged);
    assert_eq!(wire.receive_within(SILENCE), None);
    assert_eq!(events(&langod, "bad_message_authenticator"), 1);
    assert_eq!(wire.verdict(7, &wire.ask(&good)), Code::AccessAccept, "a forgery does not shadow the real request");
}

#[test]
fn a_guesser_waits_and_nobody_else_does() {
    let (langod, own) = with_ticket(1);
    let other = one_ticket(&langod, site::HOUR);
    let wire = Wire::to_auth(&langod);
    let try_code = |number: u8, code: &str, device: &str| wire.ask(&wire.login(number, code, device));
    let verdict = |number: u8, code: &str, device: &str| wire.verdict(number, &try_code(number, code, device));
    assert_eq!(verdict(1, &own, &device(1)), Code::AccessAccept);
    for number in 2..8 {
        assert_eq!(verdict(number, &unsold(number.into()), &device(1)), Code::AccessReject);
    }
    assert_eq!(verdict(8, &other, &device(1)), Code::AccessReject, "even a good code waits now");
    assert_eq!(events(&langod, "too_many_requests"), 1);
    assert_eq!(langod.ticket(&other).unwrap()["status"], "new");
    assert_eq!(verdict(9, &own, &device(1)), Code::AccessAccept, "the ticket this device holds is no guess");
    assert_eq!(verdict(10, &other, &device(2)), Code::AccessAccept);
}

#[test]
fn a_router_nobody_listed_meets_silence_a_counter_and_one_line() {
    let mut langod = Langod::builder().nas_address("127.0.0.2").start().unwrap();
    langod.add_hour(1).unwrap();
    let code = one_ticket(&langod, site::HOUR);
    let wire = Wire::to_auth(&langod);
    (0..5).for_each(|number| wire.send(&wire.login(number, &code, &device(1))));
    wait_for_events(&langod, "unknown_nas", 5);
    assert_eq!(wire.receive_within(SILENCE), None);
    assert_eq!(langod.ticket(&code).unwrap()["status"], "new");
    langod.stop().unwrap();
    let log = langod.log().lines(0);
    let warnings: Vec<_> = log.iter().filter(|line| line.contains("[[radius.nas]]")).collect();
    assert!(warnings.len() == 1 && warnings[0].contains("127.0.0.1"), "{log:#?}");
}

#[test]
fn ten_thousand_junk_datagrams_are_counted_and_hurt_nobody() {
    const JUNK: u64 = 10_000;
    let langod = selling_hours();
    let code = one_ticket(&langod, site::HOUR);
    let (auth, acct) = (Wire::to_auth(&langod), Wire::to_acct(&langod));
    let mut chance = Chance::new(7);
    for number in 0..JUNK {
        let wire = if number.is_multiple_of(2) { &auth } else { &acct };
        wire.send(&junk(&mut chance, number));
        // Now and then we wait until all has been read, so that what is lost is not lost in the kernel.
        if number % 100 == 99 {
            for wire in [&auth, &acct] {
                wire.ask(&wire.status_server((number / 100) as u8));
            }
        }
    }
    let asked = 2 * JUNK / 100;
    assert_eq!(events(&langod, "status_server"), asked);
    assert_eq!(reasons(&langod) - asked, JUNK, "{}", metrics::exposition(&langod));
    let fresh = Wire::to_auth(&langod);
    assert_eq!(fresh.verdict(1, &fresh.ask(&fresh.login(1, &code, &device(1)))), Code::AccessAccept);
    assert_eq!(langod.sessions().unwrap().as_array().unwrap().len(), 0);
}

/// Noise of any length; every third with a true header around broken attributes, so that it comes further in.
fn junk(chance: &mut Chance, number: u64) -> Vec<u8> {
    let length = chance.below(if number.is_multiple_of(50) { MAX_PACKET as u64 } else { 200 }) as usize;
    let mut bytes: Vec<u8> = std::iter::repeat_with(|| chance.next_u64() as u8).take(length).collect();
    if number.is_multiple_of(3) && length >= 20 {
        bytes[0] = [1, 4, 12, 40, 43][(number / 3 % 5) as usize];
        bytes[2..4].copy_from_slice(&(length as u16).to_be_bytes());
    }
    bytes
}

/// Events that say what became of a datagram. A refused login has two names, one for the outcome and one for the reason.
fn reasons(langod: &Langod) -> u64 {
    let text = metrics::exposition(langod);
    let lines = text.lines().filter(|line| line.starts_with("lango_events_total{"));
    let lines = lines.filter(|line| !line.contains("\"access_reject\"") && !line.contains("\"guess\""));
    lines.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
}
