//! The same pages on PostgreSQL.

use testkit::postgres::Cluster;

use crate::world::{ADMIN, OWNER, World, builder};

#[test]
fn pages_and_logins_are_the_same_for_all_processes_of_one_database() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.database().unwrap();
    let world = World::of(builder().database(&url));
    let other = builder().database(&url).start().unwrap();
    let mut owner = world.signed_in(OWNER);
    let site = world.make_site(&mut owner, "Market");
    let shown = owner.get(&format!("/provider/sites/{site}")).body;
    owner.port = other.port();
    let there = owner.get(&format!("/provider/sites/{site}")).body;
    let code = |html: &str| html.split("class=\"claim\">").nth(1).unwrap().split("</p>").next().unwrap().to_owned();
    assert_eq!(code(&there), code(&shown));
    assert!(owner.get("/provider/sites").body.contains("Market"));
    let mut admin = world.signed_in(ADMIN);
    admin.port = other.port();
    assert!(admin.get("/admin/sites").body.contains("Mama Njeri WiFi"));
}
