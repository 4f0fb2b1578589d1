//! Getting in and out.

use crate::visitor::Visitor;
use crate::world::{ADMIN, OWNER, PASSWORD, World, builder};

#[test]
fn each_is_led_to_their_own_sites_and_nobody_anywhere_without_signing_in() {
    let world = World::new();
    let mut nobody = world.visitor();
    for path in ["/", "/provider", "/provider/sites", "/provider/sites/new", "/admin", "/admin/sites", "/recovered"] {
        let page = nobody.get(path);
        assert_eq!((page.status, page.location()), (303, Some("/sign-in")), "{path}");
    }
    let mut owner = world.signed_in("NJERI@example.net ");
    assert!(owner.open("/").url.ends_with("/provider/sites"));
    assert_eq!(owner.get("/sign-in").location(), Some("/provider/sites"));
    let mut admin = world.signed_in(ADMIN);
    assert!(admin.open("/").url.ends_with("/admin/sites"));
    assert!(admin.open("/admin").url.ends_with("/admin/sites"));
}

#[test]
fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let world = World::new();
    let answer = |email: &str, password: &str| {
        let page = world.visitor().post("/sign-in", &[("email", email), ("password", password)]);
        assert_eq!(page.status, 422);
        assert!(page.header("set-cookie").is_none());
        page.body.replace(email, "E-MAIL")
    };
    let wrong = answer(OWNER, "correct horse batterx");
    assert!(wrong.contains("do not go together"), "{wrong}");
    assert_eq!(answer("nobody@example.net", PASSWORD), wrong);
    assert_eq!(answer(OWNER, ""), wrong);
    assert_eq!(answer(OWNER, &"x".repeat(300)), wrong);
}

#[test]
fn the_login_is_kept_from_scripts_and_other_sites_and_only_its_hash_from_us() {
    let world = World::new();
    let page = world.visitor().post("/sign-in", &[("email", OWNER), ("password", PASSWORD)]);
    let cookies: Vec<&String> =
        page.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, cookie)| cookie).collect();
    let login = cookies.iter().find(|cookie| cookie.starts_with("lango_login=")).unwrap();
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=1209600"] {
        assert!(login.contains(attribute), "{login}");
    }
    assert!(!login.contains("Secure") && !login.contains("Domain"), "{login}");
    let token = login.split(['=', ';']).nth(1).unwrap();
    assert_eq!(token.len(), 43, "256 bits");
    let kept = std::fs::read(world.cloud.data_dir().join("lango-cloud.db")).unwrap();
    assert!(!kept.windows(token.len()).any(|window| window == token.as_bytes()));

    let https = World::of(builder().env("PUBLIC_URL", "https://cloud.example.net").env("ALLOWED_HOSTS", "127.0.0.1"));
    let page = https.visitor().post("/sign-in", &[("email", OWNER), ("password", PASSWORD)]);
    assert!(
        page.headers.iter().filter(|(name, _)| name == "set-cookie").all(|(_, cookie)| cookie.ends_with("; Secure"))
    );
    assert!(page.header("strict-transport-security").is_some());
}

#[test]
fn signing_out_ends_this_login_and_no_other() {
    let world = World::new();
    let (mut here, mut there) = (world.signed_in(OWNER), world.signed_in(OWNER));
    let stolen = here.cookies.clone();
    let page = here.open("/provider/sites");
    let out = here.submit(&Visitor::form(&page, "/sign-out"));
    assert!(out.url.ends_with("/sign-in") && !here.cookies.contains_key("lango_login"));
    here.cookies = stolen;
    assert_eq!(here.get("/provider/sites").location(), Some("/sign-in"));
    assert_eq!(there.get("/provider/sites").status, 200);
}

#[test]
fn signing_in_anew_ends_the_login_before_it() {
    let world = World::new();
    let mut visitor = world.signed_in(OWNER);
    let before = visitor.cookies.clone();
    visitor.post("/sign-in", &[("email", OWNER), ("password", PASSWORD)]);
    assert_eq!(visitor.get("/provider/sites").status, 200);
    assert_ne!(visitor.cookies["lango_login"], before["lango_login"]);
    visitor.cookies = before;
    assert_eq!(visitor.get("/provider/sites").location(), Some("/sign-in"));
}

#[test]
fn guessing_is_slowed_down_and_locks_nobody_else_out() {
    let world = World::new();
    let mut owner = world.signed_in(OWNER);
    owner.cookies.remove("lango_login");
    let mut guesser = world.visitor().with("X-Forwarded-For", "197.232.9.9");
    let wrong = [("email", OWNER), ("password", "guess guess guess")];
    for _ in 0..5 {
        assert_eq!(guesser.post("/sign-in", &wrong).status, 422);
    }
    let slowed = guesser.post("/sign-in", &wrong);
    assert_eq!(slowed.status, 429, "{}", slowed.body);
    assert!(slowed.header("retry-after").is_some() && slowed.body.contains("Wait "), "{}", slowed.body);
    // Recovery is the same door.
    let code = &world.codes[0];
    let recovery = [("email", OWNER), ("code", code), ("new", PASSWORD), ("again", PASSWORD)];
    assert_eq!(guesser.post("/recover", &recovery).status, 429);

    let page = owner.post("/sign-in", &[("email", OWNER), ("password", PASSWORD)]);
    assert_eq!(page.location(), Some("/"), "a browser that the owner has used before waits for nobody");
    let mut admin = world.visitor().with("X-Forwarded-For", "197.232.9.10");
    let page = admin.post("/sign-in", &[("email", ADMIN), ("password", PASSWORD)]);
    assert_eq!(page.location(), Some("/"), "other accounts are not slowed down");
}

#[test]
fn pages_are_kept_nowhere_framed_nowhere_and_run_nothing() {
    let world = World::new();
    for page in [world.visitor().get("/sign-in"), world.signed_in(OWNER).get("/provider/sites")] {
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("script"), "{policy}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("x-frame-options"), Some("DENY"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("referrer-policy"), Some("same-origin"));
        assert!(!page.body.contains("<script") && page.body.len() < 14_000);
    }
}
