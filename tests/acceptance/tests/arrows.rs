//! The arrows between the rooms point downwards only. Read from `cargo metadata`, so that no manifest can slip by.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Whom each room may know, tests aside.
const ALLOWED: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("radius-proto", &["domain"]),
    ("payment-proto", &["domain"]),
    ("store", &["domain"]),
    ("enforcement", &["domain", "radius-proto"]),
    ("sync-proto", &["domain"]),
    ("migrations", &[]),
    ("cloud-store", &["domain", "migrations", "sync-proto"]),
    ("web-ui", &["domain"]),
    ("gatewayd", &["domain", "enforcement", "payment-proto", "radius-proto", "store", "sync-proto", "web-ui"]),
    ("cloud-gate", &["cloud-store", "domain", "payment-proto", "sync-proto"]),
    ("cloudd", &["cloud-gate", "cloud-store", "domain", "payment-proto", "sync-proto", "web-ui"]),
];

/// What a pure room never uses, whoever brings it in.
const NOT_IN_PURE_ROOMS: [&str; 11] = [
    "tokio",
    "hyper",
    "reqwest",
    "rustls",
    "redb",
    "getrandom",
    "rand",
    "libc",
    "socket2",
    "mio",
    "tracing-subscriber",
];

fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let output = Command::new(cargo).args(["metadata", "--format-version", "1", "--no-deps"]).output().unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let arrows_of = |package: &Value| {
        let uses = package["dependencies"].as_array().unwrap().iter().filter(|used| used["kind"] != "dev");
        let names = uses.map(|used| used["name"].as_str().unwrap().to_owned()).collect();
        (package["name"].as_str().unwrap().to_owned(), names)
    };
    metadata["packages"].as_array().unwrap().iter().map(arrows_of).collect()
}

/// The rooms of the house; tests stand beside it.
fn rooms_that_use(wanted: &[&str]) -> Vec<String> {
    let is_room = |name: &String| ALLOWED.iter().any(|(room, _)| room == name);
    let users =
        arrows().into_iter().filter(|(room, used)| is_room(room) && wanted.iter().any(|one| used.contains(*one)));
    users.map(|(room, _)| room).collect()
}

#[test]
fn every_arrow_points_downwards() {
    let arrows = arrows();
    let rooms: BTreeSet<&str> = arrows.keys().map(String::as_str).collect();
    for (room, allowed) in ALLOWED {
        let used = arrows.get(room).unwrap_or_else(|| panic!("there is no room {room}"));
        for other in used.iter().filter(|other| rooms.contains(other.as_str())) {
            assert!(allowed.contains(&other.as_str()), "{room} must not know {other}");
        }
    }
}

#[test]
fn pure_rooms_bring_in_no_sockets_files_clocks_or_chance() {
    let arrows = arrows();
    for room in ["domain", "radius-proto", "payment-proto", "enforcement", "sync-proto", "web-ui"] {
        for banned in NOT_IN_PURE_ROOMS {
            assert!(!arrows[room].contains(banned), "{room} uses {banned}");
        }
    }
}

#[test]
fn sql_lives_in_the_clouds_store_and_its_schema_alone() {
    assert_eq!(rooms_that_use(&["sea-orm", "sea-orm-migration", "sqlx"]), ["cloud-store", "migrations"]);
}

#[test]
fn redb_lives_in_the_store_alone() {
    assert_eq!(rooms_that_use(&["redb"]), ["store"]);
}
