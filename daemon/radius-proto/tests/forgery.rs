//! What must not be believed: changed bytes, other secrets, missing and doubled signatures, and packets at the wrong
//! door.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

use proptest::prelude::*;
use radius_proto::attribute::*;
use radius_proto::*;

const RANDOM: Authenticator = *b"sixteen bytes ok";

fn secret() -> Secret {
    Secret::new("testing123").expect("not empty")
}

/// A packet of each kind of request, signed throughout.
fn requests() -> Vec<Vec<u8>> {
    let (secret, mut buffer) = (secret(), [0; MAX_PACKET]);
    let access = PacketWriter::access_request(1, RANDOM, &mut buffer, &secret)
        .text(USER_NAME, "7KM2PX9DT")
        .user_password(b"7KM2PX9DT")
        .message_authenticator()
        .finish()
        .expect("fits")
        .to_vec();
    let status = PacketWriter::status_server(2, RANDOM, &mut buffer, &secret).finish().expect("fits").to_vec();
    let start = AcctStatusType::Start;
    let accounting = PacketWriter::accounting_request(start, 3, &mut buffer, &secret)
        .text(ACCT_SESSION_ID, "80100014")
        .message_authenticator()
        .finish()
        .expect("fits")
        .to_vec();
    let coa = PacketWriter::coa_request(4, &mut buffer, &secret)
        .message_authenticator()
        .u32(SESSION_TIMEOUT, 60)
        .finish()
        .expect("fits")
        .to_vec();
    let disconnect = PacketWriter::disconnect_request(5, &mut buffer, &secret)
        .message_authenticator()
        .text(USER_NAME, "7KM2PX9DT")
        .finish()
        .expect("fits")
        .to_vec();
    vec![access, status, accounting, coa, disconnect]
}

fn verdict(bytes: &[u8]) -> Result<bool, Forged> {
    let secret = secret();
    Packet::parse(bytes).expect("well-formed").verify(&secret).map(|verified| verified.has_message_authenticator())
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    flipped[bit / 8] ^= 1 << (bit % 8);
    flipped
}

#[test]
fn genuine_requests_are_believed() {
    for request in requests() {
        assert_eq!(verdict(&request), Ok(true));
    }
}

#[test]
fn no_flipped_bit_survives_where_a_message_authenticator_is_required() {
    let secret = secret();
    for request in requests() {
        for bit in 0..request.len() * 8 {
            let forged = flipped(&request, bit);
            let Ok(packet) = Packet::parse(&forged) else { continue };
            let believed = packet.verify(&secret).and_then(Verified::require_message_authenticator);
            assert!(believed.is_err(), "{} with bit {bit} flipped", packet.code());
        }
    }
}

#[test]
fn no_flipped_bit_of_a_reply_survives() {
    let (secret, request) = (secret(), requests().remove(0));
    let verified = Packet::parse(&request).expect("well-formed").verify(&secret).expect("genuine");
    let access = AccessRequest::read(verified).expect("an Access-Request");
    let mut buffer = [0; 256];
    let reply = access.accept(&mut buffer).u32(SESSION_TIMEOUT, 3600).finish().expect("fits").to_vec();
    assert!(Packet::parse(&reply).expect("well-formed").verify_reply(&RANDOM, &secret).is_ok());
    for bit in 0..reply.len() * 8 {
        let forged = flipped(&reply, bit);
        let believed = Packet::parse(&forged).is_ok_and(|packet| packet.verify_reply(&RANDOM, &secret).is_ok());
        assert!(!believed, "bit {bit} flipped");
    }
}

#[test]
fn another_secret_is_refused() {
    let other = Secret::new("testing124").expect("not empty");
    let refusals: Vec<_> = requests()
        .iter()
        .map(|request| Packet::parse(request).expect("well-formed").verify(&other).expect_err("forged").as_str())
        .collect();
    let [signed, digested] = ["bad_message_authenticator", "bad_request_authenticator"];
    assert_eq!(refusals, [signed, signed, digested, digested, digested]);
}

#[test]
fn a_second_message_authenticator_is_refused() {
    let mut doubled = requests().remove(0);
    let (tail, length) = (doubled[doubled.len() - 18..].to_vec(), doubled.len() + 18);
    doubled.extend(tail);
    doubled[3] = length as u8;
    assert_eq!(verdict(&doubled), Err(Forged::DuplicateMessageAuthenticator));
}

