//! What is somebody else's is not there, whatever is typed.

use crate::visitor::Visitor;
use crate::world::{ADMIN, OWNER, World};

#[test]
fn another_providers_site_is_not_found_and_not_changed() {
    let world = World::new();
    let (mut neighbour, other, site) = world.neighbour();
    let mut owner = world.signed_in(OWNER);
    let token = Visitor::form(&owner.open("/provider/sites/new"), "/new").fields.get("csrf").unwrap().to_owned();
    let before = world.cloud.site(&other, &site).unwrap();
    let claim = |visitor: &mut Visitor| visitor.get(&format!("/provider/sites/{site}")).body;
    let shown = claim(&mut neighbour);
    for path in [format!("/provider/sites/{site}"), format!("/provider/sites/{site}/differ")] {
        let page = owner.get(&path);
        assert_eq!(page.status, 404, "{path}");
        assert!(!page.body.contains("Next door"), "{}", page.body);
    }
    for path in [format!("/provider/sites/{site}/claim"), format!("/provider/sites/{site}/confirm")] {
        assert_eq!(owner.post(&path, &[("csrf", &token), ("words", "")]).status, 404, "{path}");
    }
    assert!(!owner.get("/provider/sites").body.contains("Next door"));
    assert_eq!(world.cloud.site(&other, &site).unwrap(), before);
    assert_eq!(claim(&mut neighbour).contains("made elsewhere"), shown.contains("made elsewhere"));
}

#[test]
fn a_provider_finds_no_admin_pages_and_an_admin_no_providers() {
    let world = World::new();
    let mut owner = world.signed_in(OWNER);
    let site = world.make_site(&mut owner, "Market");
    let provider = &world.provider;
    for path in ["/admin".to_owned(), "/admin/sites".to_owned(), format!("/admin/providers/{provider}/sites/{site}")] {
        assert_eq!(owner.get(&path).status, 404, "{path}");
    }
    let mut admin = world.signed_in(ADMIN);
    for path in ["/provider", "/provider/sites", "/provider/sites/new", &format!("/provider/sites/{site}")] {
        assert_eq!(admin.get(path).status, 404, "{path}");
    }
    let (_, other, _) = world.neighbour();
    let crossed = format!("/admin/providers/{other}/sites/{site}");
    assert_eq!(admin.get(&crossed).status, 404, "a site under a provider that does not own it");
}

#[test]
fn whatever_is_no_id_is_not_there_either() {
    let world = World::new();
    let mut owner = world.signed_in(OWNER);
    for id in
        ["x", "00000000-0000-0000-0000-000000000000", "%00", "%27%20or%201=1", "..%2f..%2fadmin", &"9".repeat(2000)]
    {
        let page = owner.get(&format!("/provider/sites/{id}"));
        assert_eq!(page.status, 404, "{id}");
        assert!(page.body.contains("There is nothing here"), "{}", page.body);
    }
    assert_eq!(owner.get("/provider/elsewhere/entirely").status, 404);
    assert_eq!(owner.get("/admin/elsewhere").status, 404);
    let mut forged = world.visitor();
    for token in ["", "x", &"A".repeat(43), &"A".repeat(4000)] {
        forged.cookies.insert("lango_login".to_owned(), token.to_owned());
        assert_eq!(forged.get("/provider/sites").location(), Some("/sign-in"), "{token}");
    }
}
