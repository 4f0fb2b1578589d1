//! Every page of the cloud, every sample, every language: what must hold for all of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test may fail it")]

mod common;

use std::sync::LazyLock;

use web_ui::Language;
use web_ui::cloud::{
    Audience, Claim, Frame, Listed, NewSite, SignIn, Site, SiteFacts, Sites, Standing, Takings, Who, WordsDiffer,
};
use web_ui::samples::{Specimen, cloud};

use common::{EVIL, between, closes_its_tags, has_its_landmarks, loads_nothing, shows_markup_as_text, tags};

fn all() -> impl Iterator<Item = &'static Specimen> {
    static ALL: LazyLock<Vec<Specimen>> = LazyLock::new(|| cloud::gallery().unwrap());
    ALL.iter()
}

fn named(name: &str) -> &'static Specimen {
    all().find(|page| page.name == name).unwrap()
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
    all().for_each(closes_its_tags);
}

#[test]
fn every_field_that_people_fill_has_one_label_and_a_bound() {
    for page in all() {
        for field in tags(&page.html, "<input ").filter(|field| !field.starts_with("type=\"hidden\"")) {
            let id = between(field, "id=\"", "\"");
            for wanted in [" required", " maxlength=", " autocomplete="] {
                assert!(field.contains(wanted), "{}: {id} lacks {wanted}", page.name);
            }
            assert_eq!(page.html.matches(&format!("<label for=\"{id}\">")).count(), 1, "{}: {id}", page.name);
            if field.contains("aria-describedby") {
                let described = between(field, "aria-describedby=\"", "\"");
                assert_eq!(page.html.matches(&format!("id=\"{described}\"")).count(), 1, "{}: {described}", page.name);
            }
        }
    }
}

#[test]
fn every_form_of_somebody_who_is_signed_in_posts_to_us_with_the_token() {
    for page in all() {
        for form in page.html.split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap();
            assert!(form.starts_with("method=\"post\" action=\"/"), "{}: {form}", page.name);
            let is_at_the_door = page.html.contains("type=\"email\"");
            let has_token = form.contains("name=\"csrf\" value=\"0123456789abcdef\"");
            assert_eq!(has_token, !is_at_the_door, "{}: {form}", page.name);
        }
        assert_eq!(page.html.contains("action=\"/sign-out\""), !page.html.contains("type=\"email\""), "{}", page.name);
    }
}

#[test]
fn the_switch_leads_back_to_the_same_page() {
    for (name, address) in [
        ("en-cloud-sign-in-wrong", "/sign-in?lang=sw"),
        ("en-cloud-all", "/admin/sites?after=5a5a%20%26%20more&#38;lang=sw"),
        ("sw-cloud-site-claim", "/provider/sites/5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a?lang=en"),
        (
            "en-cloud-site-words-admin",
            "/admin/providers/a5a5a5a5-a5a5-a5a5-a5a5-a5a5a5a5a5a5/sites/5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a?lang=sw",
        ),
    ] {
        let switch = between(&named(name).html, "<nav", "</nav>");
        assert!(switch.contains(&format!("href=\"{address}\"")), "{name}: {switch}");
    }
}

#[test]
fn only_a_page_that_waits_for_a_gateway_asks_again_by_itself() {
    for page in all() {
        let waits = ["-site-claim", "-site-claim-elsewhere"]
            .iter()
            .any(|name| page.name.trim_end_matches("-admin").ends_with(name));
        assert_eq!(page.html.contains("http-equiv=\"refresh\""), waits, "{}", page.name);
    }
}

#[test]
fn a_code_is_shown_in_groups_and_in_the_line_to_paste() {
    let html = &named("en-cloud-site-claim").html;
    assert!(html.contains("<span>7K2QX</span><span>M0D4N</span><span>R9TBW</span>"), "{html}");
    let line = between(html, "<pre>", "</pre>").replace("<span>", "").replace("</span>", "");
    assert_eq!(line, "langod enrol --cloud https://cloud.example.net --claim 7K2QX-M0D4N-R9TBW");
    assert!(html.contains("Good for 14 minutes"), "{html}");
    assert!(!named("en-cloud-site-claim-none").html.contains("langod enrol"));
    assert!(!named("en-cloud-site-claim-elsewhere").html.contains("langod enrol"));
}

#[test]
fn words_are_compared_only_while_they_wait_to_be() {
    let html = &named("en-cloud-site-words").html;
    assert!(html.contains("<li>babab</li><li>dudud</li>"), "{html}");
    assert!(html.contains("name=\"words\" value=\"babab dudud fifif gogog zuzuz\""), "{html}");
    for name in ["en-cloud-site-online", "en-cloud-site-claim", "en-cloud-differ"] {
        assert!(!named(name).html.contains("/confirm"), "{name}");
    }
}

#[test]
fn an_empty_list_says_what_to_do_next() {
    assert!(named("en-cloud-sites-none").html.contains("class=\"button\" href=\"/provider/sites/new\""));
    assert!(named("en-cloud-all-none").html.contains("lango-cloud provider create"));
    for waiting in ["en-cloud-sites-pending", "en-cloud-sites-suspended"] {
        let html = &named(waiting).html;
        assert!(html.contains("class=\"notice\"") && !html.contains("/provider/sites/new"), "{html}");
    }
}

fn evil_frame() -> Frame {
    let who = Who { email: EVIL.into(), audience: Audience::Provider, csrf: EVIL.into() };
    Frame { language: Language::English, who: Some(who) }
}

#[test]
fn markup_in_any_text_is_shown_as_text() {
    let facts = SiteFacts { name: EVIL.into(), version: Some(EVIL.into()), ..cloud::facts() };
    shows_markup_as_text(&SignIn { frame: evil_frame(), email: EVIL.into(), problem: None });
    shows_markup_as_text(&NewSite { frame: evil_frame(), name: EVIL.into(), problem: None });
    shows_markup_as_text(&WordsDiffer { frame: evil_frame(), site: cloud::own(), name: EVIL.into() });
    shows_markup_as_text(&Site {
        frame: evil_frame(),
        site: cloud::own(),
        provider: Some(EVIL.into()),
        facts: facts.clone(),
        claim: Some(Claim { code: Some(EVIL.into()), secs_left: 1 }),
        words: Some(EVIL.into()),
        cloud_url: EVIL.into(),
    });
    shows_markup_as_text(&Sites {
        frame: evil_frame(),
        audience: Audience::Admin,
        standing: Standing::Active,
        today: Takings::default(),
        sites: vec![Listed { site: cloud::own(), provider: Some(EVIL.into()), facts }],
        after: Some(EVIL.into()),
        next: Some(EVIL.into()),
    });
}
