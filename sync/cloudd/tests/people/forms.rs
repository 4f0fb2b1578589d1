//! Forms that no page of ours sent change nothing.

use crate::visitor::Visitor;
use crate::world::{OWNER, PASSWORD, World};

#[test]
fn a_form_without_the_token_of_its_login_is_refused_and_changes_nothing() {
    let world = World::new();
    let mut owner = world.signed_in(OWNER);
    let site = world.make_site(&mut owner, "Market");
    let mut other = world.signed_in(OWNER);
    let page = other.open("/provider/sites/new");
    let foreign = Visitor::form(&page, "/provider/sites/new").fields.get("csrf").unwrap().to_owned();
    let paths = ["/sign-out".to_owned(), "/provider/sites/new".to_owned(), format!("/provider/sites/{site}/claim")];
    for path in paths.iter().map(String::as_str).chain([format!("/provider/sites/{site}/confirm").as_str()]) {
        for token in ["", "nonsense", foreign.as_str()] {
            let page = owner.post(path, &[("csrf", token), ("name", "Other"), ("words", "a b c d e")]);
            assert_eq!(page.status, 403, "{path} with {token}");
            assert!(page.body.contains("Nothing was changed"), "{}", page.body);
        }
    }
    assert_eq!(owner.get("/provider/sites").status, 200, "still signed in");
    let sites = world.cloud.json(&["site", "list", "--provider", &world.provider]).unwrap();
    assert_eq!(sites.as_array().unwrap().len(), 1);
}

#[test]
fn the_door_takes_forms_of_our_own_pages_only() {
    let world = World::new();
    let fields = [("email", OWNER), ("password", PASSWORD)];
    for origin in [None, Some("https://evil.example"), Some("null")] {
        let mut visitor = world.visitor();
        visitor.origin = origin.map(str::to_owned);
        let page = visitor.post("/sign-in", &fields);
        assert_eq!(page.status, 403, "{origin:?}");
        assert!(page.body.contains(&world.cloud.url()), "it says where our own page is: {}", page.body);
        assert!(visitor.cookies.is_empty());
        assert_eq!(visitor.post("/recover", &fields).status, 403);
    }
    let mut cross = world.visitor().with("Sec-Fetch-Site", "cross-site");
    assert_eq!(cross.post("/sign-in", &fields).status, 403);
    let mut same = world.visitor().with("Sec-Fetch-Site", "same-origin");
    assert_eq!(same.post("/sign-in", &fields).location(), Some("/"));
}

#[test]
fn forms_that_are_too_large_or_sent_by_nobody_are_refused() {
    let world = World::new();
    let huge = "x".repeat(70_000);
    assert_eq!(world.visitor().post("/sign-in", &[("email", &huge)]).status, 413);
    let page = world.visitor().post("/provider/sites/new", &[("name", "Market")]);
    assert_eq!(page.location(), Some("/sign-in"));
    assert_eq!(world.visitor().get("/sign-out").status, 405);
}
