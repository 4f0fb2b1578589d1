//! What every page has to be, whoever it is for, and how a page is taken apart. Each test program uses some of it.

#![allow(dead_code, reason = "each test program uses some of it")]

use web_ui::Page;
use web_ui::samples::Specimen;

/// What somebody might type where a name belongs.
pub(crate) const EVIL: &str = "\"'><script>alert(1)</script>&lt;b {{ x }}";

/// Tags that are never closed.
const VOID: [&str; 5] = ["!doctype", "meta", "link", "input", "br"];

/// Everything from a tag that begins so to its end.
pub(crate) fn tags<'a>(html: &'a str, tag: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(tag).skip(1).filter_map(|rest| rest.split('>').next())
}

pub(crate) fn between<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    html.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap()
}

/// It says its language, its title, and where its heading and its main part are.
pub(crate) fn has_its_landmarks(page: &Specimen) {
    let language = page.name.get(..2).unwrap();
    assert!(page.html.starts_with(&format!("<!doctype html>\n<html lang=\"{language}\">")), "{}", page.name);
    for landmark in ["<h1", "<main", "<header"] {
        assert_eq!(page.html.matches(landmark).count(), 1, "{} {landmark}", page.name);
    }
    for nothing in ["<title></title>", "<title> · "] {
        assert!(!page.html.contains(nothing), "{}", page.name);
    }
}

/// Tags are closed in the order they were opened.
pub(crate) fn closes_its_tags(page: &Specimen) {
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

/// Signed in or not, it is one small answer: no script, no style and no load outside its policy.
pub(crate) fn loads_nothing(page: &Specimen) {
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

/// [`EVIL`] in its texts is shown as text. A page has one script of ours at most; what comes from outside opens none.
pub(crate) fn shows_markup_as_text(page: &impl Page) {
    let html = page.html().unwrap();
    assert!(!html.contains("<script>alert"), "{html}");
    assert!(!html.contains("'>"), "a quote got out of its attribute: {html}");
    assert!(html.matches("<script").count() <= 1, "{html}");
    let (_, main) = html.split_once("<main").unwrap();
    let (main, _) = main.split_once("</main>").unwrap();
    assert!(main.contains("&#60;script&#62;alert(1)"), "the text is shown, escaped: {main}");
    assert!(!page.content_security_policy().contains("alert"));
}
