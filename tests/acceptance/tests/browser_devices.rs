//! One ticket and several phones, each in a real browser of its own: refused, moved over, moved too often, shared.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Hotspot, both};
use radius_proto::TerminateCause;
use testkit::Event;

#[test]
fn a_second_phone_is_refused_and_can_take_the_ticket_over() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let [first, second] = both([hotspot.phone(0), hotspot.phone(1)]);
    first.goes_online(&code);
    hotspot.has_online(0, &code);

    second.is_captured();
    second.hands_in(&code);
    second.reads("Your ticket is in use elsewhere");
    second.sees("It works on 1 device at a time, and another one is using it now.");
    second.sees("a device that uses it now then goes offline");
    hotspot.has_offline(1);
    assert!(hotspot.session(0).is_some(), "asking alone moves nothing");

    let mark = hotspot.router.control().mark();
    second.presses("Use it on this device");
    second.reads("Your ticket is good");
    let sent_off =
        |event: &Event| matches!(event, Event::DynamicAcknowledged { request, .. } if request.contains("Disconnect"));
    hotspot.router.wait_after(mark, sent_off).unwrap();
    hotspot.has_offline(0);
    second.presses("Go online");
    second.reads("You are online");
    hotspot.has_online(1, &code);
    second.is_content();

    // The first phone finds itself before the portal again.
    first.is_captured();
    first.hands_in(&code);
    first.reads("Your ticket is in use elsewhere");
    hotspot.has_offline(0);
    hotspot.has_online(1, &code);
}

#[test]
fn a_ticket_moves_three_times_a_day_and_no_more() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phones = both([hotspot.phone(0), hotspot.phone(1)]);
    let [first, second] = &phones;
    first.goes_online(&code);
    hotspot.has_online(0, &code);
    for (phone, n, other) in [(second, 1, 0), (first, 0, 1), (second, 1, 0)] {
        takes_over(phone, &code);
        hotspot.has_online(n, &code);
        hotspot.has_offline(other);
    }

    first.is_captured();
    first.hands_in(&code);
    first.reads("Your ticket is in use elsewhere");
    first.presses("Use it on this device");
    first.reads("Moved too often today");
    first.sees("Use it on the device that had it last, or try again tomorrow.");
    hotspot.has_offline(0);
    hotspot.has_online(1, &code);
    first.is_content();
}

#[test]
fn a_ticket_for_two_phones_serves_both_at_once() {
    let (hotspot, code) = Hotspot::with_ticket(2);
    let [first, second] = both([hotspot.phone(0), hotspot.phone(1)]);
    first.goes_online(&code);
    hotspot.has_online(0, &code);
    second.is_captured();
    second.hands_in(&code);
    second.reads("Your ticket is good");
    assert_eq!(second.fact("Devices online"), "1 of 2");
    second.presses("Go online");
    second.reads("You are online");
    hotspot.has_online(1, &code);
    hotspot.has_online(0, &code);
    first.presses("Refresh");
    first.reads("You are online");
    assert_eq!(first.fact("Devices online"), "2 of 2");
    first.is_content();
    second.is_content();
}

#[test]
fn a_guest_who_has_left_makes_room_for_another() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let [first, second] = both([hotspot.phone(0), hotspot.phone(1)]);
    first.goes_online(&code);
    hotspot.has_online(0, &code);
    let mark = hotspot.router.control().mark();
    hotspot.router.control().drop_carrier(hotspot.device(0)).unwrap();
    let ended = |event: &Event| matches!(event, Event::SessionEnded { cause: TerminateCause::LostCarrier, .. });
    hotspot.router.wait_after(mark, ended).unwrap();
    let stopped = |event: &Event| matches!(event, Event::AccountingAnswered { .. });
    hotspot.router.wait_after(mark, stopped).unwrap();

    second.goes_online(&code);
    hotspot.has_online(1, &code);
    hotspot.has_offline(0);
}

/// From the web to online on another phone, by the button that moves the ticket.
fn takes_over(phone: &Browser, code: &str) {
    phone.is_captured();
    phone.hands_in(code);
    phone.reads("Your ticket is in use elsewhere");
    phone.presses("Use it on this device");
    phone.reads("Your ticket is good");
    phone.presses("Go online");
    phone.reads("You are online");
}
