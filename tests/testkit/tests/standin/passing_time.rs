//! Time that passes because a test says so: everything the router judges by its clock comes when it is due.

use radius_proto::attribute::{ACCT_INTERIM_INTERVAL, ACCT_SESSION_TIME, SESSION_TIMEOUT};
use radius_proto::{AcctStatusType, PacketWriter, TerminateCause};

use testkit::machine::{PATIENCE, poll};

use crate::server::Answer;
use crate::world::{World, parse, status, world};

/// Nothing is due by itself while such a test runs.
fn hour_with_reports_each_minute() -> World {
    let grant: fn(&mut PacketWriter<'_>) = |writer| {
        writer.u32(SESSION_TIMEOUT, 3600).u32(ACCT_INTERIM_INTERVAL, 60);
    };
    world(Answer::Accept(grant), |quirks| (quirks.mac_cookie, quirks.cookie_lifetime_secs) = (true, 5400))
}

#[test]
fn reports_come_and_a_session_ends_when_its_time_has_passed() {
    let world = hour_with_reports_each_minute();
    world.go_online();
    for minute in 1..=3 {
        world.router.control().pass_secs(60);
        let report = world.server.reported();
        assert_eq!(status(&report), AcctStatusType::InterimUpdate);
        let secs = parse(&report).u32(ACCT_SESSION_TIME).unwrap();
        assert!((minute * 60..minute * 60 + 20).contains(&secs), "{secs}");
    }
    world.router.control().pass_secs(3420);
    // The report that was due long since comes first.
    world.server.reported();
    assert_eq!(world.stop().1, TerminateCause::SessionTimeout);
    assert!(poll(PATIENCE, || world.router.control().is_quiet().then_some(())).is_some());
}

#[test]
fn cookies_and_the_clock_grow_old() {
    let world = hour_with_reports_each_minute();
    let control = world.router.control();
    world.go_online();
    control.idle_out(world.device()).unwrap();
    let clock = control.clock_unix_secs();
    control.pass_secs(5000);
    assert_eq!(control.cookies(), [world.device().mac]);
    control.pass_secs(400);
    assert!(control.cookies().is_empty());
    assert!((clock + 5400..clock + 5420).contains(&control.clock_unix_secs()));
}
