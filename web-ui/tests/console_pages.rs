//! Every page of the site console, every sample, every language: what must hold for all of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test may fail it")]

mod common;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::checkout::Cause;
use domain::ids::PlanId;
use domain::money::{Currency, Money as Price};
use domain::review::Trouble;
use web_ui::console::{
    Act, ActKind, Acts, Answer, Confirm, Counter, Fact, Found, Frame, Guest, Health, HealthRow, HealthState, LookUp,
    Money, Online, PaymentFacts, PaymentRow, PaymentState, ReviewRow, RouterHealth, Sheet, Sold, Step, Story,
    TicketFacts, Verdict, What, When,
};
use web_ui::samples::{Specimen, code, console};
use web_ui::{Grant, Language, Plan};

use common::{EVIL, between, closes_its_tags, has_its_landmarks, loads_nothing, shows_markup_as_text, tags};

fn everything() -> &'static [Specimen] {
    static ALL: LazyLock<Vec<Specimen>> = LazyLock::new(|| console::gallery().unwrap());
    &ALL
}

/// What is read on the screen; paper is another matter.
fn all() -> impl Iterator<Item = &'static Specimen> {
    everything().iter().filter(|page| !page.name.contains("-prints-"))
}

fn named(name: &str) -> &'static Specimen {
    everything().iter().find(|page| page.name == name).unwrap()
}

fn is_signed_in(page: &Specimen) -> bool {
    page.html.contains("action=\"/sign-out\"")
}

#[test]
fn a_page_is_small_and_nothing_is_loaded_scripted_or_styled_outside_its_policy() {
    all().for_each(loads_nothing);
}

#[test]
fn every_page_names_its_language_and_has_one_heading_and_one_main() {
    all().for_each(has_its_landmarks);
}

#[test]
fn tags_are_closed_in_the_order_they_were_opened() {
    everything().iter().for_each(closes_its_tags);
}

