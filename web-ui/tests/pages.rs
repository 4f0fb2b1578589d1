//! Every page, every sample, every language: what must hold for all of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test may fail it")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use web_ui::samples::pay::CAUSES;
use web_ui::samples::{Specimen, gallery};

use common::{between, closes_its_tags, has_its_landmarks, tags};

/// Samples of guests who came without the router's variables.
const WITHOUT_ROUTER: [&str; 4] = ["-twelve", "-direct", "-bare", "bad-login-address"];

fn all() -> impl Iterator<Item = &'static Specimen> {
    static ALL: LazyLock<Vec<Specimen>> = LazyLock::new(|| gallery().unwrap());
    ALL.iter()
}

fn portal() -> impl Iterator<Item = &'static Specimen> {
    all().filter(|page| page.portal)
}

fn named(name: &str) -> &'static Specimen {
    all().find(|page| page.name == name).unwrap()
}

fn came_by_router(page: &Specimen) -> bool {
    !WITHOUT_ROUTER.iter().any(|name| page.name.ends_with(name))
}

#[test]
fn a_portal_page_fits_one_small_answer() {
    for page in portal() {
        assert!(page.html.len() < 12_000, "{} has {} bytes", page.name, page.html.len());
    }
}

#[test]
fn nothing_is_loaded_scripted_or_styled_outside_the_policy() {
    for page in all() {
        for forbidden in ["<script ", " style=", " onclick", " onload", " src=", "url(", "@import", "<iframe", "<img"] {
            assert!(!page.html.contains(forbidden), "{} contains {forbidden}", page.name);
        }
        // Each of them is known to the policy by its hash, which a test beside the policy proves.
        let waits = page.html.contains("<div id=\"wait\"");
        let sends_itself = page.name.ends_with("-pay-arrived");
        assert_eq!(page.html.matches("<script").count(), usize::from(waits || sends_itself), "{}", page.name);
        assert_eq!(page.html.matches("<link ").count(), 1, "{}: the empty icon saves a second request", page.name);
        assert!(page.html.contains("<link rel=\"icon\" href=\"data:,\">"), "{}", page.name);
    }
}

#[test]
fn every_page_names_its_language_and_has_one_heading_and_one_main() {
    all().for_each(has_its_landmarks);
}

#[test]
fn tags_are_closed_in_the_order_they_were_opened() {
    all().for_each(closes_its_tags);
}

#[test]
fn every_field_a_guest_fills_has_one_label_a_bound_and_the_keyboard_it_needs() {
    for page in portal() {
        let shown = tags(&page.html, "<input ").filter(|field| !field.starts_with("type=\"hidden\""));
        for field in shown.chain(tags(&page.html, "<textarea ")) {
            let id = between(field, "id=\"", "\"");
            let keyboard = match id {
                "code" => "inputmode=\"text\" autocapitalize=\"characters\"",
                "phone" => "inputmode=\"tel\" autocomplete=\"tel-national\"",
                "digits" => "inputmode=\"numeric\"",
                "receipt" => "autocapitalize=\"characters\" spellcheck=\"false\"",
                other => panic!("{}: {other} is a field nobody thought about", page.name),
            };
            for wanted in [keyboard, " required", " maxlength=", " autocomplete=", " placeholder="] {
                assert!(field.contains(wanted), "{}: {id} lacks {wanted}", page.name);
            }
            assert_eq!(page.html.matches(&format!("<label for=\"{id}\">")).count(), 1, "{}: {id}", page.name);
            for described in between(field, "aria-describedby=\"", "\"").split(' ') {
                assert_eq!(page.html.matches(&format!("id=\"{described}\"")).count(), 1, "{}: {described}", page.name);
            }
        }
    }
}

