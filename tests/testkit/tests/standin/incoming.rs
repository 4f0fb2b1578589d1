//! The CoA port, asked as a server asks.

use std::net::UdpSocket;

use radius_proto::attribute::*;
use radius_proto::mikrotik::{self, Limit};
use radius_proto::{
    Attribute, DynamicOutcome, ErrorCause, Identification, MAX_PACKET, Packet, PacketWriter, Secret, TerminateCause,
};
use testkit::Event;
use testkit::machine::PATIENCE;
use testkit::router::{CoaUnlisted, CountedFrom};

use crate::server::{Answer, SECRET};
use crate::world::{CODE, World, nothing, open_world, world};

const NOT_FOUND: DynamicOutcome = DynamicOutcome::Refused(Some(ErrorCause::SessionContextNotFound));
const ASCEND_XMIT_RATE: Attribute = Attribute::Vendor { vendor: 529, number: 255 };
const UNSUPPORTED: DynamicOutcome = DynamicOutcome::Refused(Some(ErrorCause::UnsupportedAttribute));

#[test]
fn a_disconnect_ends_the_session_as_by_its_owner() {
    let world = open_world();
    world.go_online();
    assert_eq!(disconnect(&world, &who(&world)), DynamicOutcome::Acknowledged);
    assert_eq!(world.stop().1, TerminateCause::AdminReset);
    assert_eq!(disconnect(&world, &who(&world)), NOT_FOUND);
    let counters = world.router.control().counters();
    assert_eq!((counters.incoming_acks, counters.incoming_naks), (1, 1));
}

#[test]
fn all_that_names_a_session_must_fit() {
    let world = open_world();
    world.go_online();
    let right = who(&world);
    let strangers = [
        Identification { user_name: Some("somebody".into()), ..right },
        Identification { acct_session_id: Some("80100099".into()), ..right },
        Identification { framed_ip_address: Some(world.router.device(1).ip), ..right },
        Identification { framed_ip_address: None, ..right },
    ];
    for stranger in strangers {
        assert_eq!(disconnect(&world, &stranger), NOT_FOUND, "{stranger:?}");
    }
    world.router.control().set_quirks(|quirks| quirks.coa_needs_framed_ip = false);
    let named = Identification { framed_ip_address: None, ..right };
    assert_eq!(disconnect(&world, &named), DynamicOutcome::Acknowledged);
}

#[test]
fn listed_rights_change_and_others_stay() {
    let world = world(
        Answer::Accept(|writer| {
            writer.u32(SESSION_TIMEOUT, 60).mikrotik_limit(Limit::Recv, 1000);
        }),
        |_| (),
    );
    world.go_online();
    let changed = change(&world, |writer| {
        writer.u32(SESSION_TIMEOUT, 7200).text(mikrotik::RATE_LIMIT, "1M/1M").mikrotik_limit(Limit::Xmit, 6 << 32);
    });
    assert_eq!(changed, DynamicOutcome::Acknowledged);
    let grant = world.router.control().session(world.device()).unwrap().grant;
    assert_eq!((grant.session_timeout_secs, grant.rate_limit.as_deref()), (Some(7200), Some("1M/1M")));
    assert_eq!((grant.recv_limit_bytes, grant.xmit_limit_bytes), (Some(1000), Some(6 << 32)));
}

#[test]
fn a_total_limit_is_refused_ignored_or_honoured() {
    let total: fn(&mut PacketWriter<'_>) = |writer| {
        writer.mikrotik_limit(Limit::Total, 5_000_000);
    };
    for (unlisted, outcome, limit) in [
        (CoaUnlisted::Refused, UNSUPPORTED, None),
        (CoaUnlisted::Ignored, DynamicOutcome::Acknowledged, None),
        (CoaUnlisted::Honoured, DynamicOutcome::Acknowledged, Some(5_000_000)),
    ] {
        let world = world(Answer::Accept(nothing), |quirks| quirks.coa_unlisted = unlisted);
        world.go_online();
        assert_eq!(change(&world, total), outcome);
        assert_eq!(world.router.control().session(world.device()).unwrap().grant.total_limit_bytes, limit);
    }
}

