//! What answering a guest costs: parse, verify, read, compare and reply. Prints nanoseconds per request and, beside
//! them, per step.

use std::hint::black_box;
use std::time::Instant;

use radius_proto::attribute::*;
use radius_proto::mikrotik::{Limit, RateLimit};
use radius_proto::*;

const ROUNDS: u32 = 200_000;
const RATE: RateLimit = RateLimit { upload_bps: 2_000_000, download_bps: 10_000_000 };

fn main() {
    let Ok(secret) = Secret::new("testing123") else { return };
    for (name, request) in [("pap", request(&secret, false)), ("chap", request(&secret, true))] {
        let mut answer = [0; MAX_PACKET];
        time(&format!("{name}: parse"), || Packet::parse(black_box(&request)).is_ok());
        time(&format!("{name}: parse, verify"), || verified(black_box(&request), &secret).is_some());
        time(&format!("{name}: parse, verify, read, match, accept"), || {
            accept(black_box(&request), &secret, &mut answer).is_some_and(|length| length > 0)
        });
    }
}

fn verified<'a>(datagram: &'a [u8], secret: &'a Secret) -> Option<Verified<'a>> {
    Packet::parse(datagram).ok()?.verify(secret).ok()
}

fn accept(datagram: &[u8], secret: &Secret, answer: &mut [u8]) -> Option<usize> {
    let request = AccessRequest::read(verified(datagram, secret)?).ok()?;
    if !request.proof.matches(b"7KM2PX9DT") {
        return None;
    }
    let mut reply = request.accept(answer);
    reply.u32(SESSION_TIMEOUT, 3600).u32(IDLE_TIMEOUT, 300).u32(ACCT_INTERIM_INTERVAL, 60).bytes(CLASS, b"ticket 12");
    reply.mikrotik_limit(Limit::Total, 5 << 30).mikrotik_rate_limit(RATE);
    reply.finish().ok().map(|datagram| datagram.len())
}

/// An Access-Request with what a RouterOS hotspot sends.
fn request(secret: &Secret, chap: bool) -> Vec<u8> {
    let mut buffer = [0; MAX_PACKET];
    let mut writer = PacketWriter::access_request(1, *b"sixteen bytes ok", &mut buffer, secret);
    writer.identification(&Identification {
        user_name: Some("7KM2PX9DT".into()),
        calling_station_id: Some("BC:24:11:EB:56:4D".into()),
        called_station_id: Some("hotspot1".into()),
        acct_session_id: Some("80100014".into()),
        nas_identifier: Some("MikroTik".into()),
        nas_port_id: Some("bridge-guests".into()),
        nas_port: Some(2148532244),
        ..Identification::default()
    });
    match chap {
        true => writer.chap_password(1, b"7KM2PX9DT", Some(b"0123456789abcdef")),
        false => writer.user_password(b"7KM2PX9DT"),
    };
    writer.message_authenticator().finish().map(|datagram| datagram.to_vec()).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn time(name: &str, mut step: impl FnMut() -> bool) {
    assert!(step(), "{name} does not work");
    let begin = Instant::now();
    for _ in 0..ROUNDS {
        black_box(step());
    }
    println!("{name}: {} ns", begin.elapsed().as_nanos() / u128::from(ROUNDS));
}
