//! Sites on the pages of their own provider, and of an admin.

use crate::visitor::Visitor;
use crate::world::{ADMIN, OWNER, World};

#[test]
fn an_empty_list_leads_to_a_site_and_its_code_can_be_read_again() {
    let world = World::new();
    let mut owner = world.signed_in(OWNER);
    assert!(owner.open("/").body.contains("No sites yet"));
    let site = world.make_site(&mut owner, "  Mama Njeri's <Café>  ");
    let path = format!("/provider/sites/{site}");
    let (first, again) = (owner.get(&path).body, owner.get(&path).body);
    assert!(first.contains("Mama Njeri&#39;s &#60;Café&#62;"), "{first}");
    assert_eq!(code(&first), code(&again));
    assert!(first.contains("Good for 14 minutes") || first.contains("Good for 15 minutes"), "{first}");
    assert!(first.contains(&format!("<span>--cloud {}</span>", world.cloud.url())), "{first}");
    let list = owner.get("/provider/sites").body;
    assert!(list.contains("Waiting for its gateway") && list.contains(&format!("href=\"{path}\"")), "{list}");

    let page = owner.get(&path);
    let renewed = owner.submit(&Visitor::form(&page, "/claim")).body;
    assert_ne!(code(&renewed), code(&first));
    // What the command line draws it shows itself, and nobody else does.
    world.cloud.json(&["site", "claim", &site, "--provider", &world.provider]).unwrap();
    let elsewhere = owner.get(&path).body;
    assert!(elsewhere.contains("made elsewhere") && !elsewhere.contains("class=\"claim\""), "{elsewhere}");
}

#[test]
fn a_name_is_fit_and_given_once() {
    let world = World::new();
    let mut owner = world.signed_in(OWNER);
    world.make_site(&mut owner, "Market");
    let page = owner.open("/provider/sites/new");
    let form = || Visitor::form(&page, "/provider/sites/new");
    for (name, sentence) in
        [("", "1 to 80 characters"), (" ", "1 to 80"), (&"x".repeat(81), "1 to 80"), ("Market", "already")]
    {
        let refused = owner.submit(&form().with("name", name));
        assert!(refused.status == 422 && refused.body.contains(sentence), "{name}: {}", refused.body);
    }
    assert_eq!(owner.submit(&form().with("name", &"é".repeat(80))).status, 200);
}

#[test]
fn a_provider_that_may_not_begin_is_told_so_and_makes_no_site() {
    let world = World::new();
    let mut owner = world.signed_in(OWNER);
    let page = owner.open("/provider/sites/new");
    world.cloud.command(&["provider", "suspend", &world.provider]).unwrap();
    let refused = owner.submit(&Visitor::form(&page, "/provider/sites/new").with("name", "Market"));
    assert_eq!(refused.status, 403, "{}", refused.body);
    let list = owner.open("/").body;
    assert!(list.contains("suspended") && !list.contains("/provider/sites/new"), "{list}");
}

#[test]
fn an_admin_sees_the_sites_of_all_and_acts_on_behalf() {
    let world = World::new();
    let (_, provider, site) = world.neighbour();
    let own = world.make_site(&mut world.signed_in(OWNER), "Market");
    let mut admin = world.signed_in(ADMIN);
    let list = admin.open("/").body;
    for seen in ["Market", "Next door", "Mama Njeri WiFi", "Neighbour", own.as_str(), site.as_str()] {
        assert!(list.contains(seen), "{seen}: {list}");
    }
    let path = format!("/admin/providers/{provider}/sites/{site}");
    let page = admin.get(&path);
    assert!(page.body.contains("This site belongs to Neighbour"), "{}", page.body);
    let renewed = admin.submit(&Visitor::form(&page, "/claim"));
    assert!(renewed.url.ends_with(&path) && renewed.body.contains("class=\"claim\""), "{}", renewed.body);
    assert!(admin.get(&format!("{path}/differ")).body.contains("Do not confirm"));
}

#[test]
fn a_long_list_goes_on_behind_the_last_name() {
    let world = World::new();
    let mut owner = world.signed_in(OWNER);
    let token = Visitor::form(&owner.open("/provider/sites/new"), "/new").fields.get("csrf").unwrap().to_owned();
    for number in 0..51 {
        let name = format!("Site {number:02} & more");
        let page = owner.post("/provider/sites/new", &[("csrf", &token), ("name", &name)]);
        assert_eq!(page.status, 303, "{}", page.body);
    }
    let first = owner.get("/provider/sites").body;
    assert!(first.contains("Site 49") && !first.contains("Site 50"));
    let next = first.split("href=\"").find(|link| link.starts_with("/provider/sites?after=Site")).unwrap();
    let second = owner.get(&next.split('"').next().unwrap().replace("&#38;", "&")).body;
    assert!(second.contains("Site 50 &#38; more") && !second.contains("Site 49 &#38; more</a>"), "{second}");
    let all = world.signed_in(ADMIN).get("/admin/sites").body;
    assert!(all.contains("/admin/sites?after="), "{all}");
}

/// The code on a page, group by group.
fn code(html: &str) -> &str {
    html.split("class=\"claim\">").nth(1).and_then(|rest| rest.split("</p>").next()).unwrap()
}
