//! How the pages sit on a phone's screen, measured in a real browser: one small request, nothing beside the screen,
//! thumbs and eyes served, light and dark. With LANGO_SHOTS=FOLDER each page is also kept as a picture.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Hotspot, both};
use acceptance::site;
use testkit::{Event, Langod};

/// The budget of a first view on the wire, head and body.
const FIRST_VIEW_BYTES: u64 = 14 * 1024;

#[test]
fn a_first_view_is_one_request_within_its_budget() {
    let (hotspot, _) = selling_much();
    let phone = hotspot.phone(0).start();
    let _ = phone.requests();
    let mark = hotspot.router.control().mark();
    let portal = hotspot.langod.portal_url();
    phone.open(&portal);
    // Whatever else the first page wanted has been asked for when the second has come.
    phone.presses("Kiswahili");
    phone.sees("Una tiketi?");

    let requests = phone.requests();
    assert_eq!(requests.len(), 2, "{requests:#?}");
    for request in &requests {
        assert_eq!(request.kind, "Document");
        assert!((1..=FIRST_VIEW_BYTES).contains(&request.bytes), "{} bytes for {}", request.bytes, request.url);
    }
    assert_eq!(seen_by_the_router(&hotspot, mark, &portal), requests.len());
    assert_eq!(phone.script("return performance.getEntriesByType('resource').length"), 0);
    phone.is_content();
}

#[test]
fn each_page_fits_a_phone_in_both_languages_light_and_dark() {
    let found = ["en", "sw"].map(|language| {
        let (hotspot, code) = selling_much();
        let phones = both([0, 1].map(|n| hotspot.phone(n).speaking(language)));
        walk(&hotspot, &phones, &code, language)
    });
    assert!(found.iter().all(Vec::is_empty), "{found:#?}");
}

#[test]
fn a_page_that_shuts_people_out_is_found_out_with_scripts_and_without() {
    let hotspot = Hotspot::of(site::selling_hours());
    for phone in both([hotspot.phone(0), hotspot.phone(1).without_javascript()]) {
        phone.is_captured();
        assert_eq!(phone.barriers(), [""; 0]);
        phone.script("document.querySelector('label').remove(); document.documentElement.removeAttribute('lang')");
        let found = phone.barriers();
        for rule in ["html-has-lang, ", "label"] {
            assert!(found.iter().any(|what| what.starts_with(rule)), "{rule}: {found:#?}");
        }
    }
}

/// Meets the pages one after another, looks closely at each, and tells what is wrong.
fn walk(hotspot: &Hotspot, [phone, other]: &[Browser; 2], code: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |phone: &Browser, page: &str| found.extend(phone.blemishes(page, language));
    let words = if language == "sw" { &SWAHILI } else { &ENGLISH };
    let portal = hotspot.langod.portal_url();
    phone.open(&format!("{portal}?lang={language}"));
    look(phone, "home");
    phone.open(&format!("{portal}?lang={language}&code={}", site::plain(code)));
    look(phone, "home-code");

    phone.is_captured();
    phone.types(&site::mistyped(code));
    phone.presses(words.go);
    look(phone, "refusal-mistyped");
    phone.types(&site::unsold(2));
    phone.presses(words.go);
    look(phone, "refusal-unknown");
    phone.types(code);
    phone.presses(words.go);
    look(phone, "ticket");
    phone.presses(words.go_online);
    phone.reads(words.online);
    hotspot.has_online(0, code);
    look(phone, "status-online");
    let status = phone.url();

    other.is_captured();
    other.types(code);
    other.presses(words.go);
    look(other, "refusal-devices");

    let mark = hotspot.router.control().mark();
    hotspot.router.control().log_out(hotspot.device(0)).unwrap();
    let stopped = |event: &Event| matches!(event, Event::AccountingAnswered { .. });
    hotspot.router.wait_after(mark, stopped).unwrap();
    phone.open(&status);
    look(phone, "status-offline");
    other.open(&format!("{portal}status?lang={language}"));
    look(other, "status-none");

    hotspot.langod.command(&["ticket", "revoke", code]).unwrap();
    phone.presses(words.go_online);
    look(phone, "refusal-revoked");
    phone.open(&format!("{portal}?lang={language}&error=This%20ticket%20was%20cancelled"));
    look(phone, "home-notice");
    phone.open(&format!("{portal}?lang={language}&code={}", site::plain(&site::unsold(3))));
    phone.presses(words.go);
    look(phone, "refusal-without-router");
    found
}

struct Words {
    go: &'static str,
    go_online: &'static str,
    online: &'static str,
}

const ENGLISH: Words = Words { go: "Continue", go_online: "Go online", online: "You are online" };

const SWAHILI: Words = Words { go: "Endelea", go_online: "Ingia mtandaoni", online: "Uko mtandaoni" };

/// A site with a full price list, and a ticket of its hour.
fn selling_much() -> (Hotspot, String) {
    let langod = Langod::builder().site_name("Mama Njeri Café na Kinyozi").start().unwrap();
    langod.add_hour(1).unwrap();
    for (name, price, rest) in [
        ("Whole day", "50", &["--kind", "elapsed", "--duration", "24h", "--rate", "2M/5M"][..]),
        ("5 hours to save up", "60", &["--kind", "online", "--duration", "5h", "--devices", "2"]),
        ("1 GB", "100", &["--kind", "data", "--data", "1GB", "--validity", "30d"]),
        ("Family month", "1500", &["--kind", "elapsed", "--duration", "30d", "--devices", "4", "--rate", "5M/20M"]),
    ] {
        langod.add_plan(&[&["--name", name, "--price", price], rest].concat()).unwrap();
    }
    let code = site::one_ticket(&langod, site::HOUR);
    (Hotspot::of(langod), code)
}

/// How many requests to the portal went through the router.
fn seen_by_the_router(hotspot: &Hotspot, mark: u64, portal: &str) -> usize {
    let events = hotspot.router.control().events_after(mark);
    let is_it = |event: &Event| matches!(event, Event::WalledGarden { asked, .. } if asked.starts_with(portal));
    events.iter().filter(|record| is_it(&record.event)).count()
}
