//! A believed reply, as the side that asked reads it: the NAS its Access-Accept, the server its CoA-ACK.

use crate::attribute::{ERROR_CAUSE, MESSAGE_AUTHENTICATOR};
use crate::{Code, ErrorCause, Packet};

/// A reply that fits the request it answers.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    packet: Packet<'a>,
}

impl<'a> Reply<'a> {
    pub(crate) fn new(packet: Packet<'a>) -> Self {
        Reply { packet }
    }

    /// The packet, with everything the reply grants.
    pub fn packet(&self) -> &Packet<'a> {
        &self.packet
    }

    /// The kind of reply.
    pub fn code(&self) -> Code {
        self.packet.code()
    }

    /// Whether it is proof against the forgeries of CVE-2024-3596; RouterOS drops replies to Access-Requests that are
    /// not.
    pub fn has_message_authenticator(&self) -> bool {
        self.packet.has_message_authenticator()
    }

    /// Whether Message-Authenticator comes before everything else, as the mitigation asks of servers.
    pub fn message_authenticator_is_first(&self) -> bool {
        self.packet.attributes().next().is_some_and(|(attribute, _)| attribute == MESSAGE_AUTHENTICATOR)
    }

    /// Why a NAS did not do as asked (RFC 5176 section 3.5).
    pub fn error_cause(&self) -> Option<ErrorCause> {
        self.packet.u32(ERROR_CAUSE).map(ErrorCause::from_number)
    }
}
