//! What a NAS reports: the Accounting-Request (RFC 2866 section 4.1) as one value, with the 64-bit counters of RFC 2869
//! put together. Counters are cumulative per session; what they cost is decided elsewhere.

use crate::attribute::*;
use crate::reading::{first, number};
use crate::{
    AcctStatusType, Attribute, Code, Identification, PacketWriter, TerminateCause, Text, Unfit, Verified, join_octets,
};

/// A verified Accounting-Request.
#[derive(Clone, Debug)]
pub struct AccountingRequest<'a> {
    /// What is reported.
    pub status: AcctStatusType,
    /// Whom and where it concerns. Start, Interim-Update and Stop always name their session.
    pub who: Identification<'a>,
    /// What the Access-Accept asked to be returned.
    pub class: Option<&'a [u8]>,
    /// How long the session has lasted.
    pub session_time_secs: Option<u32>,
    /// Bytes received from the guest: the upload (RFC 2866 section 5.3), gigawords included.
    pub input_octets: Option<u64>,
    /// Bytes sent to the guest: the download (RFC 2866 section 5.4), gigawords included.
    pub output_octets: Option<u64>,
    /// Why the session ended; in a Stop.
    pub terminate_cause: Option<TerminateCause>,
    /// For how long the NAS has been trying to deliver this report.
    pub delay_time_secs: u32,
    /// When it happened by the NAS's clock, in seconds since 1970. Routers without a battery count from their boot.
    pub event_timestamp_unix_secs: Option<u32>,
    verified: Verified<'a>,
}

impl<'a> AccountingRequest<'a> {
    /// Reads a verified packet as an Accounting-Request.
    pub fn read(verified: Verified<'a>) -> Result<Self, Unfit> {
        let packet = *verified.packet();
        if packet.code() != Code::AccountingRequest {
            return Err(Unfit::WrongCode { code: packet.code() });
        }
        let mut who = Identification::default();
        let mut report = Report::default();
        for (attribute, value) in packet.attributes() {
            if !who.note(attribute, value)? {
                report.note(attribute, value)?;
            }
        }
        let status = report.status.ok_or(Unfit::Missing { attribute: ACCT_STATUS_TYPE })?;
        require_session(status, &who)?;
        Ok(AccountingRequest {
            status,
            who,
            class: report.class,
            session_time_secs: report.session_time_secs,
            input_octets: report.input.total(),
            output_octets: report.output.total(),
            terminate_cause: report.terminate_cause,
            delay_time_secs: report.delay_time_secs.unwrap_or(0),
            event_timestamp_unix_secs: report.event_timestamp_unix_secs,
            verified,
        })
    }

    /// The session as the NAS names it; empty for Accounting-On and -Off without one.
    pub fn acct_session_id(&self) -> Text<'a> {
        self.who.acct_session_id.unwrap_or_default()
    }

    /// The packet this was read from.
    pub fn verified(&self) -> &Verified<'a> {
        &self.verified
    }

    /// Begins an Accounting-Response (RFC 2866 section 4.2), the promise that the report is recorded.
    pub fn response<'b>(&self, buffer: &'b mut [u8]) -> PacketWriter<'b>
    where
        'a: 'b,
    {
        self.verified.answer(Code::AccountingResponse, buffer)
    }
}

/// RFC 2866 section 5.5 wants a session id always; some routers leave it out where a whole NAS comes or goes.
fn require_session(status: AcctStatusType, who: &Identification<'_>) -> Result<(), Unfit> {
    use AcctStatusType::{InterimUpdate, Start, Stop};
    match who.acct_session_id {
        None if matches!(status, Start | InterimUpdate | Stop) => Err(Unfit::Missing { attribute: ACCT_SESSION_ID }),
        _ => Ok(()),
    }
}

/// The attributes of a report, as found.
#[derive(Default)]
struct Report<'a> {
    status: Option<AcctStatusType>,
    class: Option<&'a [u8]>,
    session_time_secs: Option<u32>,
    input: Counter,
    output: Counter,
    terminate_cause: Option<TerminateCause>,
    delay_time_secs: Option<u32>,
    event_timestamp_unix_secs: Option<u32>,
}

impl<'a> Report<'a> {
    fn note(&mut self, attribute: Attribute, value: &'a [u8]) -> Result<(), Unfit> {
        let number = || number(attribute, value);
        match attribute {
            ACCT_STATUS_TYPE => first(&mut self.status, AcctStatusType::from_number(number()?)),
            CLASS => first(&mut self.class, value),
            ACCT_SESSION_TIME => first(&mut self.session_time_secs, number()?),
            ACCT_INPUT_OCTETS => first(&mut self.input.low, number()?),
            ACCT_INPUT_GIGAWORDS => first(&mut self.input.gigawords, number()?),
            ACCT_OUTPUT_OCTETS => first(&mut self.output.low, number()?),
            ACCT_OUTPUT_GIGAWORDS => first(&mut self.output.gigawords, number()?),
            ACCT_TERMINATE_CAUSE => first(&mut self.terminate_cause, TerminateCause::from_number(number()?)),
            ACCT_DELAY_TIME => first(&mut self.delay_time_secs, number()?),
            EVENT_TIMESTAMP => first(&mut self.event_timestamp_unix_secs, number()?),
            _ => {}
        }
        Ok(())
    }
}

#[derive(Default)]
struct Counter {
    low: Option<u32>,
    gigawords: Option<u32>,
}

impl Counter {
    /// Either half alone counts, the other being zero; neither means nothing was said.
    fn total(&self) -> Option<u64> {
        self.low.or(self.gigawords)?;
        Some(join_octets(self.low.unwrap_or(0), self.gigawords.unwrap_or(0)))
    }
}