#[test]
fn every_field_that_people_fill_has_one_label_and_a_bound() {
    for page in all() {
        let fields = tags(&page.html, "<input ")
            .filter(|field| !field.starts_with("type=\"hidden\"") && !field.ends_with(" hidden"));
        for field in fields {
            for wanted in [" required", " maxlength=", " autocomplete="] {
                assert!(field.contains(wanted), "{}: {field} lacks {wanted}", page.name);
            }
        }
        for field in tags(&page.html, "<input ").chain(tags(&page.html, "<select ")).filter(|f| f.contains("id=\"")) {
            let id = between(field, "id=\"", "\"");
            assert_eq!(page.html.matches(&format!("<label for=\"{id}\">")).count(), 1, "{}: {id}", page.name);
            assert_eq!(page.html.matches(&format!(" id=\"{id}\"")).count(), 1, "{}: {id}", page.name);
            if field.contains("aria-describedby") {
                let described = between(field, "aria-describedby=\"", "\"");
                assert_eq!(page.html.matches(&format!("id=\"{described}\"")).count(), 1, "{}: {described}", page.name);
            }
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token_and_nobody_else_is_asked_for_it() {
    for page in all() {
        for form in page.html.split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap();
            let asks = form.starts_with("method=\"get\" action=\"/look-up\"");
            assert!(asks || form.starts_with("method=\"post\" action=\"/"), "{}: {form}", page.name);
            let has_token = form.contains("name=\"csrf\" value=\"0123456789abcdef\"");
            assert_eq!(has_token, is_signed_in(page) && !asks, "{}: {form}", page.name);
        }
        assert_eq!(page.html.contains("class=\"tabs\""), is_signed_in(page), "{}", page.name);
    }
}

#[test]
fn what_must_not_happen_twice_carries_what_it_is_known_by() {
    for (name, form) in [
        ("en-console-confirm", "action=\"/sell\""),
        ("en-console-sheet", "action=\"/sheet\""),
        ("en-console-look-up-online", "action=\"/extend\""),
    ] {
        let form = between(&named(name).html, form, "</form>");
        assert!(form.contains("name=\"once\" value=\"0f1e2d3c4b5a69788796a5b4c3d2e1f0\""), "{name}: {form}");
    }
}

#[test]
fn the_switch_leads_back_to_the_same_page() {
    for (name, address) in [
        ("en-console-sign-in-wrong", "/sign-in?lang=sw"),
        ("sw-console-counter", "/?lang=en"),
        ("en-console-confirm", "/sell?plan=5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a&#38;lang=sw"),
        ("en-console-look-up-not-found", "/look-up?q=7KM%202PX%20%26%209DT&#38;lang=sw"),
    ] {
        let switch = between(&named(name).html, "<nav", "</nav>");
        assert!(switch.contains(&format!("href=\"{address}\"")), "{name}: {switch}");
    }
    assert!(!named("en-console-sold").html.contains("lang=sw"), "a sale is not made again to be read");
}

#[test]
fn a_cash_sale_is_three_taps() {
    let counter = &named("en-console-counter").html;
    assert!(counter.contains("href=\"/sell?plan=5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a\""), "{counter}");
    let confirm = &named("en-console-confirm").html;
    assert!(confirm.contains("<h1 class=\"ask\">Take KSh\u{a0}10 in cash</h1>"), "{confirm}");
    let sold = &named("en-console-sold").html;
    for paper in ["58", "80"] {
        assert!(sold.contains(&format!("href=\"/slip/0f1e2d3c4b5a69788796a5b4c3d2e1f0?paper={paper}\"")), "{sold}");
    }
    assert!(!sold.contains("pressed twice") && named("en-console-sold-long").html.contains("pressed twice"));
}

#[test]
fn while_nothing_may_be_sold_no_price_leads_on() {
    for why in ["disk-full", "lapsed", "empty"] {
        let html = &named(&format!("en-console-counter-{why}")).html;
        assert!(!html.contains("/sell?plan=") && !html.contains("href=\"/sheet\""), "{html}");
    }
    assert!(named("en-console-counter-empty").html.contains("langod plan add"));
}

#[test]
fn whoever_is_not_online_is_told_why_and_what_to_do() {
    let mut said = BTreeSet::new();
    for page in all().filter(|page| page.html.contains("class=\"card verdict ")) {
        let verdict = between(&page.html, "class=\"card verdict ", "</section>");
        assert!(between(verdict, "<h2>", "</h2>").len() > 15 && verdict.contains("<p>"), "{}", page.name);
        assert!(said.insert(between(verdict, "<h2>", "</h2>").to_owned()), "{} says what another says", page.name);
    }
    assert_eq!(said.len(), 2 * 14);
    let over = &named("en-console-look-up-over").html;
    assert!(!over.contains("/kick") && !over.contains("/extend"), "nothing is left to give or to end");
}

#[test]
fn what_is_not_well_has_a_remedy_and_what_is_well_has_none() {
    for (name, is_ill) in [("-ill", true), ("-new", true), ("", false)] {
        for language in ["en", "sw"] {
            let html = &named(&format!("{language}-console-health{name}")).html;
            let rows = between(html, "<dl class=\"card health\">", "</dl>").matches("<dt>").count();
            assert_eq!(html.matches("class=\"remedy\"").count(), if is_ill { rows } else { 0 }, "{html}");
        }
    }
}

#[test]
fn paper_opens_the_dialog_by_itself_at_the_counter_only() {
    for name in ["en-console-prints-58", "sw-console-prints-a4"] {
        let page = named(name);
        assert_eq!(page.html.matches("<script>addEventListener(\"load\"").count(), 1, "{name}");
        assert!(page.html.trim_end().ends_with("</script>\n</body>\n</html>"), "{name}");
        assert!(between(&page.html, "<header ", "</header>").contains("<a href=\"/\">"), "{name}");
        assert!(page.content_security_policy.contains("; script-src 'sha256-"), "{name}");
    }
    let by_hand = web_ui::samples::gallery().unwrap();
    let mut papers = by_hand.iter().filter(|page| page.name.contains("-a4") || page.name.contains("-thermal"));
    assert!(papers.all(|page| !page.html.contains("<script") && !page.content_security_policy.contains("script")));
}

fn evil_frame() -> Frame {
    Frame { language: Language::English, site_name: EVIL.into(), csrf: Some(EVIL.into()), is_offline: true }
}

fn evil_plan() -> Plan {
    Plan {
        id: PlanId::from_bytes([7; 16]),
        name: EVIL.into(),
        price: Price::from_cents(2_000, Currency::Kes).unwrap(),
        grant: Grant::Elapsed { duration_secs: 3_600 },
        use_within_secs: None,
        start_within_secs: None,
        speed_down_kbps: None,
        devices: 1,
    }
}

#[test]
fn markup_in_what_is_sold_is_shown_as_text() {
    let plans = || vec![evil_plan()];
    let frame = evil_frame;
    shows_markup_as_text(&Counter { frame: frame(), plans: plans(), paused: None, online: 1, waiting: 1, reviews: 1 });
    shows_markup_as_text(&Confirm { frame: frame(), plan: evil_plan(), once: EVIL.into() });
    shows_markup_as_text(&Sold { frame: frame(), plan: evil_plan(), code: code(), once: EVIL.into(), again: true });
    shows_markup_as_text(&Sheet { frame: frame(), plans: plans(), once: EVIL.into(), problem: None });
}

#[test]
fn markup_from_routers_phones_and_people_is_shown_as_text() {
    let text = || EVIL.to_owned();
    let frame = evil_frame;
    let guest = Guest { plan: text(), device: text(), address: Some(text()), ..console::guest() };
    shows_markup_as_text(&Online { frame: frame(), guests: vec![guest], more: 0, done: None });
    let found = vec![Found { name: text(), plan: text(), price: evil_plan().price }];
    shows_markup_as_text(&LookUp { frame: frame(), asked: text(), answer: Some(Answer::Several(found)), done: None });
    let story = Story {
        verdict: Verdict::PaymentFailed { cause: Cause::WrongPin },
        ticket: Some(TicketFacts { plan: text(), devices: vec![text()], once: text(), ..console::ticket() }),
        payment: Some(PaymentFacts { payer: text(), receipt: Some(text()), reference: text(), ..console::payment() }),
        steps: vec![Step { when: When::Ago(1), what: What::CameOnline { device: text(), address: Some(text()) } }],
    };
    shows_markup_as_text(&LookUp {
        frame: frame(),
        asked: text(),
        answer: Some(Answer::Story(Box::new(story))),
        done: None,
    });
    let state = PaymentState::Unclear;
    shows_markup_as_text(&Money {
        frame: frame(),
        waiting: vec![PaymentRow {
            plan: text(),
            amount: evil_plan().price,
            payer: text(),
            age_secs: 1,
            state,
            link_q: text(),
        }],
        reviews: vec![ReviewRow {
            id: text(),
            age_secs: 1,
            trouble: Trouble::Misconfigured,
            said: text(),
            payment: Some(text()),
            receipt: Some(text()),
        }],
        resolved: true,
    });
    let fact = Fact::Router { name: text(), health: RouterHealth::Silent { why: text() } };
    let rows = vec![HealthRow { state: HealthState::Bad, fact }];
    shows_markup_as_text(&Health { frame: frame(), rows, backup_problem: None });
    let act = |what| Act { ago_secs: None, from: text(), what };
    let acts = vec![act(ActKind::Other(text())), act(ActKind::Sold { plan: text() })];
    shows_markup_as_text(&Acts { frame: frame(), acts });
}
