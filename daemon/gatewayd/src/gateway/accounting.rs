//! Accounting-Request: what routers report. It is acknowledged when it is in the books; a start or a stop only once it
//! is on disk. What cannot be booked is not acknowledged, so that the router says it again.

use domain::code::Code;
use domain::decisions::{Accounted, AccountingReport, Disconnect, ReportKind, account, close_before_reboot};
use domain::session::{SessionKey, UserName};
use domain::usage::Usage;
use radius_proto::{AccountingRequest, AcctStatusType, Text, Verified};
use store::CommitNumber;

use crate::gateway::Gateway;
use crate::gateway::waiting::{Reply, Then};
use crate::radius::{Nas, Port, ReplyKey, device_of, read_class, session_key};

impl Gateway {
    pub(super) fn take_accounting(&mut self, nas: &Nas, key: ReplyKey, verified: Verified<'_>) {
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
                return self.take_restart(nas, key, &request);
            }
            _ => {
                self.counters.count("accounting_other");
                let mut buffer = [0; radius_proto::MAX_PACKET];
                return self.reply_now(Port::Acct, key, &mut request.response(&mut buffer));
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
                self.acknowledge(decided.rests_on, key, &request, orders);
            }
            Err(error) => self.not_booked(&key, &error),
        }
    }

    fn take_restart(&mut self, nas: &Nas, key: ReplyKey, request: &AccountingRequest<'_>) {
        self.replies.begin(key);
        let reading = self.clock.read();
        match self.store.decide(&reading, |ledger, _, now| close_before_reboot(ledger, &nas.name, None, now)) {
            Ok(decided) => {
                self.counters.count("nas_restart");
                self.acknowledge(decided.rests_on, key, request, Vec::new());
            }
            Err(error) => self.not_booked(&key, &error),
        }
    }

    fn acknowledge(
        &mut self,
        rests_on: CommitNumber,
        key: ReplyKey,
        request: &AccountingRequest<'_>,
        orders: Vec<Disconnect>,
    ) {
        let mut buffer = [0; radius_proto::MAX_PACKET];
        let mut writer = request.response(&mut buffer);
        let sealed = self.seal(&mut writer);
        let reply = sealed.map(|bytes| Reply { port: Port::Acct, key, bytes, apology: None });
        self.when_durable(rests_on, Then { reply, orders, ..Then::default() });
    }

    fn not_booked(&mut self, key: &ReplyKey, error: &domain::ledger::LedgerError) {
        self.counters.count("storage_trouble");
        self.replies.forget(key);
        tracing::error!(%error, "a report could not be booked; the router will repeat it");
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
