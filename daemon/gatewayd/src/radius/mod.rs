//! RADIUS on the roof: from datagrams of known routers to decisions, and from decisions to replies. The bytes are
//! `radius-proto`'s, the decisions `domain`'s.

mod access;
mod accounting;
mod nas;
mod orders;
mod replies;

use std::net::SocketAddr;

use radius_proto::{Code, Packet, StatusRequest, Verified};

use crate::gateway::{Gateway, Port};

pub(crate) use nas::{Nas, NasList};
pub(crate) use orders::Orders;
pub(crate) use replies::{Replies, ReplyKey};

impl Gateway {
    /// Takes one datagram. Whatever is unreadable, unknown or forged is counted and met with silence.
    pub(crate) fn take_request(&mut self, port: Port, from: SocketAddr, bytes: &[u8]) {
        let Some(nas) = self.nas.at(from.ip()) else {
            self.counters.count("unknown_nas");
            if self.nas.may_warn(from.ip()) {
                tracing::warn!(address = %from.ip(), "a RADIUS packet from an address no [[radius.nas]] lists");
            }
            return;
        };
        let packet = match Packet::parse(bytes) {
            Ok(packet) => packet,
            Err(malformed) => return self.counters.count(malformed.as_str()),
        };
        let key = ReplyKey::of(from, &packet);
        if self.is_repeated(port, &key) {
            return;
        }
        let verified = match packet.verify(&nas.secret) {
            Ok(verified) => verified,
            Err(forged) => {
                self.counters.count(forged.as_str());
                if self.nas.may_warn(from.ip()) {
                    tracing::warn!(nas = %nas.name, "a packet does not match the secret of this router: compare it with the one on the router");
                }
                return;
            }
        };
        match (port, packet.code()) {
            (Port::Auth, Code::AccessRequest) => self.take_access(&nas, from, key, verified),
            (Port::Acct, Code::AccountingRequest) => self.take_accounting(&nas, from, key, verified),
            (_, Code::StatusServer) => self.take_status(port, from, key, verified),
            _ => self.counters.count("unexpected_code"),
        }
    }

    fn take_status(&mut self, port: Port, from: SocketAddr, key: ReplyKey, verified: Verified<'_>) {
        let Ok(request) = StatusRequest::read(verified) else { return self.counters.count("unfit") };
        let mut buffer = [0; radius_proto::MAX_PACKET];
        let mut writer = match port {
            Port::Acct => request.response(&mut buffer),
            Port::Auth | Port::Orders => request.accept(&mut buffer),
        };
        self.counters.count("status_server");
        self.reply_now(port, from, key, &mut writer);
    }
}
