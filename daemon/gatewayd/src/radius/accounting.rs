//! Accounting-Request: what routers report. It is acknowledged when it is in the books; a start or a stop only once it
//! is on disk. What cannot be booked is not acknowledged, so that the router says it again.

use std::net::SocketAddr;
use std::rc::Rc;

use domain::code::Code;
use domain::decisions::{Accounted, AccountingReport, Disconnect, ReportKind, account, close_before_reboot};
use domain::ids::TicketId;
use domain::session::{SessionKey, UserName};
use domain::usage::Usage;
use radius_proto::{AccountingRequest, AcctStatusType, PacketWriter, Text, Verified};
use store::CommitNumber;

use crate::gateway::{Gateway, Port, Reply, Then};
use crate::radius::access::{device_of, session_key};
use crate::radius::{Nas, ReplyKey};

/// Marks our own Class, should another server's come by.
const CLASS_MARK: u8 = b'L';

impl Gateway {
    pub(super) fn take_accounting(&mut self, nas: &Nas, from: SocketAddr, key: ReplyKey, verified: Verified<'_>) {
        let request = match AccountingRequest::read(verified) {
            Ok(request) => request,
            Err(unfit) => return self.counters.count(unfit.as_str()),
        };
        let kind = match request.status {
            AcctStatusType::Start => ReportKind::Start,
            AcctStatusType::InterimUpdate => ReportKind::Interim,
            AcctStatusType::Stop => {
                ReportKind::Stop { cause: request.terminate_cause.map_or(0, |cause| cause.number()) }
            }
            AcctStatusType::AccountingOn | AcctStatusType::AccountingOff => {
                return self.take_restart(nas, from, key, &request);
            }
            _ => {
                self.counters.count("accounting_other");
                let mut buffer = [0; radius_proto::MAX_PACKET];
                return self.reply_now(Port::Acct, from, key, &mut request.response(&mut buffer));
            }
        };
        let Some(session) = session_key(nas, &request.who) else { return self.counters.count("session_id_unusable") };
        self.replies.begin(key);
        let began = kind == ReportKind::Start && self.reboots.notices(&session);
        let report = report_of(&request, session, kind);
        let reading = self.clock.read();
        let decided = self.store.decide(&reading, |ledger, _, now| {
            if began {
                close_before_reboot(ledger, &report.key.nas, Some(&report.key), now)?;
            }
            account(ledger, &report, now)
        });
        match decided {
            Ok(decided) => {
                let orders = match decided.outcome {
                    Accounted::Booked(orders) => orders,
                    Accounted::Foreign => {
                        self.counters.count("accounting_foreign");
                        Vec::new()
                    }
                };
                self.counters.count("accounting");
                self.acknowledge(decided.rests_on, from, key, &request, orders);
            }
            Err(error) => self.not_booked(&key, &error),
        }
    }

    fn take_restart(&mut self, nas: &Nas, from: SocketAddr, key: ReplyKey, request: &AccountingRequest<'_>) {
        self.replies.begin(key);
        let reading = self.clock.read();
        match self.store.decide(&reading, |ledger, _, now| close_before_reboot(ledger, &nas.name, None, now)) {
            Ok(decided) => {
                self.counters.count("nas_restart");
                self.acknowledge(decided.rests_on, from, key, request, Vec::new());
            }
            Err(error) => self.not_booked(&key, &error),
        }
    }

    fn acknowledge(
        &mut self,
        rests_on: CommitNumber,
        from: SocketAddr,
        key: ReplyKey,
        request: &AccountingRequest<'_>,
        orders: Vec<Disconnect>,
    ) {
        let mut buffer = [0; radius_proto::MAX_PACKET];
        let mut writer = request.response(&mut buffer);
        self.reply_when(rests_on, Port::Acct, from, key, &mut writer, orders);
    }

    fn not_booked(&mut self, key: &ReplyKey, error: &domain::ledger::LedgerError) {
        self.counters.count("storage_trouble");
        self.replies.forget(key);
        tracing::error!(%error, "a report could not be booked; the router will repeat it");
    }

    /// Seals a reply and sends it once its change is on disk.
    pub(super) fn reply_when(
        &mut self,
        rests_on: CommitNumber,
        port: Port,
        from: SocketAddr,
        key: ReplyKey,
        writer: &mut PacketWriter<'_>,
        orders: Vec<Disconnect>,
    ) {
        let reply = match writer.finish() {
            Ok(datagram) => Some(Reply { port, to: from, key, bytes: Rc::from(datagram.bytes()) }),
            Err(error) => {
                self.counters.count("unwritable");
                tracing::error!(%error, "a reply could not be written");
                None
            }
        };
        self.when_durable(rests_on, Then { reply, orders, answer: None });
    }

    pub(super) fn reply_now(&mut self, port: Port, from: SocketAddr, key: ReplyKey, writer: &mut PacketWriter<'_>) {
        self.replies.begin(key);
        self.reply_when(CommitNumber::default(), port, from, key, writer, Vec::new());
    }
}

fn report_of(request: &AccountingRequest<'_>, key: SessionKey, kind: ReportKind) -> AccountingReport {
    let name = request.who.user_name.and_then(Text::as_str).unwrap_or_default();
    AccountingReport {
        key,
        kind,
        class: request.class.and_then(read_class),
        code: Code::parse(name).ok(),
        // A name too long for a code is nobody of ours; the ticket then comes from the Class alone.
        user_name: name.parse::<UserName>().unwrap_or_default(),
        device: device_of(&request.who),
        ip: request.who.framed_ip_address,
        usage: Usage {
            secs: u64::from(request.session_time_secs.unwrap_or(0)),
            bytes_up: request.input_octets.unwrap_or(0),
            bytes_down: request.output_octets.unwrap_or(0),
        },
    }
}

/// Our Class: the ticket, and which accept it was.
pub(super) fn write_class(ticket: TicketId, admission: u64) -> [u8; 25] {
    let mut class = [CLASS_MARK; 25];
    let (_, rest) = class.split_at_mut(1);
    let (id, number) = rest.split_at_mut(16);
    id.copy_from_slice(&ticket.bytes());
    number.copy_from_slice(&admission.to_be_bytes());
    class
}

fn read_class(class: &[u8]) -> Option<(TicketId, u64)> {
    let (&[CLASS_MARK], rest) = class.split_first_chunk::<1>()? else { return None };
    let (id, rest) = rest.split_first_chunk::<16>()?;
    let admission: [u8; 8] = rest.try_into().ok()?;
    Some((TicketId::from_bytes(*id), u64::from_be_bytes(admission)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_class_is_read_back_and_others_are_not() {
        let ticket = TicketId::from_bytes([9; 16]);
        assert_eq!(read_class(&write_class(ticket, 77)), Some((ticket, 77)));
        assert_eq!(read_class(b"other"), None);
        assert_eq!(read_class(&[]), None);
        assert_eq!(read_class(&[CLASS_MARK; 26]), None);
    }
}
