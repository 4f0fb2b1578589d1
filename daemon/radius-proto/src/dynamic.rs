//! Changing and ending running sessions (RFC 5176): the NAS's side reads CoA- and Disconnect-Requests and answers them,
//! the server's side reads the ACK or NAK. Requests are begun in `request`.

use crate::attribute::ERROR_CAUSE;
use crate::{Code, ErrorCause, Identification, PacketWriter, Reply, Unfit, Verified};

/// A verified CoA- or Disconnect-Request, as a NAS reads it.
#[derive(Clone, Debug)]
pub struct DynamicRequest<'a> {
    /// What is asked.
    pub action: DynamicAction,
    /// For which session.
    pub who: Identification<'a>,
    verified: Verified<'a>,
}

/// What is asked of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DynamicAction {
    /// New rights, found in the packet's attributes (RFC 5176 section 2.2).
    Change,
    /// Its end (RFC 5176 section 2.1).
    Disconnect,
}

/// How a NAS answered a CoA- or Disconnect-Request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DynamicOutcome {
    /// Done.
    Acknowledged,
    /// Not done, and why if the NAS said so.
    Refused(Option<ErrorCause>),
}

impl<'a> DynamicRequest<'a> {
    /// Reads a verified packet as a CoA- or Disconnect-Request.
    pub fn read(verified: Verified<'a>) -> Result<Self, Unfit> {
        let packet = *verified.packet();
        let action = match packet.code() {
            Code::CoaRequest => DynamicAction::Change,
            Code::DisconnectRequest => DynamicAction::Disconnect,
            code => return Err(Unfit::WrongCode { code }),
        };
        let mut who = Identification::default();
        for (attribute, value) in packet.attributes() {
            who.note(attribute, value)?;
        }
        Ok(DynamicRequest { action, who, verified })
    }

    /// The packet this was read from, with the new rights of a CoA-Request.
    pub fn verified(&self) -> &Verified<'a> {
        &self.verified
    }

    /// Begins the ACK.
    pub fn ack<'b>(&self, buffer: &'b mut [u8]) -> PacketWriter<'b>
    where
        'a: 'b,
    {
        let code = match self.action {
            DynamicAction::Change => Code::CoaAck,
            DynamicAction::Disconnect => Code::DisconnectAck,
        };
        self.verified.answer(code, buffer)
    }

    /// Begins the NAK and says why (RFC 5176 section 3.5).
    pub fn nak<'b>(&self, cause: ErrorCause, buffer: &'b mut [u8]) -> PacketWriter<'b>
    where
        'a: 'b,
    {
        let code = match self.action {
            DynamicAction::Change => Code::CoaNak,
            DynamicAction::Disconnect => Code::DisconnectNak,
        };
        let mut writer = self.verified.answer(code, buffer);
        writer.u32(ERROR_CAUSE, cause.number());
        writer
    }
}

impl DynamicOutcome {
    /// Reads a verified reply as the answer to a CoA- or Disconnect-Request.
    pub fn read(reply: &Reply<'_>) -> Result<Self, Unfit> {
        match reply.code() {
            Code::CoaAck | Code::DisconnectAck => Ok(DynamicOutcome::Acknowledged),
            Code::CoaNak | Code::DisconnectNak => Ok(DynamicOutcome::Refused(reply.error_cause())),
            code => Err(Unfit::WrongCode { code }),
        }
    }
}