#[test]
fn a_status_server_without_message_authenticator_is_refused() {
    let mut bare = requests().remove(1);
    bare.truncate(20);
    bare[3] = 20;
    assert_eq!(verdict(&bare), Err(Forged::MissingMessageAuthenticator));
}

#[test]
fn eap_without_message_authenticator_is_refused() {
    let (secret, mut buffer) = (secret(), [0; 64]);
    let eap = PacketWriter::access_request(1, RANDOM, &mut buffer, &secret)
        .bytes(EAP_MESSAGE, &[2, 0, 0, 4])
        .finish()
        .expect("fits");
    assert_eq!(verdict(&eap), Err(Forged::MissingMessageAuthenticator));
}

#[test]
fn an_old_router_without_message_authenticator_is_told_apart() {
    let (secret, mut buffer) = (secret(), [0; 64]);
    let old =
        PacketWriter::access_request(1, RANDOM, &mut buffer, &secret).text(USER_NAME, "x").finish().expect("fits");
    assert_eq!(verdict(&old), Ok(false));
    let verified = Packet::parse(&old).expect("well-formed").verify(&secret).expect("nothing to doubt");
    assert_eq!(verified.require_message_authenticator().expect_err("strict"), Forged::MissingMessageAuthenticator);
}

#[test]
fn replies_and_requests_do_not_pass_through_each_others_door() {
    let (secret, request) = (secret(), requests().remove(0));
    let packet = Packet::parse(&request).expect("well-formed");
    let refused = packet.verify_reply(&RANDOM, &secret).expect_err("a request");
    assert_eq!(refused, Forged::NotAReply { code: Code::AccessRequest });
    let mut buffer = [0; 64];
    let verified = packet.verify(&secret).expect("genuine");
    let reply = verified.reply_to().writer(Code::AccessAccept, &mut buffer, &secret).finish().expect("fits");
    assert_eq!(verdict(&reply), Err(Forged::NotARequest { code: Code::AccessAccept }));
}

#[test]
fn a_reply_to_another_request_is_refused() {
    let (secret, request) = (secret(), requests().remove(0));
    let verified = Packet::parse(&request).expect("well-formed").verify(&secret).expect("genuine");
    let mut buffer = [0; 64];
    let reply = verified.reply_to().writer(Code::AccessAccept, &mut buffer, &secret).finish().expect("fits");
    let packet = Packet::parse(&reply).expect("well-formed");
    assert_eq!(packet.verify_reply(&[0; 16], &secret).expect_err("stray"), Forged::BadResponseAuthenticator);
}

#[test]
fn a_verified_packet_is_read_only_as_what_it_is() {
    let (secret, requests) = (secret(), requests());
    for request in &requests {
        let verified = Packet::parse(request).expect("well-formed").verify(&secret).expect("genuine");
        let readable = [
            AccessRequest::read(verified).is_ok(),
            AccountingRequest::read(verified).is_ok(),
            DynamicRequest::read(verified).is_ok(),
            StatusRequest::read(verified).is_ok(),
        ];
        assert_eq!(readable.iter().filter(|yes| **yes).count(), 1, "{}", verified.packet().code());
    }
}

proptest! {
    #[test]
    fn random_bytes_never_make_a_reader_stumble(
        code in prop_oneof![Just(1u8), Just(4), Just(12), Just(40), Just(43), any::<u8>()],
        tail in proptest::collection::vec(any::<u8>(), 16..300),
    ) {
        let length = (tail.len() + 4) as u16;
        let bytes = [&[code, 0][..], &length.to_be_bytes(), &tail].concat();
        read_as_everything(&bytes);
    }

    #[test]
    fn damaged_requests_never_make_a_reader_stumble(which in 0usize..5, at: prop::sample::Index, value: u8) {
        let mut bytes = requests().remove(which);
        let at = at.index(bytes.len());
        bytes[at] = value;
        read_as_everything(&bytes);
    }
}

fn read_as_everything(bytes: &[u8]) {
    let secret = secret();
    let Ok(packet) = Packet::parse(bytes) else { return };
    let _ = packet.verify_reply(&RANDOM, &secret);
    let Ok(verified) = packet.verify(&secret) else { return };
    let _ = AccountingRequest::read(verified);
    let _ = DynamicRequest::read(verified);
    let _ = StatusRequest::read(verified);
    if let Ok(access) = AccessRequest::read(verified) {
        let _ = access.proof.matches(b"x");
        let _ = access.reject(&mut [0; MAX_PACKET]).finish();
    }
}
