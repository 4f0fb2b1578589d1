//! REST as such: texts, filters, methods and errors, whatever the menu.

use serde_json::{Value, json};
use testkit::router::LocalUser;

use crate::rest_client::{admin, ask, call};
use crate::world::{World, open_world};

fn with_users() -> World {
    let world = open_world();
    for (name, comment) in [("anna", "staff"), ("ben", "staff"), ("carl", "")] {
        let user = LocalUser { comment: comment.to_owned(), limit_bytes_total: 5000, ..LocalUser::new(name, "pw") };
        world.router.control().add_local_user(user).unwrap();
    }
    world
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn every_value_is_a_text_and_every_row_has_a_name() {
    let world = with_users();
    world.go_online();
    for menu in ["/ip/hotspot/host", "/ip/hotspot/active", "/ip/hotspot/user", "/ip/hotspot/profile", "/radius"] {
        let rows = admin(&world, "GET", menu, "").json();
        let first = rows[0].as_object().unwrap();
        assert!(first.values().all(Value::is_string), "{menu}: {rows}");
        assert!(first[".id"].as_str().unwrap().starts_with('*'), "{menu}: {rows}");
    }
}

#[test]
fn a_menu_without_rows_is_one_thing() {
    let world = open_world();
    assert_eq!(admin(&world, "GET", "/system/identity", "").json(), json!({ "name": "MikroTik" }));
    let resource = admin(&world, "GET", "/system/resource", "").json();
    assert_eq!(resource["version"], "7.20.1 (stable)");
    assert_eq!(resource["architecture-name"], "arm64");
    let incoming = admin(&world, "GET", "/radius/incoming", "").json();
    assert_eq!(incoming["accept"], "true");
    assert_eq!(incoming["port"], world.router.coa_address().port().to_string());
}

#[test]
fn a_list_is_filtered_and_cut_to_properties() {
    let world = with_users();
    let staff = admin(&world, "GET", "/ip/hotspot/user?comment=staff&disabled=no", "").json();
    assert_eq!(names(&staff), ["anna", "ben"]);
    assert_eq!(admin(&world, "GET", "/ip/hotspot/user?comment=sta", "").json(), json!([]));
    let short = admin(&world, "GET", "/ip/hotspot/user?name=carl&.proplist=name", "").json();
    let id = short[0][".id"].as_str().unwrap();
    assert_eq!(short, json!([{ ".id": id, "name": "carl" }]));
    assert_eq!(
        admin(&world, "GET", &format!("/ip/hotspot/user/{id}?.proplist=name"), "").json(),
        json!({ "name": "carl" })
    );
    assert_eq!(admin(&world, "GET", "/ip/hotspot/user/carl", "").json()[".id"], id);
}

#[test]
fn print_takes_a_query_and_a_list_of_properties() {
    let world = with_users();
    let print = |body: Value| admin(&world, "POST", "/ip/hotspot/user/print", &body.to_string()).json();
    let either = print(json!({ ".query": ["name=anna", "name=carl", "#|"], ".proplist": ["name"] }));
    assert_eq!(either, json!([{ "name": "anna" }, { "name": "carl" }]));
    assert_eq!(names(&print(json!({ ".query": ["-comment"] }))), ["carl"]);
    assert_eq!(print(json!({ ".query": ["comment=staff"], "count-only": "" })), json!({ "ret": "2" }));
}

#[test]
fn rows_are_added_changed_and_removed() {
    let world = open_world();
    let added =
        admin(&world, "PUT", "/ip/hotspot/user", r#"{"name":"dora","limit-uptime":"1h","limit-bytes-total":5000}"#);
    assert_eq!(added.status, 201);
    let row = added.json();
    assert_eq!((&row["limit-uptime"], &row["limit-bytes-total"]), (&"1h".into(), &"5000".into()));
    let path = format!("/ip/hotspot/user/{}", row[".id"].as_str().unwrap());
    assert_eq!(added.header("location"), Some(format!("/rest{path}").as_str()));

    let changed = admin(&world, "PATCH", &path, r#"{"disabled":true}"#);
    assert_eq!((changed.status, &changed.json()["disabled"]), (200, &"true".into()));
    let set = admin(&world, "POST", "/ip/hotspot/user/set", r#"{".id":"dora","comment":"x"}"#);
    assert_eq!((set.status, set.json()), (200, json!([])));
    assert_eq!(world.router.control().local_users()[0].comment, "x");

    let removed = admin(&world, "DELETE", &path, "");
    assert_eq!((removed.status, removed.body.as_str()), (204, ""));
    let again = admin(&world, "DELETE", &path, "");
    assert_eq!((again.status, again.json()), (404, json!({ "error": 404, "message": "Not Found" })));
}

#[test]
fn what_the_console_refuses_comes_in_its_words() {
    let world = with_users();
    for (method, menu, body, status, detail) in [
        (
            "PUT",
            "/ip/hotspot/user",
            r#"{"name":"anna"}"#,
            400,
            "failure: already have user with this name for this server",
        ),
        (
            "PATCH",
            "/ip/hotspot/user/ben",
            r#"{"name":"anna"}"#,
            400,
            "failure: already have user with this name for this server",
        ),
        ("PUT", "/ip/hotspot/user", r#"{"comment":"x"}"#, 400, "missing =name="),
        ("PUT", "/ip/hotspot/user", r#"{"name":"x","nmae":"x"}"#, 400, "unknown parameter nmae"),
        (
            "PUT",
            "/ip/hotspot/user",
            r#"{"name":"x","limit-uptime":"soon"}"#,
            400,
            "invalid value for argument limit-uptime",
        ),
        ("PUT", "/ip/hotspot/user", "{", 400, "Failed to parse json"),
        ("PUT", "/ip/hotspot/host", "{}", 406, "no such command or directory (add)"),
        ("POST", "/ip/hotspot/active/shout", "{}", 406, "no such command or directory (shout)"),
        ("GET", "/ip/hotspots", "", 406, "no such command or directory (hotspots)"),
        ("GET", "/ip/hotspot/active/login", "", 400, "no such command"),
        ("GET", "/ip/hotspot/active/%2A1", "", 400, "no such command prefix"),
        ("POST", "/ip/hotspot/user/remove", r#"{".id":"*FF"}"#, 400, "no such item"),
        ("PATCH", "/system/identity", r#"{"name":"x"}"#, 400, "missing or invalid resource identifier"),
        ("DELETE", "/radius/*1", "", 400, "missing or invalid resource identifier"),
    ] {
        let refused = admin(&world, method, menu, body);
        assert_eq!((refused.status, refused.detail().as_str()), (status, detail), "{method} {menu} {body}");
        assert_eq!(refused.json()["error"], status);
    }
}

#[test]
fn a_body_must_say_that_it_is_json() {
    let world = open_world();
    let headers = [("Authorization", "Basic YWRtaW46"), ("Content-Type", "text/plain")];
    let refused = ask(world.router.rest_address(), "PUT", "/rest/ip/hotspot/user", &headers, r#"{"name":"x"}"#);
    assert_eq!((refused.status, &refused.json()["message"]), (415, &"Unsupported Media Type".into()));
}

#[test]
fn the_clock_is_read_and_set() {
    let world = open_world();
    let set = admin(&world, "POST", "/system/clock/set", r#"{"date":"2030-01-31","time":"10:20:30"}"#);
    assert_eq!((set.status, set.json()), (200, json!([])));
    let clock = admin(&world, "GET", "/system/clock", "").json();
    assert_eq!((&clock["date"], clock["time"].as_str().unwrap().get(..5)), (&"2030-01-31".into(), Some("10:20")));
    let refused = admin(&world, "POST", "/system/clock/set", r#"{"date":"jan/31/2030"}"#);
    assert_eq!(refused.detail(), "invalid value for argument date");
}

#[test]
fn counters_are_monitored_once_or_until_the_limit() {
    let world = open_world();
    world.go_online();
    let once = admin(&world, "POST", "/radius/monitor", r#"{"numbers":"*1","once":""}"#).json();
    assert_eq!((&once[0]["accepts"], &once[0]["bad-replies"]), (&"1".into(), &"0".into()));
    world.router.control().set_quirks(|quirks| quirks.rest.limit_ms = 1);
    let endless = admin(&world, "POST", "/radius/monitor", r#"{"numbers":"*1"}"#);
    assert_eq!((endless.status, endless.detail().as_str()), (400, "Session closed"));
}

#[test]
fn what_is_no_rest_is_no_json() {
    let world = open_world();
    assert_eq!(ask(world.router.rest_address(), "GET", "/webfig/", &[], "").header("content-type"), Some("text/html"));
    assert_eq!(call(&world, "admin:", "GET", "", "").unwrap().status, 406);
}
