//! Reports to the server: Start, Interim-Update and Stop with the attributes of the capture (RFC 2866, RFC 2869), and
//! Accounting-On and -Off where the router has that habit. A report nobody answers is lost, as on a real router.

use std::sync::Arc;

use radius_proto::attribute::*;
use radius_proto::{AcctStatusType, Identification, PacketWriter, TerminateCause, Unwritable};

use super::event::Event;
use super::hotspot::Hotspot;
use super::quirks::AccountingRetry;
use super::radius_port::Letter;
use super::session::Session;

/// Bytes of a packet on the air, to make up packet counts from.
const BYTES_PER_PACKET: u64 = 1000;

/// What is reported.
#[derive(Clone)]
pub(super) struct Report {
    status: AcctStatusType,
    /// As it was at that moment; `None` where the whole router is meant.
    session: Option<Session>,
    cause: Option<TerminateCause>,
    secs: u32,
    event_timestamp: u32,
}

impl Hotspot {
    pub(super) fn report(&self, status: AcctStatusType, session: &Session, cause: Option<TerminateCause>) -> Report {
        let secs = session.secs(self.now());
        Report { status, session: Some(session.clone()), cause, secs, event_timestamp: self.clock_secs() }
    }

    pub(super) fn report_of_the_router(&self, status: AcctStatusType) -> Report {
        Report { status, session: None, cause: None, secs: 0, event_timestamp: self.clock_secs() }
    }

    /// Whether anybody is told: not of the router's own users, and of nobody with `radius-accounting=no`.
    fn is_told(&self, report: &Report) -> bool {
        let quirks = self.quirks();
        let is_by_radius = report.session.as_ref().is_none_or(|session| session.is_by_radius);
        quirks.use_radius && quirks.radius_accounting && is_by_radius
    }

    /// Sends a report without anybody waiting for it.
    pub(super) fn send_report(self: &Arc<Self>, report: Report) {
        let hotspot = Arc::clone(self);
        self.state().reports_under_way += 1;
        self.spawn(async move {
            hotspot.deliver(report).await;
            hotspot.state().reports_under_way -= 1;
        });
    }

    /// Sends a report and waits until it is recorded or given up.
    pub(super) async fn deliver(&self, report: Report) {
        if !self.is_told(&report) {
            return;
        }
        let quirks = self.quirks();
        let boots = self.boots();
        let begun = self.now();
        let (rounds, sends_each) = match quirks.accounting_retry {
            AccountingRetry::SamePacket => (1, quirks.radius_sends),
            AccountingRetry::NewPacket => (quirks.radius_sends, 1),
        };
        let mut answered = false;
        for _ in 0..rounds {
            let delay_secs = u32::try_from(self.now().duration_since(begun).as_secs()).unwrap_or(u32::MAX);
            let Ok(letter) = self.accounting_request(&report, delay_secs) else { break };
            answered = self.acct.exchange(self, &letter, sends_each).await.is_some();
            if answered || self.boots() != boots {
                break;
            }
        }
        self.note_delivery(&report, answered, self.boots() == boots);
    }

    fn note_delivery(&self, report: &Report, answered: bool, same_boot: bool) {
        let status = report.status;
        let acct_session_id = report.session.as_ref().map_or(String::new(), |session| session.id.to_string());
        if answered {
            self.log.note(Event::AccountingAnswered { status, acct_session_id });
        } else {
            self.log.note(Event::AccountingLost { status, acct_session_id });
            if same_boot {
                self.count(|counters| counters.timeouts += 1);
            }
        }
    }

    fn accounting_request(&self, report: &Report, delay_secs: u32) -> Result<Letter, Unwritable> {
        let identifier = self.acct.identifier();
        let mut room = [0; radius_proto::MAX_PACKET];
        let mut writer = PacketWriter::accounting_request(report.status, identifier, &mut room, &self.secret);
        if let Some(session) = &report.session {
            self.write_session(&mut writer, session, report);
        }
        writer
            .u32(EVENT_TIMESTAMP, report.event_timestamp)
            .text(NAS_IDENTIFIER, &self.config.identity)
            .u32(ACCT_DELAY_TIME, delay_secs)
            .ipv4(NAS_IP_ADDRESS, self.config.hotspot_address);
        let datagram = writer.finish()?;
        Ok(Letter { identifier, bytes: datagram.to_vec(), authenticator: *datagram.authenticator() })
    }

    fn write_session(&self, writer: &mut PacketWriter<'_>, session: &Session, report: &Report) {
        let (calling, name) = (self.mac_in_format(session.device), session.id.to_string());
        let who: Identification<'_> = self.guest(session.device, &session.username, &calling, &name, session.id);
        writer.identification(&who);
        session.class.iter().for_each(|class| {
            writer.bytes(CLASS, class);
        });
        if report.status != AcctStatusType::Start {
            writer.u32(ACCT_SESSION_TIME, report.secs);
            let (upload, download) = (session.upload_bytes, session.download_bytes);
            let (input, output) =
                if self.quirks().directions_swapped { (download, upload) } else { (upload, download) };
            writer
                .acct_octets(input, output)
                .u32(ACCT_INPUT_PACKETS, packets(input))
                .u32(ACCT_OUTPUT_PACKETS, packets(output));
        }
        if let Some(cause) = report.cause {
            writer.u32(ACCT_TERMINATE_CAUSE, cause.number());
        }
    }
}

fn packets(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(BYTES_PER_PACKET)).unwrap_or(u32::MAX)
}
