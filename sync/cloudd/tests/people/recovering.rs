//! A recovery code in the place of a forgotten password.

use crate::world::{OWNER, PASSWORD, World};

const NEW: &str = "another horse battery";

#[test]
fn a_code_is_good_once_and_ends_all_other_logins() {
    let world = World::new();
    let mut elsewhere = world.signed_in(OWNER);
    let typed = world.codes[0].to_lowercase().replace('-', " ");
    let fields = [("email", OWNER), ("code", typed.as_str()), ("new", NEW), ("again", NEW)];
    let mut visitor = world.visitor();
    assert_eq!(visitor.post("/recover", &fields).location(), Some("/recovered"));
    let page = visitor.open("/recovered");
    assert!(page.body.contains("7 recovery codes are left"), "{}", page.body);
    assert_eq!(visitor.get("/provider/sites").status, 200);
    assert_eq!(elsewhere.get("/provider/sites").location(), Some("/sign-in"));

    let old = world.visitor().post("/sign-in", &[("email", OWNER), ("password", PASSWORD)]);
    assert_eq!(old.status, 422);
    let new = world.visitor().post("/sign-in", &[("email", OWNER), ("password", NEW)]);
    assert_eq!(new.location(), Some("/"));
    let again = world.visitor().post("/recover", &fields);
    assert_eq!(again.status, 422);
    assert!(again.body.contains("or the code was used before"), "{}", again.body);
}

#[test]
fn a_code_is_not_spent_on_a_password_that_will_not_do() {
    let world = World::new();
    let code = world.codes[0].as_str();
    let recover = |email: &str, new: &str, again: &str| {
        world.visitor().post("/recover", &[("email", email), ("code", code), ("new", new), ("again", again)])
    };
    let differ = recover(OWNER, NEW, PASSWORD);
    assert!(differ.status == 422 && differ.body.contains("not the same"), "{}", differ.body);
    let short = recover(OWNER, "short", "short");
    assert!(short.status == 422 && short.body.contains("10 to 256"), "{}", short.body);
    let stranger = recover("nobody@example.net", NEW, NEW);
    assert!(stranger.status == 422 && stranger.body.contains("do not go together"), "{}", stranger.body);
    assert_eq!(recover(OWNER, NEW, NEW).location(), Some("/recovered"));
}
