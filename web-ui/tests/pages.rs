//! Every page, every sample, every language: what must hold for all of them.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail it")]

use std::fs;
use std::path::Path;

use web_ui::samples::{Specimen, gallery};

fn all() -> Vec<Specimen> {
    gallery().unwrap()
}

fn portal() -> Vec<Specimen> {
    all().into_iter().filter(|page| page.portal).collect()
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
        for forbidden in ["<script", " style=", " onclick", " onload", " src=", "url(", "@import", "<iframe", "<img"] {
            assert!(!page.html.contains(forbidden), "{} contains {forbidden}", page.name);
        }
        assert_eq!(page.html.matches("<link ").count(), 1, "{}: the empty icon saves a second request", page.name);
        assert!(page.html.contains("<link rel=\"icon\" href=\"data:,\">"), "{}", page.name);
    }
}

#[test]
fn every_page_names_its_language_and_has_one_heading_and_one_main() {
    for page in all() {
        let language = page.name.get(..2).unwrap();
        assert!(page.html.starts_with(&format!("<!doctype html>\n<html lang=\"{language}\">")), "{}", page.name);
        for landmark in ["<h1", "<main", "<header"] {
            assert_eq!(page.html.matches(landmark).count(), 1, "{} {landmark}", page.name);
        }
        assert!(!page.html.contains("<title></title>"), "{}", page.name);
    }
}

#[test]
fn tags_are_closed_in_the_order_they_were_opened() {
    const VOID: [&str; 5] = ["!doctype", "meta", "link", "input", "br"];
    for page in all() {
        let mut open = Vec::new();
        for tag in page.html.split('<').skip(1) {
            let name = tag.split(['>', ' ']).next().unwrap();
            match name.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop(), Some(closed), "{}", page.name),
                None if VOID.contains(&name) || tag.split('>').next().unwrap().ends_with('/') => {}
                None => open.push(name),
            }
        }
        assert!(open.is_empty(), "{} leaves {open:?} open", page.name);
    }
}

#[test]
fn every_field_a_guest_fills_has_a_label_and_leaves_the_keyboard_alone() {
    for page in portal() {
        for field in page.html.split("<input ").skip(1).filter(|field| !field.starts_with("type=\"hidden\"")) {
            let field = field.split('>').next().unwrap();
            for wanted in
                ["id=\"code\"", "autocapitalize=\"characters\"", "autocomplete=\"off\"", "spellcheck=\"false\""]
            {
                assert!(field.contains(wanted), "{} lacks {wanted}", page.name);
            }
            assert_eq!(page.html.matches("<label for=\"code\">").count(), 1, "{}", page.name);
        }
    }
}

#[test]
fn every_portal_page_offers_the_other_language_and_keeps_the_router_variables() {
    for page in portal() {
        let other = if page.name.starts_with("en") { "sw" } else { "en" };
        let switch = page.html.split("<nav").nth(1).and_then(|rest| rest.split("</nav>").next()).unwrap();
        assert!(switch.contains(&format!("lang={other}")), "{}: {switch}", page.name);
        let without_router = ["-twelve", "-direct", "bad-login-address"];
        if !without_router.iter().any(|name| page.name.ends_with(name)) {
            assert!(switch.contains("mac=AA%3ABB%3ACC%3A00%3A11%3A22"), "{}: {switch}", page.name);
            assert!(switch.contains("chap-challenge=%5C357%5C015"), "{}: {switch}", page.name);
        }
    }
}

#[test]
fn every_form_of_ours_carries_the_router_variables_and_the_language() {
    for page in portal().iter().filter(|page| !page.name.ends_with("-twelve")) {
        for form in page.html.split("<form ").skip(1).filter(|form| form.contains("action=\"/")) {
            let form = form.split("</form>").next().unwrap();
            for name in ["mac", "link-login-only", "chap-id", "lang", "code"] {
                assert_eq!(form.matches(&format!("name=\"{name}\"")).count(), 1, "{} {name}", page.name);
            }
        }
    }
}

#[test]
fn every_refusal_says_what_to_do_next_and_whom_to_call() {
    for page in portal().iter().filter(|page| page.name.contains("-refusal-")) {
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
        let words = page.html.split("</style>").nth(1).unwrap().to_lowercase();
        let text: String = words.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
        for jargon in ["voucher", "radius", "session", "mac ", "authentic", "captive", "gateway"] {
            assert!(!text.contains(jargon), "{} says {jargon}", page.name);
        }
    }
}

#[test]
fn only_style_sheets_and_qr_symbols_are_written_without_escaping() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for entry in fs::read_dir(templates).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| line.contains("safe")) {
            assert!(line.contains("css()|safe") || line.contains("qr()|safe"), "{}: {line}", path.display());
        }
    }
}
