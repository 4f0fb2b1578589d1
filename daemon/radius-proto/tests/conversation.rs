//! A NAS and a server talking: what one side writes, the other reads, through every kind of exchange.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::net::Ipv4Addr;

use proptest::prelude::*;
use radius_proto::attribute::*;
use radius_proto::mikrotik::{Limit, RateLimit};
use radius_proto::*;

const RANDOM: Authenticator = *b"sixteen bytes ok";

fn secret() -> Secret {
    Secret::new("testing123").expect("not empty")
}

fn verify<'a>(datagram: &'a [u8], secret: &'a Secret) -> Verified<'a> {
    Packet::parse(datagram).expect("well-formed").verify(secret).expect("genuine")
}

fn guest() -> Identification<'static> {
    Identification {
        user_name: Some("7KM2PX9DT".into()),
        calling_station_id: Some("BC:24:11:EB:56:4D".into()),
        called_station_id: Some("hotspot1".into()),
        acct_session_id: Some("80100014".into()),
        framed_ip_address: Some(Ipv4Addr::new(10, 5, 50, 2)),
        host_ip: Some(Ipv4Addr::new(10, 5, 50, 2)),
        nas_identifier: Some("MikroTik".into()),
        nas_ip_address: Some(Ipv4Addr::new(10, 5, 50, 1)),
        nas_port: Some(2148532244),
        nas_port_id: Some("bridge-guests".into()),
        nas_port_type: Some(NasPortType::Wireless80211),
    }
}