#[test]
fn every_portal_page_offers_the_other_language_and_keeps_the_router_variables() {
    for page in portal() {
        let other = if page.name.starts_with("en") { "sw" } else { "en" };
        let switch = between(&page.html, "<nav", "</nav>");
        assert!(switch.contains(&format!("lang={other}")), "{}: {switch}", page.name);
        if came_by_router(page) {
            assert!(switch.contains("mac=AA%3ABB%3ACC%3A00%3A11%3A22"), "{}: {switch}", page.name);
            assert!(switch.contains("chap-challenge=%5C357%5C015"), "{}: {switch}", page.name);
        }
    }
}

#[test]
fn the_switch_leads_back_to_the_same_plan_payment_or_receipt() {
    for (name, address) in [
        ("en-buy", "/buy?"),
        ("en-buy", "&#38;plan=5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a\""),
        ("en-pay-prompted", "/pay/a1b2c3d4-e5f6-4708-890a-010203040506?"),
        ("en-pay-failed-Cancelled", "/pay/a1b2c3d4-e5f6-4708-890a-010203040506?"),
        ("en-paid", "/paid?"),
        ("en-paid-choose", "&#38;receipt=UAF0AB12CD\""),
        ("en-find", "/find?"),
    ] {
        let page = named(name);
        assert!(between(&page.html, "<nav", "</nav>").contains(address), "{name} {address}");
    }
}

#[test]
fn every_form_of_ours_carries_the_router_variables_the_language_and_what_it_is_for() {
    for page in portal().filter(|page| came_by_router(page)) {
        for form in page.html.split("<form ").skip(1).filter(|form| form.contains("action=\"/")) {
            let form = form.split("</form>").next().unwrap();
            let own = match between(form, "action=\"", "\"") {
                "/move" if page.name.ends_with("asks-payer") => vec!["code", "digits"],
                "/ticket" | "/move" => vec!["code"],
                "/buy" if form.starts_with("method=\"post\"") => vec!["phone", "plan", "once"],
                "/buy" => vec![],
                "/paid" => vec!["receipt"],
                "/find" => vec!["digits"],
                other => panic!("{}: a form to {other}", page.name),
            };
            for name in ["mac", "link-login-only", "chap-id", "lang"].into_iter().chain(own) {
                assert_eq!(form.matches(&format!("name=\"{name}\"")).count(), 1, "{} {name}", page.name);
            }
        }
    }
}

#[test]
fn a_plan_is_paid_for_by_its_own_button_and_only_where_m_pesa_is_taken() {
    for page in portal().filter(|page| page.name.contains("-home")) {
        let buttons = tags(&page.html, "<button name=\"plan\"").count();
        let takes_mpesa = !["-counter", "-empty"].iter().any(|name| page.name.ends_with(name));
        let takes_now = takes_mpesa && !page.name.contains("-paused-");
        // M-PESA moves whole Kenyan shillings only.
        let prices = page.html.split("class=\"price\">").skip(1).filter_map(|rest| rest.split("</p>").next());
        let payable = prices.filter(|price| price.contains("KSh") && !price.contains('.')).count();
        assert_eq!(buttons, if takes_now { payable } else { 0 }, "{}", page.name);
        assert_eq!(page.html.contains("/paid?"), !page.name.ends_with("-counter"), "{}", page.name);
    }
}

#[test]
fn every_cause_has_a_remedy_of_its_own_and_a_way_on() {
    for language in ["en", "sw"] {
        let mut remedies = BTreeSet::new();
        for cause in CAUSES {
            let page = named(&format!("{language}-pay-failed-{cause:?}"));
            let next = between(&page.html, "<strong>", "</strong>");
            assert!(next.len() > 30 && remedies.insert(next.to_owned()), "{}: {next}", page.name);
            assert!(page.html.contains("class=\"button\"") && page.html.contains("/paid?"), "{}", page.name);
            let nothing_taken = ["No money was taken.", "Hakuna pesa iliyokatwa."];
            let is_certain = nothing_taken.iter().any(|words| page.html.contains(words));
            assert_eq!(is_certain, !page.name.ends_with("NoPinInTime"), "{}", page.name);
        }
    }
    let trouble = &named("en-pay-failed-OwnersTrouble").html;
    assert!(trouble.contains("href=\"tel:0712345678\">Call 0712 345 678</a>"), "{trouble}");
    assert!(!trouble.contains("/buy?"), "nobody is sent to pay where paying cannot work");
}

