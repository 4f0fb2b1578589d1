//! Names the router knows itself: let in without RADIUS, and reported to nobody.

use testkit::router::{KnownLocally, LocalUser};

use crate::rest_client::admin;
use crate::server::Answer;
use crate::world::{CODE, World, nothing, open_world, portal_fields, world};

fn with_user(user: LocalUser) -> World {
    let world = open_world();
    world.router.control().add_local_user(user).unwrap();
    world
}

#[test]
fn the_routers_own_users_come_before_radius() {
    let world = with_user(LocalUser::new(CODE, CODE));
    world.sign_in();
    let session = world.router.control().session(world.device()).unwrap();
    assert!(!session.is_by_radius);
    assert_eq!(world.router.control().counters().requests, 0);
    world.router.control().log_out(world.device()).unwrap();
    assert!(world.server.has_no_more_reports());
}

#[test]
fn a_wrong_password_of_a_known_name_is_not_asked_about() {
    let world = with_user(LocalUser::new(CODE, "other"));
    assert_eq!(portal_fields(&world.sign_in()).get("error"), Some("invalid username or password"));
    assert_eq!(world.router.control().counters().requests, 0);
}

#[test]
fn a_router_may_ask_radius_about_everybody() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.local_users = KnownLocally::Skipped);
    world.router.control().add_local_user(LocalUser::new(CODE, CODE)).unwrap();
    world.go_online();
    assert!(world.router.control().session(world.device()).unwrap().is_by_radius);
}

#[test]
fn a_disabled_user_is_nobody() {
    let world = with_user(LocalUser { disabled: true, ..LocalUser::new(CODE, "other") });
    world.go_online();
}

#[test]
fn what_a_user_used_counts_over_all_sessions() {
    let world = with_user(LocalUser { limit_bytes_total: 1000, ..LocalUser::new(CODE, CODE) });
    let (control, device) = (world.router.control(), world.device());
    world.sign_in();
    control.traffic(device, 100, 300).unwrap();
    control.log_out(device).unwrap();
    world.sign_in();
    assert_eq!(control.session(device).unwrap().bytes_left, Some(600));
    control.traffic(device, 0, 600).unwrap();
    assert!(control.session(device).is_none());
    let refused = portal_fields(&world.sign_in());
    assert_eq!(refused.get("error"), Some("user 7KM2PX9DT has reached traffic limit"));
    let row = admin(&world, "GET", "/ip/hotspot/user", "").json()[0].clone();
    assert_eq!((&row["bytes-in"], &row["bytes-out"]), (&"100".into(), &"900".into()));
}

#[test]
fn a_user_may_belong_to_one_device() {
    let user = LocalUser { mac_address: "02:00:00:00:01:02".to_owned(), ..LocalUser::new(CODE, CODE) };
    let world = with_user(user);
    let error = "user 7KM2PX9DT is not allowed to log in from this MAC address";
    assert_eq!(portal_fields(&world.sign_in()).get("error"), Some(error));
    world.sign_in_as(world.router.device(1), CODE);
    assert!(world.router.control().session(world.router.device(1)).is_some());
}

#[test]
fn without_radius_nobody_else_gets_in() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.use_radius = false);
    assert_eq!(portal_fields(&world.sign_in()).get("error"), Some("invalid username or password"));
    assert_eq!(world.router.control().counters().requests, 0);
}

#[test]
fn a_router_may_ask_radius_and_report_nothing() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.radius_accounting = false);
    world.sign_in();
    world.server.asked();
    world.router.control().log_out(world.device()).unwrap();
    assert!(world.server.has_no_more_reports());
}
