//! Any bytes through every door: parse, both verifications, every reader, every answer. The first byte says whether
//! the packet is made genuine first, so that what lies behind the signatures is reached too.

#![no_main]

use libfuzzer_sys::fuzz_target;
use radius_proto::*;

fuzz_target!(|bytes: &[u8]| {
    let Ok(secret) = Secret::new("testing123") else { return };
    let Some((mode, datagram)) = bytes.split_first() else { return };
    match mode % 4 {
        0 => read(datagram, &secret),
        kind => genuine(kind, datagram, &secret),
    }
});

fn read(datagram: &[u8], secret: &Secret) {
    let Ok(packet) = Packet::parse(datagram) else { return };
    packet.attributes().for_each(drop);
    let _ = packet.verify_reply(&[0; 16], secret).map(|reply| DynamicOutcome::read(&reply).is_ok());
    let Ok(verified) = packet.verify(secret) else { return };
    let mut answer = [0; MAX_PACKET];
    if let Ok(request) = AccessRequest::read(verified) {
        request.proof.matches(b"candidate");
        let _ = request.reject(&mut answer).reply_message("no").finish();
    }
    if let Ok(request) = AccountingRequest::read(verified) {
        let _ = request.response(&mut answer).finish();
    }
    if let Ok(request) = DynamicRequest::read(verified) {
        let _ = request.nak(ErrorCause::InvalidRequest, &mut answer).finish();
    }
    let _ = verified.reply_to().into_owned().writer(Code::AccessAccept, &mut answer, secret).finish();
}

/// Writes the bytes as attribute values of a genuine request, then reads it.
fn genuine(kind: u8, mut bytes: &[u8], secret: &Secret) {
    let mut buffer = [0; MAX_PACKET];
    let mut writer = match kind {
        1 => PacketWriter::access_request(1, [7; 16], &mut buffer, secret),
        2 => PacketWriter::accounting_request(AcctStatusType::Stop, 1, &mut buffer, secret),
        _ => PacketWriter::coa_request(1, &mut buffer, secret),
    };
    while let Some((&[number, length], rest)) = bytes.split_first_chunk() {
        let (value, rest) = rest.split_at(rest.len().min(usize::from(length)));
        writer.bytes(Attribute::Standard(number), value);
        bytes = rest;
    }
    if let Ok(datagram) = writer.finish() {
        read(&datagram, secret);
    }
}
