//! Every "no" a guest meets on the way, in a real browser: a sentence, and what to do next.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Hotspot};
use acceptance::site;
use radius_proto::AcctStatusType;
use testkit::Event;

#[test]
fn a_wrong_and_a_mistyped_code_get_a_sentence_and_the_field_again() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.is_captured();

    let unsold = site::unsold(1);
    phone.hands_in(&unsold);
    phone.reads("We do not know this code");
    phone.sees("There is no ticket here with the code you typed.");
    assert_eq!(phone.typed(), unsold);

    let mistyped = site::mistyped(&code);
    phone.hands_in(&mistyped);
    phone.reads("One letter looks wrong");
    phone.sees("Compare it with your ticket, correct it and continue.");
    assert_eq!(phone.typed(), mistyped);

    phone.hands_in("hello");
    phone.sees("The code you typed has a small mistake in it.");
    hotspot.has_offline(0);

    phone.hands_in(&code);
    phone.reads("Your ticket is good");
    phone.presses("Go online");
    phone.reads("You are online");
    hotspot.has_online(0, &code);
    phone.is_content();
}

#[test]
fn an_empty_field_is_not_sent() {
    let (hotspot, _) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    phone.types("");
    phone.taps("Continue");
    assert_eq!(phone.script("return document.querySelector('#code:focus:invalid') !== null"), true);
}

#[test]
fn a_cancelled_ticket_sends_its_guest_off_and_says_why() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.goes_online(&code);
    hotspot.has_online(0, &code);

    let mark = hotspot.router.control().mark();
    hotspot.langod.command(&["ticket", "revoke", &code]).unwrap();
    hotspot.router.wait_after(mark, |event| matches!(event, Event::SessionEnded { .. })).unwrap();
    hotspot.has_offline(0);

    phone.is_captured();
    phone.hands_in(&code);
    phone.reads("This ticket was cancelled");
    phone.sees("Please ask the attendant, and bring your ticket with you.");
    phone.presses("Go to the start page");
    phone.sees("Have a ticket?");
    phone.is_content();
}

#[test]
fn a_ticket_whose_data_is_used_says_so_and_takes_the_next_code() {
    let (langod, code) = site::with_data_ticket("5MB", 1);
    let next = site::one_ticket(&langod, "data");
    let hotspot = Hotspot::of(langod);
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    phone.hands_in(&code);
    assert_eq!(phone.fact("Data left"), "5 MB");
    phone.presses("Go online");
    phone.reads("You are online");
    hotspot.has_online(0, &code);

    let mark = hotspot.router.control().mark();
    hotspot.router.control().traffic(hotspot.device(0), 1_000_000, 4_000_000).unwrap();
    let stopped = |event: &Event| matches!(event, Event::AccountingAnswered { status: AcctStatusType::Stop, .. });
    hotspot.router.wait_after(mark, stopped).unwrap();
    hotspot.has_offline(0);

    phone.is_captured();
    phone.hands_in(&code);
    phone.reads("All the data is used");
    phone.sees("Buy a new ticket at the counter and type its code here.");
    assert_eq!(phone.typed(), "", "a used code is not offered again");
    phone.hands_in(&next);
    phone.reads("Your ticket is good");
    phone.presses("Go online");
    phone.reads("You are online");
    hotspot.has_online(0, &next);
}

#[test]
fn what_the_router_refuses_with_is_read_on_the_portal() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    phone.hands_in(&code);
    phone.reads("Your ticket is good");
    // Between the page and the press, the attendant takes it back.
    hotspot.langod.command(&["ticket", "revoke", &code]).unwrap();
    phone.presses("Go online");
    assert!(notice(&phone).starts_with("This ticket was cancelled. Please ask"), "{}", notice(&phone));
    phone.sees("Have a ticket?");
    hotspot.has_offline(0);
    phone.is_content();
}

#[test]
fn a_gateway_that_is_silent_is_told_to_the_guest_by_the_router() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    phone.hands_in(&code);
    phone.reads("Your ticket is good");
    hotspot.router.control().set_quirks(|quirks| quirks.radius_timeout_ms = 50);
    hotspot.router.control().lose_replies(3);
    phone.presses("Go online");
    assert_eq!(notice(&phone), "RADIUS server is not responding");

    phone.hands_in(&code);
    phone.presses("Go online");
    phone.reads("You are online");
    hotspot.has_online(0, &code);
}

#[test]
fn markup_in_the_routers_message_stays_text() {
    let (hotspot, _) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    let message = "<script>document.title = 'mine'</script><img src=x onerror=\"document.title = 'mine'\"><b>bold</b>";
    let encoded = testkit::form::encode(message);
    phone.open(&format!("{}?error={encoded}&code={encoded}", hotspot.langod.portal_url()));
    assert_eq!(notice(&phone), message);
    assert_ne!(phone.script("return document.title"), "mine");
    assert_eq!(phone.script("return document.querySelectorAll('main b, main img, script').length"), 0);
    phone.is_content();
}

#[test]
fn a_forged_login_address_gets_a_warning_and_never_a_form() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    let forged = testkit::form::encode("http://evil.example/login");
    let mac = testkit::form::encode(&hotspot.device(0).mac.to_string());
    phone.open(&format!("{}?mac={mac}&link-login-only={forged}&link-logout={forged}", hotspot.langod.portal_url()));
    phone.hands_in(&code);
    phone.reads("We cannot connect you from this page");
    phone.sees("The link you followed did not come from the WiFi here.");
    let page = phone.script("return document.documentElement.outerHTML");
    assert!(!page.as_str().unwrap().contains("evil.example"), "{page}");

    phone.presses("Go to the start page");
    phone.sees("Have a ticket?");
    phone.goes_online(&code);
    hotspot.has_online(0, &code);
}

#[test]
fn a_guest_who_guesses_is_told_to_wait_and_how_long() {
    let (hotspot, _) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    let turned_away = (0..30).any(|number| {
        phone.hands_in(&site::unsold(number));
        phone.find("//h1").text() == "Please wait a moment"
    });
    assert!(turned_away, "thirty guesses in a row");
    phone.sees("Too many wrong codes were typed.");
    let advice = phone.find("//main//strong").text();
    assert!(advice.starts_with("Wait ") && advice.ends_with(", then try again."), "{advice}");
    assert_eq!(phone.misfits(), [""; 0]);
}

#[test]
fn an_address_that_does_not_exist_leads_home() {
    let (hotspot, _) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.open(&format!("{}nowhere/at/all", hotspot.langod.portal_url()));
    phone.reads("This page does not exist");
    assert_eq!(phone.misfits(), [""; 0]);
    phone.presses("Go to the start page");
    phone.sees("Have a ticket?");
}

fn notice(phone: &Browser) -> String {
    phone.find("//p[@role='alert']").text()
}
