//! Paying by phone in a real browser, when all goes well: from the price list to "You are online", and back again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Kiosk, both};
use acceptance::shop::{Shop, phone};
use testkit::Event;
use testkit::router::{Forward, LoginMethod};

#[test]
fn a_guest_pays_and_is_online_without_another_press() {
    let kiosk = Kiosk::open();
    let payer = phone(1);
    kiosk.waits(&payer);
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    let _ = guest.requests();
    guest.chooses("1 hour");
    guest.reads("Pay with M-PESA");
    guest.sees("Enter your M-PESA PIN there, never on this page.");
    guest.fills("phone", &payer);
    guest.presses("Pay KSh 20");

    guest.reads("Enter your PIN on your phone");
    guest.sees("07** *** 001");
    assert_eq!(guest.fact("Amount"), "KSh 20");
    assert_eq!(guest.fact("Ticket"), "1 hour");
    kiosk.has_offline(0);
    kiosk.enters_pin(&payer);

    kiosk.has_online(0, &guest);
    let left = guest.fact("Time left");
    assert!(left.starts_with("59 minutes") || left == "1 hour", "{left} is left");
    guest.is_content();
    // It turned at the news, not by the clock: waiting and ticket, each asked for once, and one ear at the stream.
    let requests = guest.requests();
    let kinds: Vec<_> = requests.iter().filter(|request| request.url.contains("/pay")).map(|it| &it.kind[..]).collect();
    assert_eq!(kinds, ["Document", "EventSource", "Document"], "{requests:#?}");
}

#[test]
fn without_javascript_in_swahili_behind_a_chap_router_the_page_refreshes_and_one_press_goes_online() {
    let kiosk = Kiosk::with_quirks(Shop::open(), |quirks| (quirks.http_chap, quirks.http_pap) = (true, false));
    let payer = phone(2);
    kiosk.waits(&payer);
    let guest = kiosk.phone(0).speaking("sw-KE,sw,en").without_javascript().start();
    guest.is_captured();
    guest.presses("Lipa");
    guest.reads("Lipa na M-PESA");
    guest.fills("phone", &payer);
    guest.presses("Lipa KSh 20");
    guest.reads("Weka PIN kwenye simu yako");
    kiosk.enters_pin(&payer);

    guest.reads("Malipo yamepokelewa");
    let code = guest.code();
    kiosk.has_offline(0);
    guest.presses("Ingia mtandaoni");
    guest.reads("Uko mtandaoni");
    kiosk.has_online_on(0, &code);
    kiosk.shop.agrees();
    guest.is_content();
    let events = kiosk.router.control().events_after(0);
    let by_chap = |event: &Event| matches!(event, Event::AccessRequested { method: LoginMethod::HttpChap, .. });
    assert!(events.iter().any(|record| by_chap(&record.event)));
}

#[test]
fn a_router_whose_pages_refresh_themselves_takes_a_paid_guest_in() {
    for (chap, how) in [(true, Forward::Redirect), (false, Forward::Page)] {
        let kiosk = Kiosk::with_quirks(Shop::open(), |quirks| {
            (quirks.http_chap, quirks.http_pap) = (chap, !chap);
            (quirks.forward, quirks.after_login) = (how, how);
        });
        let guest = kiosk.phone(0).start();
        guest.is_captured();
        guest.buys_an_hour(&phone(3));
        guest.reads("Enter your PIN on your phone");
        kiosk.shop.pass_secs(30);
        kiosk.has_online(0, &guest);
    }
}

#[test]
fn the_number_that_paid_is_filled_in_at_the_next_purchase() {
    let kiosk = Kiosk::open();
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    guest.buys_an_hour("+254 700 100 004");
    guest.reads("Enter your PIN on your phone");
    kiosk.shop.pass_secs(30);
    kiosk.has_online(0, &guest);
    guest.open(&kiosk.shop.langod.portal_url());
    guest.chooses("1 hour");
    assert_eq!(guest.filled("phone"), "0700100004");
}

