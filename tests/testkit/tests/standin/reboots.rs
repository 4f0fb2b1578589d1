//! What a reboot leaves behind.

use radius_proto::attribute::{ACCT_SESSION_ID, EVENT_TIMESTAMP};
use radius_proto::{AcctStatusType, TerminateCause};
use testkit::router::{OrderlyReboot, Reboot};

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
fn a_router_without_a_battery_counts_from_its_boot() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.clock_unset = true);
    world.sign_in();
    let timestamp = parse(&world.server.reported()).u32(EVENT_TIMESTAMP).unwrap();
    assert!(timestamp < 3600, "{timestamp}");
}
