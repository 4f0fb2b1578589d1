//! English and Swahili in a real browser: chosen by the phone, by the owner, by hand, and kept to the end.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Hotspot};
use acceptance::site;
use testkit::Langod;

#[test]
fn a_phone_that_speaks_swahili_is_answered_in_swahili_to_the_end() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).speaking("sw-KE,sw,en").start();
    phone.is_captured();
    phone.sees("Una tiketi?");
    is_in(&phone, "sw");
    goes_online_in_swahili(&phone, &code);
    hotspot.has_online(0, &code);
    phone.is_content();
}

#[test]
fn the_switch_stays_switched_to_the_end() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    is_in(&phone, "en");
    phone.presses("Kiswahili");
    phone.sees("Una tiketi?");
    is_in(&phone, "sw");
    phone.types(&site::mistyped(&code));
    phone.presses("Endelea");
    phone.reads("Kuna herufi iliyokosewa");
    goes_online_in_swahili(&phone, &code);
    hotspot.has_online(0, &code);
    phone.presses("Onyesha upya");
    phone.reads("Uko mtandaoni");
    phone.presses("English");
    phone.reads("You are online");
    phone.is_content();
}

#[test]
fn the_switch_keeps_a_code_that_was_handed_in() {
    let (hotspot, code) = Hotspot::with_ticket(1);
    let phone = hotspot.phone(0).start();
    phone.is_captured();
    phone.hands_in(&code);
    phone.reads("Your ticket is good");
    phone.presses("Kiswahili");
    assert_eq!(phone.typed(), code);
    phone.presses("Endelea");
    phone.reads("Tiketi yako iko sawa");
    phone.presses("Ingia mtandaoni");
    phone.reads("Uko mtandaoni");
    hotspot.has_online(0, &code);
}

#[test]
fn a_phone_that_speaks_neither_is_answered_in_the_owners_language() {
    let langod = Langod::builder().language("sw").start().unwrap();
    langod.add_hour(1).unwrap();
    let hotspot = Hotspot::of(langod);
    let phone = hotspot.phone(0).speaking("fr").start();
    phone.is_captured();
    phone.sees("Bei za intaneti");
    is_in(&phone, "sw");
}

/// From the portal's field to the end, on its Swahili pages.
fn goes_online_in_swahili(phone: &Browser, code: &str) {
    phone.types(code);
    phone.presses("Endelea");
    phone.reads("Tiketi yako iko sawa");
    is_in(phone, "sw");
    assert_eq!(phone.fact("Muda uliobaki"), "saa 1");
    phone.presses("Ingia mtandaoni");
    phone.reads("Uko mtandaoni");
    is_in(phone, "sw");
    for english in ["Time", "left", "Refresh", "Sign out", "code", "online"] {
        phone.sees_no(english);
    }
}

fn is_in(phone: &Browser, language: &str) {
    assert_eq!(phone.script("return document.documentElement.lang"), language);
}