#[test]
fn a_number_that_cannot_pay_is_refused_at_its_field_and_nobody_is_asked() {
    let kiosk = Kiosk::open();
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    guest.chooses("1 hour");
    guest.taps("Pay KSh 20");
    assert_eq!(guest.script("return document.querySelector('#phone:focus:invalid') !== null"), true);
    for wrong in ["0712 345", "0201234567"] {
        guest.fills("phone", wrong);
        guest.presses("Pay KSh 20");
        guest.sees("This is not a number M-PESA can ask.");
        assert_eq!(guest.filled("phone"), wrong);
    }
    assert_eq!(kiosk.asked(), 0);
    guest.fills("phone", &phone(5));
    guest.presses("Pay KSh 20");
    guest.reads("Enter your PIN on your phone");
    kiosk.shop.pass_secs(30);
    kiosk.has_online(0, &guest);
    guest.is_content();
}

#[test]
fn pay_pressed_twice_asks_once() {
    let kiosk = Kiosk::open();
    let payer = phone(6);
    kiosk.waits(&payer);
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    guest.chooses("1 hour");
    guest.fills("phone", &payer);
    guest.presses_twice("Pay KSh 20");
    guest.reads("Enter your PIN on your phone");
    // And once more, by the way back.
    guest.presses("Change number");
    assert_eq!(guest.filled("phone"), "0700100006");
    guest.presses("Pay KSh 20");
    guest.reads("Enter your PIN on your phone");
    assert_eq!(kiosk.asked(), 1);
    kiosk.enters_pin(&payer);
    kiosk.has_online(0, &guest);
}

#[test]
fn a_reload_of_any_step_of_paying_is_no_dead_end() {
    let kiosk = Kiosk::open();
    let payer = phone(7);
    kiosk.waits(&payer);
    let guest = kiosk.phone(0).without_javascript().start();
    guest.is_captured();
    guest.chooses("1 hour");
    guest.open(&guest.url());
    guest.fills("phone", "0712");
    guest.presses("Pay KSh 20");
    guest.sees("This is not a number M-PESA can ask.");
    // The address of an answered form alone names no plan.
    guest.open(&guest.url());
    guest.sees("Internet prices");
    guest.is_captured();
    guest.buys_an_hour(&payer);
    guest.open(&guest.url());
    guest.reads("Enter your PIN on your phone");
    kiosk.enters_pin(&payer);
    guest.reads("Payment received");
    let code = guest.code();
    guest.open(&guest.url());
    guest.reads("Payment received");
    assert_eq!(guest.code(), code);
    guest.presses("Go online");
    kiosk.has_online(0, &guest);
    guest.open(&guest.url());
    guest.reads("You are online");
}

#[test]
fn a_ticket_paid_by_phone_moves_to_another_device_for_whoever_knows_the_number() {
    let kiosk = Kiosk::open();
    let [first, second] = both([kiosk.phone(0), kiosk.phone(1)]);
    first.is_captured();
    first.buys_an_hour(&phone(678));
    first.reads("Enter your PIN on your phone");
    kiosk.shop.pass_secs(30);
    kiosk.has_online(0, &first);
    let code = first.code();

    second.is_captured();
    second.hands_in(&code);
    second.reads("Your ticket is in use elsewhere");
    second.presses("Use it on this device");
    second.reads("Who paid for this ticket?");
    second.fills("digits", "123");
    second.presses("Use it on this device");
    second.reads("Who paid for this ticket?");
    second.sees("These digits do not fit the number that paid.");
    kiosk.has_online_on(0, &code);
    kiosk.has_offline(1);

    second.fills("digits", "678");
    let mark = kiosk.router.control().mark();
    second.presses("Use it on this device");
    second.reads("Your ticket is good");
    kiosk.router.wait_after(mark, |event| matches!(event, Event::SessionEnded { .. })).unwrap();
    kiosk.has_offline(0);
    second.presses("Go online");
    kiosk.has_online(1, &second);
    second.is_content();
}
