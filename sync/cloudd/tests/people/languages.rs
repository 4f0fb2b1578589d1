//! The language a visitor is spoken to in.

use crate::world::World;

#[test]
fn the_browser_asks_for_a_language_and_the_switch_outranks_it_from_then_on() {
    let world = World::new();
    let mut visitor = world.visitor().with("Accept-Language", "sw-KE,sw;q=0.9,en;q=0.5");
    assert!(visitor.get("/sign-in").body.contains("<html lang=\"sw\">"));
    assert!(visitor.get("/sign-in?lang=en").body.contains("<html lang=\"en\">"));
    assert!(visitor.get("/recover").body.contains("<html lang=\"en\">"));
    assert!(visitor.get("/sign-in?lang=xx").body.contains("<html lang=\"en\">"));
    assert!(visitor.get("/provider/nowhere?lang=sw").body.contains("href=\"/provider/nowhere?lang=en\""));
}
