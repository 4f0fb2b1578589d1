//! The arm for RADIUS requests: from a datagram of a known router to the decision it asks for, and from the decision to
//! a reply that leaves when its change is on disk.

use std::net::SocketAddr;
use std::rc::Rc;

use radius_proto::{Code, Packet, PacketWriter, StatusRequest, Verified};
use store::CommitNumber;

use crate::gateway::Gateway;
use crate::gateway::waiting::{Reply, Then};
use crate::radius::{Outgoing, Port, ReplyKey};

impl Gateway {
    /// Takes one datagram. Whatever is unreadable, unknown or forged is counted and met with silence.
    pub(crate) fn take_request(&mut self, port: Port, from: SocketAddr, bytes: &[u8]) {
        if self.is_overloaded() {
            return self.counters.count("overload");
        }
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
            (Port::Auth, Code::AccessRequest) => self.take_access(&nas, key, verified),
            (Port::Acct, Code::AccountingRequest) => self.take_accounting(&nas, key, verified),
            (_, Code::StatusServer) => self.take_status(port, key, verified),
            _ => self.counters.count("unexpected_code"),
        }
    }

    /// Whether this very request was answered or is being decided; answers it again if so.
    fn is_repeated(&mut self, port: Port, key: &ReplyKey) -> bool {
        let Some(known) = self.replies.known(key) else { return false };
        self.counters.count("duplicate");
        if let Some(bytes) = known {
            self.outbox.push(Outgoing { port, to: key.from, bytes });
        }
        true
    }

    fn take_status(&mut self, port: Port, key: ReplyKey, verified: Verified<'_>) {
        let Ok(request) = StatusRequest::read(verified) else { return self.counters.count("unfit") };
        let mut buffer = [0; radius_proto::MAX_PACKET];
        let mut writer = match port {
            Port::Acct => request.response(&mut buffer),
            Port::Auth | Port::Orders => request.accept(&mut buffer),
        };
        self.counters.count("status_server");
        self.reply_now(port, key, &mut writer);
    }

    /// Seals a reply; `None`, counted, if it cannot be written.
    pub(super) fn seal(&mut self, writer: &mut PacketWriter<'_>) -> Option<Rc<[u8]>> {
        match writer.finish() {
            Ok(datagram) => Some(Rc::from(datagram.bytes())),
            Err(error) => {
                self.counters.count("unwritable");
                tracing::error!(%error, "a reply could not be written");
                None
            }
        }
    }

    /// Sends a reply once its change is on disk, or the apology if it never gets there.
    pub(super) fn reply_when(
        &mut self,
        rests_on: CommitNumber,
        port: Port,
        key: ReplyKey,
        sealed: Option<Rc<[u8]>>,
        apology: Option<Rc<[u8]>>,
    ) {
        let reply = sealed.map(|bytes| Reply { port, key, bytes, apology });
        self.when_durable(rests_on, Then { reply, ..Then::default() });
    }

    pub(super) fn reply_now(&mut self, port: Port, key: ReplyKey, writer: &mut PacketWriter<'_>) {
        self.replies.begin(key);
        let sealed = self.seal(writer);
        self.reply_when(CommitNumber::default(), port, key, sealed, None);
    }
}