#[test]
fn a_waiting_page_asks_again_with_and_without_a_script_and_shows_no_whole_number() {
    for page in portal().filter(|page| page.html.contains("<div id=\"wait\"")) {
        let (soon, patient) = if page.name.ends_with("-long-wait") { (15, 60) } else { (5, 20) };
        let head = page.html.split("</head>").next().unwrap();
        // Browsers obey the first of several: without a script that is the quick one.
        let first = format!("<noscript><meta http-equiv=\"refresh\" content=\"{soon}\"></noscript>");
        let second = format!("\n<meta http-equiv=\"refresh\" content=\"{patient}\">");
        assert!(head.find(&first).unwrap() < head.find(&second).unwrap(), "{}", page.name);
        assert!(page.html.contains("/api/payments/a1b2c3d4-e5f6-4708-890a-010203040506/events\""), "{}", page.name);
        assert!(page.html.contains("07**\u{a0}***\u{a0}678"), "{}", page.name);
        let main = between(&page.html, "<main>", "</main>");
        assert!(!main.contains("712345678") && !main.contains("345"), "{}", page.name);
        assert!(page.html.contains("A1B2\u{a0}C3D4\u{a0}E5F6"), "{}", page.name);
    }
}

#[test]
fn a_lost_answer_is_not_followed_by_another_request() {
    let html = &named("en-pay-unclear").html;
    assert!(html.contains("action=\"/paid\"") && !html.contains("/buy?"), "{html}");
    assert!(!html.contains("http-equiv=\"refresh\""), "a page that reloads would wipe the receipt being typed");
}

#[test]
fn every_refusal_says_what_to_do_next_and_whom_to_call() {
    for page in portal().filter(|page| page.name.contains("-refusal-")) {
        let next = page.html.split("<strong>").nth(1).and_then(|rest| rest.split("</strong>").next()).unwrap();
        assert!(next.len() > 15, "{}: {next:?}", page.name);
        assert!(!page.html.contains("<p></p>"), "{} leaves out what happened", page.name);
        assert!(page.html.contains("<a href=\"tel:0712345678\">0712 345 678</a>"), "{}", page.name);
        assert!(page.html.contains("<form") || page.html.contains("class=\"button\""), "{} is a dead end", page.name);
    }
}

#[test]
fn guests_meet_no_words_of_the_trade() {
    for page in all() {
        let words = page.html.split("</head>").nth(1).unwrap().to_lowercase();
        let parts = words.split('<').filter_map(|part| part.split_once('>'));
        let text: String = parts.filter(|(tag, _)| *tag != "script").map(|(_, text)| text).collect();
        for jargon in [
            "voucher",
            "radius",
            "session",
            "mac ",
            "authentic",
            "captive",
            "gateway",
            "checkout",
            "stk",
            "push",
            "callback",
            "error",
            "timeout",
            " till ",
        ] {
            assert!(!text.contains(jargon), "{} says {jargon}", page.name);
        }
    }
}

#[test]
fn only_style_sheets_scripts_and_qr_symbols_are_written_without_escaping() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let templates = [folder.join("cloud"), folder.join("console"), folder]
        .into_iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    for path in templates.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| line.contains("safe")) {
            // What is drawn already has been escaped while it was.
            let ours = ["css()", "qr()", "js()", "js", "drawn()"];
            let written: Vec<&str> = line.split("|safe").collect();
            let (_, written) = written.split_last().unwrap();
            let is_ours = |written: &&str| ours.iter().any(|ours| written.ends_with(ours));
            assert!(!written.is_empty() && written.iter().all(is_ours), "{}: {line}", path.display());
        }
    }
}
