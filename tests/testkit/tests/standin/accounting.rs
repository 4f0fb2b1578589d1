//! What the server hears of a session.

use radius_proto::attribute::*;
use radius_proto::mikrotik::Limit;
use radius_proto::{AccountingRequest, AcctStatusType, TerminateCause, mikrotik};
use testkit::Event;
use testkit::router::{AccountingRetry, NotOnline};

use crate::server::{Answer, secret};
use crate::world::{CODE, nothing, open_world, parse, status, world};

#[test]
fn start_interim_and_stop_follow_a_session() {
    let world = world(
        Answer::Accept(|writer| {
            writer.bytes(CLASS, b"ticket 12");
        }),
        |_| (),
    );
    let (control, device, secret) = (world.router.control(), world.device(), secret());
    world.sign_in();
    let start = world.server.reported();
    let start = AccountingRequest::read(parse(&start).verify(&secret).unwrap()).unwrap();
    assert_eq!((start.status, start.input_octets, start.session_time_secs), (AcctStatusType::Start, None, None));
    assert_eq!((start.class, start.acct_session_id()), (Some(&b"ticket 12"[..]), "80100001".into()));
    assert!(start.event_timestamp_unix_secs.is_some() && !start.verified().packet().has_message_authenticator());

    control.traffic(device, 1 << 20, (5 << 32) + 7).unwrap();
    control.interim(device).unwrap();
    let interim = world.server.reported();
    let interim = AccountingRequest::read(parse(&interim).verify(&secret).unwrap()).unwrap();
    assert_eq!(interim.status, AcctStatusType::InterimUpdate);
    assert_eq!((interim.input_octets, interim.output_octets), (Some(1 << 20), Some((5 << 32) + 7)));
    assert_eq!(interim.verified().packet().u32(ACCT_OUTPUT_GIGAWORDS), Some(5));

    control.log_out(device).unwrap();
    let (stop, cause) = world.stop();
    let stop = AccountingRequest::read(parse(&stop).verify(&secret).unwrap()).unwrap();
    assert_eq!(cause, TerminateCause::UserRequest);
    assert_eq!((stop.class, stop.who.user_name), (Some(&b"ticket 12"[..]), Some(CODE.into())));
    assert_eq!(control.traffic(device, 1, 1), Err(NotOnline(device.mac)));
}

#[test]
fn every_way_to_end_has_its_cause() {
    use TerminateCause::*;
    let world = open_world();
    let (control, device) = (world.router.control(), world.device());
    for cause in [UserRequest, LostCarrier, IdleTimeout, SessionTimeout, AdminReset, NasRequest, PortError] {
        world.go_online();
        control.end(device, cause).unwrap();
        assert_eq!(world.stop().1, cause);
    }
}

#[test]
fn a_used_up_limit_ends_the_session_with_nas_request() {
    let limits: [fn(&mut radius_proto::PacketWriter<'_>); 3] = [
        |writer| {
            writer.mikrotik_limit(Limit::Total, 5_000_000_000);
        },
        |writer| {
            writer.mikrotik_limit(Limit::Recv, 2_000_000_000);
        },
        |writer| {
            writer.mikrotik_limit(Limit::Xmit, 3_000_000_000);
        },
    ];
    for limit in limits {
        let world = world(Answer::Accept(limit), |_| ());
        let (control, device) = (world.router.control(), world.device());
        world.go_online();
        control.traffic(device, 1_999_999_999, 2_999_999_999).unwrap();
        assert!(control.session(device).is_some());
        control.traffic(device, 1, 1).unwrap();
        assert_eq!(world.stop().1, TerminateCause::NasRequest);
    }
}

#[test]
fn session_timeout_and_idle_timeout_come_by_themselves() {
    for (attribute, cause) in
        [(SESSION_TIMEOUT, TerminateCause::SessionTimeout), (IDLE_TIMEOUT, TerminateCause::IdleTimeout)]
    {
        let grant = if attribute == SESSION_TIMEOUT {
            |writer: &mut radius_proto::PacketWriter<'_>| {
                writer.u32(SESSION_TIMEOUT, 1);
            }
        } else {
            |writer: &mut radius_proto::PacketWriter<'_>| {
                writer.u32(IDLE_TIMEOUT, 1);
            }
        };
        let world = world(Answer::Accept(grant), |_| ());
        world.go_online();
        assert_eq!(world.stop().1, cause);
    }
}

#[test]
fn interims_come_as_often_as_the_server_wants_or_the_profile_says() {
    let asks_for_a_second: fn(&mut radius_proto::PacketWriter<'_>) = |writer| {
        writer.u32(ACCT_INTERIM_INTERVAL, 1);
    };
    for (grant, fixed_secs) in [(asks_for_a_second, 0), (nothing, 1)] {
        let world = world(Answer::Accept(grant), |quirks| quirks.interim_update_secs = fixed_secs);
        world.go_online();
        assert_eq!(status(&world.server.reported()), AcctStatusType::InterimUpdate);
    }
}

#[test]
fn a_router_may_exchange_the_directions() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.directions_swapped = true);
    world.go_online();
    world.router.control().traffic(world.device(), 1, 2).unwrap();
    world.router.control().interim(world.device()).unwrap();
    let report = world.server.reported();
    assert_eq!(parse(&report).u32(ACCT_INPUT_OCTETS), Some(2));
    assert_eq!(parse(&report).u32(ACCT_OUTPUT_OCTETS), Some(1));
}

#[test]
fn an_unanswered_report_is_the_same_packet_or_a_new_one() {
    for (retry, is_same) in [(AccountingRetry::SamePacket, true), (AccountingRetry::NewPacket, false)] {
        let world = world(Answer::Accept(nothing), |quirks| {
            (quirks.accounting_retry, quirks.radius_timeout_ms) = (retry, 30);
        });
        world.server.responds(false);
        world.sign_in();
        let first = world.server.reported();
        let second = world.server.reported();
        assert_eq!(parse(&first).identifier() == parse(&second).identifier(), is_same);
        assert_eq!(first == second, is_same);
        world.wait_for(|event| matches!(event, Event::AccountingLost { status: AcctStatusType::Start, .. }));
    }
}

#[test]
fn what_is_granted_is_recorded() {
    let world = world(
        Answer::Accept(|writer| {
            writer
                .u32(SESSION_TIMEOUT, 3600)
                .text(mikrotik::RATE_LIMIT, "2M/5M")
                .mikrotik_limit(Limit::Total, 5 << 32)
                .u32(ACCT_INTERIM_INTERVAL, 60);
        }),
        |_| (),
    );
    world.sign_in();
    let session = world.router.control().session(world.device()).unwrap();
    assert_eq!(session.grant.rate_limit.as_deref(), Some("2M/5M"));
    assert_eq!((session.grant.session_timeout_secs, session.grant.interim_secs), (Some(3600), Some(60)));
    assert_eq!(session.bytes_left, Some(5 << 32));
}
