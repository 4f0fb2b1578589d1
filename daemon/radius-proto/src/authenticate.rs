//! Believing a packet, or not: Message-Authenticator (RFC 3579 section 3.2, for accounting and dynamic authorization
//! RFC 5176 section 3.4), the authenticator of Accounting-, CoA- and Disconnect-Requests (RFC 2866 section 3) and of
//! replies (RFC 2865 section 3). Every comparison takes the same time wherever the first difference is.
//!
//! An Access-Request without Message-Authenticator proves nothing about its sender. Whether that is good enough is the
//! server's decision; [`Verified::require_message_authenticator`] makes it one call.

use std::fmt;

use subtle::ConstantTimeEq;

use crate::{Authenticator, Code, Packet, PacketWriter, Reply, ReplyTo, Secret};

const ZEROS: Authenticator = [0; 16];

/// A request that fits the secret it was checked against. Typed requests are made from nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Verified<'a> {
    packet: Packet<'a>,
    secret: &'a Secret,
}

/// Why a packet is not believed. Nobody honest who shares the secret sends one; the answer is silence and a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forged {
    /// A reply where requests are expected.
    NotARequest {
        /// The reply's code.
        code: Code,
    },
    /// A request where replies are expected.
    NotAReply {
        /// The request's code.
        code: Code,
    },
    /// The Message-Authenticator does not fit: another secret, or changed bytes.
    BadMessageAuthenticator,
    /// More than one Message-Authenticator.
    DuplicateMessageAuthenticator,
    /// A packet that must carry Message-Authenticator does not.
    MissingMessageAuthenticator,
    /// The authenticator of an Accounting-, CoA- or Disconnect-Request does not fit.
    BadRequestAuthenticator,
    /// A reply's authenticator does not fit the request.
    BadResponseAuthenticator,
}

impl<'a> Packet<'a> {
    /// Checks a request against the secret shared with its sender.
    ///
    /// Status-Server (RFC 5997 section 3) and anything with EAP-Message (RFC 3579 section 3.2) must carry
    /// Message-Authenticator; elsewhere it is checked where it stands.
    pub fn verify(self, secret: &'a Secret) -> Result<Verified<'a>, Forged> {
        let code = self.code();
        match code {
            Code::AccessRequest | Code::StatusServer => {
                self.check_message_authenticator(self.authenticator(), secret)?;
            }
            Code::AccountingRequest | Code::CoaRequest | Code::DisconnectRequest => {
                self.check_digest(&ZEROS, secret).or(Err(Forged::BadRequestAuthenticator))?;
                self.check_message_authenticator(&ZEROS, secret)?;
            }
            _ => return Err(Forged::NotARequest { code }),
        }
        let verified = Verified { packet: self, secret };
        let must_be_signed = code == Code::StatusServer || self.marks.carries_eap;
        if must_be_signed { verified.require_message_authenticator() } else { Ok(verified) }
    }

    /// Checks a reply against the authenticator of the request it answers. Pairing it with the right request (address
    /// and identifier) is for the caller.
    pub fn verify_reply(self, request: &Authenticator, secret: &Secret) -> Result<Reply<'a>, Forged> {
        let code = self.code();
        if code.is_request() {
            return Err(Forged::NotAReply { code });
        }
        self.check_digest(request, secret).or(Err(Forged::BadResponseAuthenticator))?;
        self.check_message_authenticator(request, secret)?;
        Ok(Reply::new(self))
    }

    /// Whether the header's authenticator is the MD5 over the packet with `stand_in` in its place.
    fn check_digest(&self, stand_in: &Authenticator, secret: &Secret) -> Result<(), Mismatch> {
        same(&secret.digest_after(&[self.head, stand_in, self.attributes]), self.authenticator())
    }

    fn check_message_authenticator(&self, stand_in: &Authenticator, secret: &Secret) -> Result<(), Forged> {
        if self.marks.message_authenticators > 1 {
            return Err(Forged::DuplicateMessageAuthenticator);
        }
        let Some(mark) = self.marks.message_authenticator else { return Ok(()) };
        let expected = secret.sign(&[self.head, stand_in, mark.before, &ZEROS, mark.after]);
        same(&expected, mark.value).or(Err(Forged::BadMessageAuthenticator))
    }

    /// Whether a Message-Authenticator stands in the packet.
    pub fn has_message_authenticator(&self) -> bool {
        self.marks.message_authenticator.is_some()
    }
}

impl<'a> Verified<'a> {
    /// The packet.
    pub fn packet(&self) -> &Packet<'a> {
        &self.packet
    }

    /// The secret the packet fits, which will also sign the reply.
    pub fn secret(&self) -> &'a Secret {
        self.secret
    }

    /// Whether the request proved that its sender knows the secret by a Message-Authenticator.
    pub fn has_message_authenticator(&self) -> bool {
        self.packet.has_message_authenticator()
    }

    /// Refuses a request without Message-Authenticator: the policy for routers that always send it (CVE-2024-3596).
    pub fn require_message_authenticator(self) -> Result<Self, Forged> {
        if self.has_message_authenticator() { Ok(self) } else { Err(Forged::MissingMessageAuthenticator) }
    }

    /// What a reply to this request needs to know, for an answer that may outlive the datagram.
    pub fn reply_to(&self) -> ReplyTo<'a> {
        ReplyTo::new(&self.packet)
    }

    /// Begins the reply now.
    pub(crate) fn answer<'b>(&self, code: Code, buffer: &'b mut [u8]) -> PacketWriter<'b>
    where
        'a: 'b,
    {
        self.reply_to().writer(code, buffer, self.secret)
    }
}

struct Mismatch;

fn same(expected: &Authenticator, found: &Authenticator) -> Result<(), Mismatch> {
    if expected.ct_eq(found).into() { Ok(()) } else { Err(Mismatch) }
}

impl Forged {
    /// A stable name for counting.
    pub fn as_str(self) -> &'static str {
        match self {
            Forged::NotARequest { .. } => "not_a_request",
            Forged::NotAReply { .. } => "not_a_reply",
            Forged::BadMessageAuthenticator => "bad_message_authenticator",
            Forged::DuplicateMessageAuthenticator => "duplicate_message_authenticator",
            Forged::MissingMessageAuthenticator => "missing_message_authenticator",
            Forged::BadRequestAuthenticator => "bad_request_authenticator",
            Forged::BadResponseAuthenticator => "bad_response_authenticator",
        }
    }
}

impl fmt::Display for Forged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Forged::NotARequest { code } => write!(f, "{code} came where requests are expected"),
            Forged::NotAReply { code } => write!(f, "{code} came where replies are expected"),
            Forged::BadMessageAuthenticator => f.write_str("Message-Authenticator does not fit the secret"),
            Forged::DuplicateMessageAuthenticator => f.write_str("more than one Message-Authenticator"),
            Forged::MissingMessageAuthenticator => f.write_str("Message-Authenticator is missing"),
            Forged::BadRequestAuthenticator => f.write_str("the request's authenticator does not fit the secret"),
            Forged::BadResponseAuthenticator => f.write_str("the reply's authenticator does not fit the request"),
        }
    }
}

impl std::error::Error for Forged {}
