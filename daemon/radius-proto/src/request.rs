//! Beginning requests: what a NAS sends (Access-, Accounting-Request, Status-Server) and what a server sends to a NAS
//! (CoA- and Disconnect-Request). Identifiers and random authenticators come from the caller; so does patience.
//!
//! Only Status-Server carries Message-Authenticator by itself (RFC 5997 section 3). Elsewhere the caller appends it
//! where it wants it, or not at all: routers differ, and a stand-in for one must be able to.

use crate::attribute::*;
use crate::password::{chap_digest, hide};
use crate::{
    AcctStatusType, Attribute, Authenticator, Code, MAX_PASSWORD, PacketWriter, Secret, Unwritable, split_octets,
};

const ZEROS: Authenticator = [0; 16];

impl<'b> PacketWriter<'b> {
    /// Begins an Access-Request. `random` must be unpredictable and never repeat under one secret (RFC 2865 section 3).
    pub fn access_request(
        identifier: u8,
        random: Authenticator,
        buffer: &'b mut [u8],
        secret: &'b Secret,
    ) -> PacketWriter<'b> {
        Self::random(Code::AccessRequest, identifier, random, buffer, secret)
    }

    /// Begins a Status-Server, Message-Authenticator included.
    pub fn status_server(
        identifier: u8,
        random: Authenticator,
        buffer: &'b mut [u8],
        secret: &'b Secret,
    ) -> PacketWriter<'b> {
        let mut writer = Self::random(Code::StatusServer, identifier, random, buffer, secret);
        writer.message_authenticator();
        writer
    }

    /// Begins an Accounting-Request.
    pub fn accounting_request(
        status: AcctStatusType,
        identifier: u8,
        buffer: &'b mut [u8],
        secret: &'b Secret,
    ) -> PacketWriter<'b> {
        let mut writer = Self::digested(Code::AccountingRequest, identifier, ZEROS, buffer, secret);
        writer.u32(ACCT_STATUS_TYPE, status.number());
        writer
    }

    /// Begins a CoA-Request.
    pub fn coa_request(identifier: u8, buffer: &'b mut [u8], secret: &'b Secret) -> PacketWriter<'b> {
        Self::digested(Code::CoaRequest, identifier, ZEROS, buffer, secret)
    }

    /// Begins a Disconnect-Request.
    pub fn disconnect_request(identifier: u8, buffer: &'b mut [u8], secret: &'b Secret) -> PacketWriter<'b> {
        Self::digested(Code::DisconnectRequest, identifier, ZEROS, buffer, secret)
    }

    /// Appends User-Password, hidden under the secret; for an Access-Request.
    pub fn user_password(&mut self, password: &[u8]) -> &mut Self {
        let mut room = [0; MAX_PASSWORD];
        match hide(password, self.secret, &self.authenticator, &mut room) {
            Some(used) => self.bytes(USER_PASSWORD, room.get(..used).unwrap_or_default()),
            None => self.fail(Unwritable::ValueTooLong { attribute: USER_PASSWORD, length: password.len() }),
        }
    }

    /// Appends CHAP-Password, and CHAP-Challenge before it where a challenge is given; without one the packet's own
    /// authenticator is the challenge (RFC 2865 section 5.3).
    pub fn chap_password(&mut self, ident: u8, password: &[u8], challenge: Option<&[u8]>) -> &mut Self {
        if let Some(challenge) = challenge {
            self.bytes(CHAP_CHALLENGE, challenge);
        }
        let digest = chap_digest(ident, password, challenge.unwrap_or(&self.authenticator));
        let mut value = [ident; 17];
        let [_, slot @ ..] = &mut value;
        *slot = digest;
        self.bytes(CHAP_PASSWORD, &value)
    }

    /// Appends what the guest sent (upload) and received (download), with their gigawords.
    pub fn acct_octets(&mut self, input_octets: u64, output_octets: u64) -> &mut Self {
        self.octets(ACCT_INPUT_OCTETS, ACCT_INPUT_GIGAWORDS, input_octets).octets(
            ACCT_OUTPUT_OCTETS,
            ACCT_OUTPUT_GIGAWORDS,
            output_octets,
        )
    }

    /// Appends a byte count as a low word and its gigawords (RFC 2869 section 5.1). Both are always
    /// sent, also when the upper is zero.
    pub fn octets(&mut self, low: Attribute, gigawords: Attribute, total: u64) -> &mut Self {
        let (low_word, high_word) = split_octets(total);
        self.u32(low, low_word).u32(gigawords, high_word)
    }
}
