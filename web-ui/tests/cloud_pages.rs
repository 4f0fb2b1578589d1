//! Every page of the cloud, every sample, every language: what must hold for all of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test may fail it")]

use std::sync::LazyLock;

use web_ui::cloud::{
    Audience, Claim, Frame, Listed, NewSite, SignIn, Site, SiteFacts, Sites, Standing, Takings, Who, WordsDiffer,
};
use web_ui::samples::{Specimen, cloud};
use web_ui::{Language, Page};

const EVIL: &str = "\"'><script>alert(1)</script>&lt;b {{ x }}";

fn all() -> impl Iterator<Item = &'static Specimen> {
    static ALL: LazyLock<Vec<Specimen>> = LazyLock::new(|| cloud::gallery().unwrap());
    ALL.iter()
}

fn named(name: &str) -> &'static Specimen {
    all().find(|page| page.name == name).unwrap()
}

/// Everything from a tag that begins so to its end.
fn tags<'a>(html: &'a str, tag: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(tag).skip(1).filter_map(|rest| rest.split('>').next())
}

fn between<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    html.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap()
}

#[test]
fn a_page_is_small_and_nothing_is_loaded_scripted_or_styled_outside_its_policy() {
    for page in all() {
        assert!(page.html.len() < 14_000, "{} has {} bytes", page.name, page.html.len());
        for forbidden in ["<script", " style=", " onclick", " onload", " src=", "url(", "@import", "<iframe", "<img"] {
            assert!(!page.html.contains(forbidden), "{} contains {forbidden}", page.name);
        }
        assert_eq!(page.html.matches("<link ").count(), 1, "{}: the empty icon saves a second request", page.name);
        let policy = &page.content_security_policy;
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(policy.contains("form-action 'self'; base-uri 'none'; frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
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
        assert!(!page.html.contains("<title> · "), "{}", page.name);
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

fn check(page: &impl Page) {
    let html = page.html().unwrap();
    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains("'>"), "a quote got out of its attribute: {html}");
    assert!(html.contains("&#60;script&#62;alert(1)"), "the text is shown, escaped");
    assert!(!page.content_security_policy().contains("alert"));
}

#[test]
fn markup_in_any_text_is_shown_as_text() {
    let facts = SiteFacts { name: EVIL.into(), version: Some(EVIL.into()), ..cloud::facts() };
    check(&SignIn { frame: evil_frame(), email: EVIL.into(), problem: None });
    check(&NewSite { frame: evil_frame(), name: EVIL.into(), problem: None });
    check(&WordsDiffer { frame: evil_frame(), site: cloud::own(), name: EVIL.into() });
    check(&Site {
        frame: evil_frame(),
        site: cloud::own(),
        provider: Some(EVIL.into()),
        facts: facts.clone(),
        claim: Some(Claim { code: Some(EVIL.into()), secs_left: 1 }),
        words: Some(EVIL.into()),
        cloud_url: EVIL.into(),
    });
    check(&Sites {
        frame: evil_frame(),
        audience: Audience::Admin,
        standing: Standing::Active,
        today: Takings::default(),
        sites: vec![Listed { site: cloud::own(), provider: Some(EVIL.into()), facts }],
        after: Some(EVIL.into()),
        next: Some(EVIL.into()),
    });
}
