//! Are you there? Status-Server (RFC 5997) and its answer, which says yes and nothing else.

use crate::{Code, PacketWriter, Unfit, Verified};

/// A verified Status-Server; it always carries Message-Authenticator (RFC 5997 section 3).
#[derive(Clone, Copy, Debug)]
pub struct StatusRequest<'a> {
    verified: Verified<'a>,
}

impl<'a> StatusRequest<'a> {
    /// Reads a verified packet as a Status-Server.
    pub fn read(verified: Verified<'a>) -> Result<Self, Unfit> {
        match verified.packet().code() {
            Code::StatusServer => Ok(StatusRequest { verified }),
            code => Err(Unfit::WrongCode { code }),
        }
    }

    /// The packet this was read from.
    pub fn verified(&self) -> &Verified<'a> {
        &self.verified
    }

    /// Begins the answer of an authentication port.
    pub fn accept<'b>(&self, buffer: &'b mut [u8]) -> PacketWriter<'b>
    where
        'a: 'b,
    {
        self.verified.answer(Code::AccessAccept, buffer)
    }

    /// Begins the answer of an accounting port.
    pub fn response<'b>(&self, buffer: &'b mut [u8]) -> PacketWriter<'b>
    where
        'a: 'b,
    {
        self.verified.answer(Code::AccountingResponse, buffer)
    }
}