/// An Access-Request whose proof is written by `prove`.
fn access_request(secret: &Secret, prove: impl FnOnce(&mut PacketWriter<'_>)) -> Vec<u8> {
    let mut buffer = [0; MAX_PACKET];
    let mut writer = PacketWriter::access_request(7, RANDOM, &mut buffer, secret);
    writer.identification(&guest()).u32(SERVICE_TYPE, ServiceType::Login.number());
    prove(&mut writer);
    writer.message_authenticator().finish().expect("fits").to_vec()
}

#[test]
fn a_guest_with_a_password_is_accepted_with_what_is_left() {
    let secret = secret();
    let asked = access_request(&secret, |writer| {
        writer.user_password(b"7KM2PX9DT");
    });
    let request = AccessRequest::read(verify(&asked, &secret)).expect("an Access-Request");
    assert_eq!(request.who, guest());
    assert_eq!(request.service_type, Some(ServiceType::Login));
    assert!(request.proof.matches(b"7KM2PX9DT"));
    assert!(!request.proof.matches(b"7KM2PX9DU"));

    let mut buffer = [0; MAX_PACKET];
    let rate = RateLimit { upload_bps: 2_000_000, download_bps: 10_000_000 };
    let answer = request
        .accept(&mut buffer)
        .u32(SESSION_TIMEOUT, 3600)
        .mikrotik_limit(Limit::Total, 5 << 30)
        .mikrotik_rate_limit(rate)
        .bytes(CLASS, b"ticket 12")
        .finish()
        .expect("fits");
    let reply = Packet::parse(&answer).expect("well-formed").verify_reply(&RANDOM, &secret).expect("genuine");
    assert_eq!((reply.code(), reply.packet().identifier()), (Code::AccessAccept, 7));
    assert!(reply.message_authenticator_is_first());
    assert_eq!(reply.packet().u32(SESSION_TIMEOUT), Some(3600));
    assert_eq!(Limit::Total.read(reply.packet()), Some(5 << 30));
    assert_eq!(Limit::Recv.read(reply.packet()), None);
    let text = reply.packet().text(mikrotik::RATE_LIMIT).and_then(Text::as_str).expect("a rate");
    assert_eq!(RateLimit::parse(text), Some(rate));
}

#[test]
fn chap_is_checked_against_its_challenge_or_the_authenticator() {
    let secret = secret();
    for challenge in [None, Some(&b"0123456789abcdef"[..])] {
        let asked = access_request(&secret, |writer| {
            writer.chap_password(0x2a, b"7KM2PX9DT", challenge);
        });
        let request = AccessRequest::read(verify(&asked, &secret)).expect("an Access-Request");
        let Proof::Chap(chap) = &request.proof else { panic!("{:?}", request.proof) };
        assert_eq!((chap.ident, chap.challenge), (0x2a, challenge.unwrap_or(&RANDOM)));
        assert!(request.proof.matches(b"7KM2PX9DT"));
        assert!(!request.proof.matches(b"7KM2PX9D"));
    }
}

#[test]
fn a_request_without_proof_or_with_eap_matches_nothing() {
    let secret = secret();
    let bare = access_request(&secret, |_| ());
    let bare = AccessRequest::read(verify(&bare, &secret)).expect("an Access-Request");
    assert!(matches!(bare.proof, Proof::None) && !bare.proof.matches(b""));
    let eap = access_request(&secret, |writer| {
        writer.bytes(EAP_MESSAGE, &[2, 0, 0, 4]);
    });
    let eap = AccessRequest::read(verify(&eap, &secret)).expect("an Access-Request");
    assert!(matches!(eap.proof, Proof::Eap) && !eap.proof.matches(b""));
}

#[test]
fn values_that_do_not_fit_their_type_make_a_request_unfit() {
    let secret = secret();
    let unfit = |prove: &dyn Fn(&mut PacketWriter<'_>)| {
        let asked = access_request(&secret, prove);
        AccessRequest::read(verify(&asked, &secret)).expect_err("unfit")
    };
    let two_proofs = unfit(&|writer| {
        writer.user_password(b"x").chap_password(1, b"x", None);
    });
    assert_eq!(two_proofs, Unfit::TwoProofs);
    let short_password = unfit(&|writer| {
        writer.bytes(USER_PASSWORD, b"plain");
    });
    assert_eq!(short_password, Unfit::ValueLength { attribute: USER_PASSWORD, length: 5 });
    let short_chap = unfit(&|writer| {
        writer.bytes(CHAP_PASSWORD, &[1; 16]);
    });
    assert_eq!(short_chap, Unfit::ValueLength { attribute: CHAP_PASSWORD, length: 16 });
    let long_address = unfit(&|writer| {
        writer.bytes(NAS_IP_ADDRESS, &[0; 5]);
    });
    assert_eq!(long_address, Unfit::ValueLength { attribute: NAS_IP_ADDRESS, length: 5 });
}

#[test]
fn a_stop_carries_its_counters_beyond_four_gibibytes() {
    let (secret, mut buffer) = (secret(), [0; MAX_PACKET]);
    let sent = PacketWriter::accounting_request(AcctStatusType::Stop, 9, &mut buffer, &secret)
        .identification(&guest())
        .u32(ACCT_SESSION_TIME, 3600)
        .acct_octets(1 << 20, (7 << 32) + 5)
        .u32(ACCT_TERMINATE_CAUSE, TerminateCause::NasRequest.number())
        .u32(ACCT_DELAY_TIME, 2)
        .u32(EVENT_TIMESTAMP, 1_780_000_000)
        .bytes(CLASS, b"ticket 12")
        .finish()
        .expect("fits");
    let stop = AccountingRequest::read(verify(&sent, &secret)).expect("an Accounting-Request");
    assert_eq!(stop.status, AcctStatusType::Stop);
    assert_eq!((stop.who, stop.acct_session_id()), (guest(), "80100014".into()));
    assert_eq!((stop.input_octets, stop.output_octets), (Some(1 << 20), Some((7 << 32) + 5)));
    assert_eq!((stop.session_time_secs, stop.delay_time_secs), (Some(3600), 2));
    assert_eq!(stop.terminate_cause, Some(TerminateCause::NasRequest));
    assert_eq!((stop.event_timestamp_unix_secs, stop.class), (Some(1_780_000_000), Some(&b"ticket 12"[..])));

    let mut answer = [0; 64];
    let answer = stop.response(&mut answer).finish().expect("fits");
    let reply = Packet::parse(&answer).expect("well-formed").verify_reply(sent.authenticator(), &secret);
    assert!(!reply.expect("genuine").has_message_authenticator());
}

#[test]
fn a_start_says_nothing_of_octets() {
    let (secret, mut buffer) = (secret(), [0; MAX_PACKET]);
    let start = PacketWriter::accounting_request(AcctStatusType::Start, 9, &mut buffer, &secret)
        .identification(&guest())
        .finish()
        .expect("fits");
    let start = AccountingRequest::read(verify(&start, &secret)).expect("an Accounting-Request");
    assert_eq!((start.input_octets, start.output_octets, start.session_time_secs), (None, None, None));
}

#[test]
fn a_session_must_be_named_unless_the_whole_nas_is_meant() {
    let secret = secret();
    let read = |status| {
        let mut buffer = [0; 64];
        let sent = PacketWriter::accounting_request(status, 9, &mut buffer, &secret).finish().expect("fits");
        AccountingRequest::read(verify(&sent, &secret)).map(|request| request.acct_session_id().is_empty())
    };
    let missing = Err(Unfit::Missing { attribute: ACCT_SESSION_ID });
    assert_eq!(read(AcctStatusType::Start), missing);
    assert_eq!(read(AcctStatusType::InterimUpdate), missing);
    assert_eq!(read(AcctStatusType::Stop), missing);
    assert_eq!(read(AcctStatusType::AccountingOn), Ok(true));
    assert_eq!(read(AcctStatusType::AccountingOff), Ok(true));
}

#[test]
fn new_rights_reach_a_session_and_are_acknowledged() {
    let (secret, mut buffer) = (secret(), [0; 512]);
    let sent = PacketWriter::coa_request(3, &mut buffer, &secret)
        .identification(&guest())
        .u32(SESSION_TIMEOUT, 120)
        .mikrotik_limit(Limit::Recv, 1 << 33)
        .finish()
        .expect("fits");
    let change = DynamicRequest::read(verify(&sent, &secret)).expect("a CoA-Request");
    assert_eq!((change.action, change.who), (DynamicAction::Change, guest()));
    assert_eq!(change.verified().packet().u32(SESSION_TIMEOUT), Some(120));
    assert_eq!(Limit::Recv.read(change.verified().packet()), Some(1 << 33));

    let mut answer = [0; 64];
    let answer = change.ack(&mut answer).finish().expect("fits");
    let reply = Packet::parse(&answer).expect("well-formed").verify_reply(sent.authenticator(), &secret);
    assert_eq!(DynamicOutcome::read(&reply.expect("genuine")), Ok(DynamicOutcome::Acknowledged));
}

#[test]
fn a_session_that_is_gone_cannot_be_ended() {
    let (secret, mut buffer) = (secret(), [0; 512]);
    let sent =
        PacketWriter::disconnect_request(3, &mut buffer, &secret).identification(&guest()).finish().expect("fits");
    let disconnect = DynamicRequest::read(verify(&sent, &secret)).expect("a Disconnect-Request");
    assert_eq!(disconnect.action, DynamicAction::Disconnect);

    let mut answer = [0; 64];
    let answer = disconnect.nak(ErrorCause::SessionContextNotFound, &mut answer).finish().expect("fits");
    let reply = Packet::parse(&answer).expect("well-formed").verify_reply(sent.authenticator(), &secret);
    let refused = DynamicOutcome::Refused(Some(ErrorCause::SessionContextNotFound));
    assert_eq!(DynamicOutcome::read(&reply.expect("genuine")), Ok(refused));
}

#[test]
fn status_server_is_answered_as_the_port_would() {
    let (secret, mut buffer) = (secret(), [0; 64]);
    let sent = PacketWriter::status_server(3, RANDOM, &mut buffer, &secret).finish().expect("fits");
    let status = StatusRequest::read(verify(&sent, &secret)).expect("a Status-Server");
    let (mut one, mut other) = ([0; 64], [0; 64]);
    for answer in [status.accept(&mut one).finish(), status.response(&mut other).finish()] {
        let answer = answer.expect("fits");
        let reply = Packet::parse(&answer).expect("well-formed").verify_reply(&RANDOM, &secret).expect("genuine");
        assert!(reply.code().answers(Code::StatusServer));
        assert!(reply.message_authenticator_is_first());
    }
}

proptest! {
    #[test]
    fn names_and_passwords_of_any_kind_survive_the_round_trip(
        name in proptest::collection::vec(any::<u8>(), 1..253),
        password in proptest::collection::vec(1u8.., 1..=128),
        random: Authenticator,
        chap: bool,
    ) {
        let (secret, mut buffer) = (secret(), [0; MAX_PACKET]);
        let mut writer = PacketWriter::access_request(7, random, &mut buffer, &secret);
        writer.message_authenticator().bytes(USER_NAME, &name);
        if chap { writer.chap_password(1, &password, None) } else { writer.user_password(&password) };
        let sent = writer.finish().expect("fits");
        let request = AccessRequest::read(verify(&sent, &secret)).expect("an Access-Request");
        prop_assert_eq!(request.who.user_name.map(Text::as_bytes), Some(&name[..]));
        prop_assert!(request.proof.matches(&password));
        prop_assert!(!request.proof.matches(&password[1..]));
    }

    #[test]
    fn attributes_of_any_kind_survive_the_round_trip(rows in proptest::collection::vec(attribute_row(), 0..14)) {
        let (secret, mut buffer) = (secret(), [0; MAX_PACKET]);
        let mut writer = PacketWriter::coa_request(1, &mut buffer, &secret);
        for (attribute, value) in &rows {
            writer.bytes(*attribute, value);
        }
        let sent = writer.finish().expect("fits");
        let walked: Vec<_> = verify(&sent, &secret)
            .packet()
            .attributes()
            .map(|(attribute, value)| (attribute, value.to_vec()))
            .collect();
        prop_assert_eq!(walked, rows);
    }
}

/// Any attribute but Message-Authenticator and EAP-Message, which are checked, and bare Vendor-Specific.
fn attribute_row() -> impl Strategy<Value = (Attribute, Vec<u8>)> {
    let standard = any::<u8>().prop_filter("plain", |number| !matches!(number, 26 | 79 | 80));
    let vendor = (any::<u32>(), any::<u8>()).prop_map(|(vendor, number)| Attribute::Vendor { vendor, number });
    let attribute = prop_oneof![standard.prop_map(Attribute::Standard), vendor];
    (attribute, proptest::collection::vec(any::<u8>(), 0..=247))
}
