//! Who may ask over REST, and for what.

use serde_json::json;
use testkit::router::{LocalUser, MissingRight, Policy, RestUser};

use crate::rest_client::{Answered, admin, ask, call};
use crate::world::{World, open_world};

const READER: [Policy; 3] = [Policy::Read, Policy::Api, Policy::RestApi];

fn with_reader() -> World {
    let world = open_world();
    world.router.control().set_rest_user(RestUser::with_policies("dash", "s3cret", &READER));
    world
}

fn reader(world: &World, method: &str, menu: &str, body: &str) -> Answered {
    call(world, "dash:s3cret", method, menu, body).unwrap()
}

#[test]
fn a_stranger_a_wrong_password_and_a_wrong_address_are_all_unauthorized() {
    let world = with_reader();
    let elsewhere = RestUser::full("far", "x").from_network("172.17.0.2/32".parse().unwrap());
    let near = RestUser::full("near", "x").from_network("127.0.0.0/8".parse().unwrap());
    let no_rest = RestUser::with_policies("console", "x", &[Policy::Read, Policy::Api]);
    [elsewhere, near, no_rest].into_iter().for_each(|user| world.router.control().set_rest_user(user));
    for user in ["admin:wrong", "nobody:", "far:x", "console:x", ":", "dash:S3CRET"] {
        let refused = call(&world, user, "GET", "/system/identity", "").unwrap();
        assert_eq!(
            (refused.status, refused.json()),
            (401, json!({ "error": 401, "message": "Unauthorized" })),
            "{user}"
        );
        assert!(refused.header("www-authenticate").unwrap().starts_with("Basic"));
    }
    assert_eq!(call(&world, "near:x", "GET", "/system/identity", "").unwrap().status, 200);
    assert_eq!(ask(world.router.rest_address(), "GET", "/rest/system/identity", &[], "").status, 401);
    world.router.control().remove_rest_user("admin");
    assert_eq!(call(&world, "admin:", "GET", "/system/identity", "").unwrap().status, 401);
}

#[test]
fn a_group_needs_api_beside_rest_api() {
    let world = open_world();
    world.router.control().set_rest_user(RestUser::with_policies("half", "x", &[Policy::Read, Policy::RestApi]));
    let refused = call(&world, "half:x", "GET", "/system/identity", "").unwrap();
    assert_eq!((refused.status, refused.detail().as_str()), (500, "std failure: not allowed (9)"));
}

#[test]
fn who_may_read_may_not_write() {
    let world = with_reader();
    world.go_online();
    let active = reader(&world, "GET", "/ip/hotspot/active", "").json()[0][".id"].as_str().unwrap().to_owned();
    let row = format!("/ip/hotspot/active/{active}");
    for (quirk, of_row, of_command) in [
        (MissingRight::AsManual, (400, "missing or invalid resource identifier"), (500, "not enough permissions (9)")),
        (MissingRight::Permissions, (500, "not enough permissions (9)"), (500, "not enough permissions (9)")),
        (MissingRight::Forbidden, (403, "not enough permissions (9)"), (403, "not enough permissions (9)")),
    ] {
        world.router.control().set_quirks(|quirks| quirks.rest.missing_right = quirk);
        let removal = reader(&world, "DELETE", &row, "");
        assert_eq!((removal.status, removal.detail().as_str()), of_row, "{quirk:?}");
        let login = reader(&world, "POST", "/ip/hotspot/active/login", r#"{"ip":"10.5.50.3"}"#);
        assert_eq!((login.status, login.detail().as_str()), of_command, "{quirk:?}");
    }
    assert!(world.router.control().session(world.device()).is_some());
    world.router.control().set_quirks(|quirks| quirks.rest.missing_right = MissingRight::AsManual);
    world.router.control().set_rest_user(RestUser::with_policies("blind", "x", &[Policy::Api, Policy::RestApi]));
    assert_eq!(call(&world, "blind:x", "GET", "/system/resource", "").unwrap().status, 500);
}

#[test]
fn secrets_are_for_those_who_may_see_them() {
    let world = with_reader();
    world.router.control().add_local_user(LocalUser::new("anna", "tea")).unwrap();
    for (menu, property, value) in [("/radius", "secret", "testing123"), ("/ip/hotspot/user", "password", "tea")] {
        assert_eq!(admin(&world, "GET", menu, "").json()[0][property], value);
        assert_eq!(reader(&world, "GET", menu, "").json()[0].get(property), None);
        world.router.control().set_quirks(|quirks| quirks.rest.secrets = testkit::router::Secrets::Stars);
        assert_eq!(reader(&world, "GET", menu, "").json()[0][property], "*****");
        world.router.control().set_quirks(|quirks| quirks.rest.secrets = testkit::router::Secrets::Absent);
    }
}