#[test]
fn everything_on_the_manuals_list_is_applied() {
    let world = open_world();
    world.go_online();
    let changed = change(&world, |writer| {
        writer
            .u32(IDLE_TIMEOUT, 300)
            .u32(PORT_LIMIT, 3)
            .text(FILTER_ID, "slow")
            .text(mikrotik::GROUP, "gold")
            .text(mikrotik::MARK_ID, "vip")
            .text(mikrotik::ADVERTISE_URL, "http://ads.example/")
            .u32(mikrotik::ADVERTISE_INTERVAL, 600)
            .u32(ASCEND_XMIT_RATE, 2_000_000)
            .mikrotik_limit(Limit::Recv, (5 << 32) + 7);
    });
    assert_eq!(changed, DynamicOutcome::Acknowledged);
    let grant = world.router.control().session(world.device()).unwrap().grant;
    assert_eq!((grant.idle_timeout_secs, grant.port_limit), (Some(300), Some(3)));
    assert_eq!((grant.filter_id.as_deref(), grant.group.as_deref()), (Some("slow"), Some("gold")));
    assert_eq!((grant.mark_id.as_deref(), grant.ascend_xmit_rate_bps), (Some("vip"), Some(2_000_000)));
    assert_eq!(grant.recv_limit_bytes, Some((5 << 32) + 7));
}

#[test]
fn what_is_refused_changes_nothing_beside_it() {
    let world = open_world();
    world.go_online();
    let refused = change(&world, |writer| {
        writer.u32(SESSION_TIMEOUT, 60).mikrotik_limit(Limit::Total, 5);
    });
    assert_eq!(refused, UNSUPPORTED);
    assert_eq!(world.router.control().session(world.device()).unwrap().grant.session_timeout_secs, None);
}

#[test]
fn where_a_session_is_cannot_be_changed_however_kind_the_router() {
    for unlisted in [CoaUnlisted::Refused, CoaUnlisted::Ignored, CoaUnlisted::Honoured] {
        let world = world(Answer::Accept(nothing), |quirks| quirks.coa_unlisted = unlisted);
        world.go_online();
        let moved = change(&world, |writer| {
            writer.text(FRAMED_POOL, "elsewhere");
        });
        assert_eq!(moved, UNSUPPORTED);
    }
}

#[test]
fn what_is_ignored_has_no_effect_whatever_it_is() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.coa_unlisted = CoaUnlisted::Ignored);
    world.go_online();
    let ignored = change(&world, |writer| {
        writer.u32(ACCT_INTERIM_INTERVAL, 60).text(mikrotik::ADDRESS_LIST, "vip").u32(IDLE_TIMEOUT, 9);
    });
    assert_eq!(ignored, DynamicOutcome::Acknowledged);
    let grant = world.router.control().session(world.device()).unwrap().grant;
    assert_eq!((grant.interim_secs, grant.address_list, grant.idle_timeout_secs), (None, None, Some(9)));
}

#[test]
fn a_disconnect_takes_the_mac_cookie_along() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.mac_cookie = true);
    world.go_online();
    assert_eq!(world.router.control().cookies(), [world.device().mac]);
    assert_eq!(disconnect(&world, &who(&world)), DynamicOutcome::Acknowledged);
    assert!(world.router.control().cookies().is_empty());
}

#[test]
fn a_router_may_look_whether_it_is_meant() {
    for (checks, outcome) in [
        (true, DynamicOutcome::Refused(Some(ErrorCause::NasIdentificationMismatch))),
        (false, DynamicOutcome::Acknowledged),
    ] {
        let world = world(Answer::Accept(nothing), |quirks| quirks.coa_checks_nas = checks);
        world.go_online();
        let another = Identification { nas_identifier: Some("another".into()), ..who(&world) };
        assert_eq!(disconnect(&world, &another), outcome);
    }
}

#[test]
fn a_router_may_keep_a_session_it_is_told_to_end() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.coa_keeps_sessions = true);
    world.go_online();
    let refused = DynamicOutcome::Refused(Some(ErrorCause::SessionContextNotRemovable));
    assert_eq!(disconnect(&world, &who(&world)), refused);
    world.router.control().set_quirks(|quirks| quirks.coa_keeps_sessions = false);
    assert_eq!(disconnect(&world, &who(&world)), DynamicOutcome::Acknowledged);
}

#[test]
fn an_address_list_is_refused() {
    let world = open_world();
    world.go_online();
    assert_eq!(
        change(&world, |writer| {
            writer.text(mikrotik::ADDRESS_LIST, "vip");
        }),
        UNSUPPORTED
    );
}

#[test]
fn a_limit_already_used_up_ends_the_session_at_once() {
    let world = open_world();
    world.go_online();
    world.router.control().traffic(world.device(), 0, 5000).unwrap();
    change(&world, |writer| {
        writer.mikrotik_limit(Limit::Xmit, 4000);
    });
    assert_eq!(world.stop().1, TerminateCause::NasRequest);
}

