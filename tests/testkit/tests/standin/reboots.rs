//! What a reboot leaves behind.

use radius_proto::attribute::{ACCT_SESSION_ID, EVENT_TIMESTAMP};
use radius_proto::{AcctStatusType, TerminateCause};
use testkit::router::{ClockAfterBoot, OrderlyReboot, Reboot};

use crate::rest_client::admin;
use crate::server::Answer;
use crate::world::{nothing, open_world, parse, status, world};

#[test]
fn a_power_cut_sends_nothing_and_moves_the_digit() {
    let world = open_world();
    world.go_online();
    world.router.control().reboot(Reboot::PowerCut);
    assert!(world.router.control().sessions().is_empty());
    world.sign_in();
    let next = world.server.reported();
    assert_eq!(status(&next), AcctStatusType::Start);
    assert_eq!(parse(&next).text(ACCT_SESSION_ID), Some("80200001".into()));
}

#[test]
fn the_digit_comes_round_after_sixteen_boots() {
    let world = open_world();
    (0..16).for_each(|_| world.router.control().reboot(Reboot::PowerCut));
    world.sign_in();
    assert_eq!(parse(&world.server.asked()).text(ACCT_SESSION_ID), Some("80100001".into()));
}

#[test]
fn an_orderly_reboot_stops_every_session_first() {
    for (kind, cause) in [
        (OrderlyReboot::NasReboot, TerminateCause::NasReboot),
        (OrderlyReboot::AdminReboot, TerminateCause::AdminReboot),
    ] {
        let world = world(Answer::Accept(nothing), |quirks| quirks.orderly_reboot = kind);
        world.go_online();
        world.router.control().reboot(Reboot::Orderly);
        assert_eq!(world.stop().1, cause);
        assert!(world.server.has_no_more_reports());
    }
}

#[test]
fn a_router_may_announce_its_going_and_coming() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.accounting_on_off = true);
    assert_eq!(status(&world.server.reported()), AcctStatusType::AccountingOn);
    world.go_online();
    world.router.control().reboot(Reboot::Orderly);
    assert_eq!(status(&world.server.reported()), AcctStatusType::Stop);
    assert_eq!(status(&world.server.reported()), AcctStatusType::AccountingOff);
    assert_eq!(status(&world.server.reported()), AcctStatusType::AccountingOn);
}

#[test]
fn a_router_without_a_battery_boots_in_1970_until_ntp_answers() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.clock_after_boot = ClockAfterBoot::Of1970);
    let (control, device) = (world.router.control(), world.device());
    world.sign_in();
    let timestamp = parse(&world.server.reported()).u32(EVENT_TIMESTAMP).unwrap();
    assert!((86_400..90_000).contains(&timestamp), "{timestamp}");
    control.grant_ntp();
    control.interim(device).unwrap();
    let timestamp = parse(&world.server.reported()).u32(EVENT_TIMESTAMP).unwrap();
    assert!(timestamp > 1_700_000_000, "{timestamp}");
    control.reboot(Reboot::PowerCut);
    assert!((86_400..90_000).contains(&control.clock_unix_secs()));
}

#[test]
fn a_router_may_go_on_from_the_time_it_saved() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.clock_after_boot = ClockAfterBoot::LastSaved);
    let before = world.router.control().clock_unix_secs();
    world.router.control().reboot(Reboot::PowerCut);
    assert!((before..before + 60).contains(&world.router.control().clock_unix_secs()));
}

#[test]
fn a_reboot_forgets_hosts_and_uptime() {
    let world = open_world();
    world.go_online();
    world.router.control().reboot(Reboot::PowerCut);
    assert!(world.router.control().hosts().is_empty());
    assert_eq!(world.router.control().counters().requests, 0);
    let resource = admin(&world, "GET", "/system/resource", "").json();
    assert!(["0s", "1s", "2s"].contains(&resource["uptime"].as_str().unwrap()), "{resource}");
}