#[test]
fn a_new_session_timeout_counts_from_the_start_or_from_now() {
    for (from, counts_what_has_passed) in [(CountedFrom::SessionStart, true), (CountedFrom::Now, false)] {
        let world = world(
            Answer::Accept(|writer| {
                writer.u32(ACCT_INTERIM_INTERVAL, 1);
            }),
            |quirks| quirks.coa_session_timeout = from,
        );
        world.go_online();
        // A second of the session has passed when the first interim comes.
        world.server.reported();
        change(&world, |writer| {
            writer.u32(SESSION_TIMEOUT, 1000);
        });
        let left = world.router.control().session(world.device()).unwrap().secs_left.unwrap();
        assert_eq!(left < 1000, counts_what_has_passed, "{left}");
    }
}

#[test]
fn a_request_under_another_secret_meets_silence() {
    let world = open_world();
    world.go_online();
    let other = Secret::new("other").unwrap();
    let mut room = [0; MAX_PACKET];
    let forged = PacketWriter::disconnect_request(1, &mut room, &other).identification(&who(&world)).finish().unwrap();
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.send_to(&forged, world.router.coa_address()).unwrap();
    world.wait_for(|event| matches!(event, Event::BadDynamicRequest { .. }));
    assert_eq!(world.router.control().counters().incoming_bad_requests, 1);
    assert!(world.router.control().session(world.device()).is_some());
}

#[test]
fn a_router_may_want_message_authenticator_or_nothing_at_all() {
    let world = world(Answer::Accept(nothing), |quirks| quirks.coa_requires_message_authenticator = true);
    world.go_online();
    send(&world, |writer| {
        writer.identification(&who(&world));
    });
    world.wait_for(|event| matches!(event, Event::BadDynamicRequest { .. }));
    let signed = ask(&world, |writer| {
        writer.identification(&who(&world)).message_authenticator();
    });
    assert_eq!(signed, DynamicOutcome::Acknowledged);

    world.router.control().set_quirks(|quirks| quirks.coa_accept = false);
    let mark = world.router.control().mark();
    send(&world, |writer| {
        writer.message_authenticator();
    });
    world.router.wait_after(mark, |event| matches!(event, Event::BadDynamicRequest { .. })).unwrap();
}

fn who(world: &World) -> Identification<'static> {
    Identification {
        user_name: Some(CODE.into()),
        acct_session_id: Some("80100001".into()),
        framed_ip_address: Some(world.device().ip),
        ..Identification::default()
    }
}

fn disconnect(world: &World, who: &Identification<'_>) -> DynamicOutcome {
    ask(world, |writer| {
        writer.identification(who);
    })
}

/// Sends a Disconnect-Request and reads the answer.
fn ask(world: &World, write: impl Fn(&mut PacketWriter<'_>)) -> DynamicOutcome {
    let (socket, secret) = (UdpSocket::bind("127.0.0.1:0").unwrap(), Secret::new(SECRET).unwrap());
    let mut room = [0; MAX_PACKET];
    let mut writer = PacketWriter::disconnect_request(7, &mut room, &secret);
    write(&mut writer);
    exchange(world, &socket, &secret, writer)
}

fn send(world: &World, write: impl Fn(&mut PacketWriter<'_>)) {
    let (socket, secret) = (UdpSocket::bind("127.0.0.1:0").unwrap(), Secret::new(SECRET).unwrap());
    let mut room = [0; MAX_PACKET];
    let mut writer = PacketWriter::disconnect_request(7, &mut room, &secret);
    write(&mut writer);
    socket.send_to(&writer.finish().unwrap(), world.router.coa_address()).unwrap();
}

/// Sends a CoA-Request for the first device's session and reads the answer.
fn change(world: &World, write: impl Fn(&mut PacketWriter<'_>)) -> DynamicOutcome {
    let (socket, secret) = (UdpSocket::bind("127.0.0.1:0").unwrap(), Secret::new(SECRET).unwrap());
    let mut room = [0; MAX_PACKET];
    let mut writer = PacketWriter::coa_request(9, &mut room, &secret);
    writer.identification(&who(world));
    write(&mut writer);
    exchange(world, &socket, &secret, writer)
}

fn exchange(world: &World, socket: &UdpSocket, secret: &Secret, mut writer: PacketWriter<'_>) -> DynamicOutcome {
    let asked = writer.finish().unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.send_to(&asked, world.router.coa_address()).unwrap();
    let mut room = [0; MAX_PACKET];
    let length = socket.recv(&mut room).unwrap();
    let reply = Packet::parse(&room[..length]).unwrap().verify_reply(asked.authenticator(), secret).unwrap();
    DynamicOutcome::read(&reply).unwrap()
}
