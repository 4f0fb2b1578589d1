//! Packet codes: what a datagram wants to be (RFC 2865 section 3, RFC 2866 section 3, RFC 5176 section 2.3, RFC 5997
//! section 2). Which requests a code may answer is said here once; whether a packet tells the truth is for
//! `authenticate`.

use std::fmt;

/// The kind of a packet. An octet that is none of these is refused when the packet is parsed, as RFC 2865 asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Code {
    /// A NAS asks whether a guest may go online ([RFC 2865 §4.1](https://www.rfc-editor.org/rfc/rfc2865#section-4.1)).
    AccessRequest = 1,
    /// The guest may ([RFC 2865 §4.2](https://www.rfc-editor.org/rfc/rfc2865#section-4.2)).
    AccessAccept = 2,
    /// The guest may not ([RFC 2865 §4.3](https://www.rfc-editor.org/rfc/rfc2865#section-4.3)).
    AccessReject = 3,
    /// A NAS reports Start, Interim-Update or Stop ([RFC 2866 §4.1](https://www.rfc-editor.org/rfc/rfc2866#section-4.1)).
    AccountingRequest = 4,
    /// The report is recorded ([RFC 2866 §4.2](https://www.rfc-editor.org/rfc/rfc2866#section-4.2)).
    AccountingResponse = 5,
    /// The guest is asked something more ([RFC 2865 §4.4](https://www.rfc-editor.org/rfc/rfc2865#section-4.4)).
    AccessChallenge = 11,
    /// Are you there? ([RFC 5997 §2](https://www.rfc-editor.org/rfc/rfc5997#section-2)).
    StatusServer = 12,
    /// End a session ([RFC 5176 §2.1](https://www.rfc-editor.org/rfc/rfc5176#section-2.1)).
    DisconnectRequest = 40,
    /// The session is ended ([RFC 5176 §2.1](https://www.rfc-editor.org/rfc/rfc5176#section-2.1)).
    DisconnectAck = 41,
    /// The session is not ended ([RFC 5176 §2.1](https://www.rfc-editor.org/rfc/rfc5176#section-2.1)).
    DisconnectNak = 42,
    /// Change a session's rights ([RFC 5176 §2.2](https://www.rfc-editor.org/rfc/rfc5176#section-2.2)).
    CoaRequest = 43,
    /// The rights are changed ([RFC 5176 §2.2](https://www.rfc-editor.org/rfc/rfc5176#section-2.2)).
    CoaAck = 44,
    /// The rights are as they were ([RFC 5176 §2.2](https://www.rfc-editor.org/rfc/rfc5176#section-2.2)).
    CoaNak = 45,
}

impl Code {
    /// The code of this octet, if it is one.
    pub fn from_octet(octet: u8) -> Option<Self> {
        Some(match octet {
            1 => Code::AccessRequest,
            2 => Code::AccessAccept,
            3 => Code::AccessReject,
            4 => Code::AccountingRequest,
            5 => Code::AccountingResponse,
            11 => Code::AccessChallenge,
            12 => Code::StatusServer,
            40 => Code::DisconnectRequest,
            41 => Code::DisconnectAck,
            42 => Code::DisconnectNak,
            43 => Code::CoaRequest,
            44 => Code::CoaAck,
            45 => Code::CoaNak,
            _ => return None,
        })
    }

    /// The octet on the wire.
    pub fn octet(self) -> u8 {
        self as u8
    }

    /// Whether someone who sends this waits for an answer.
    pub fn is_request(self) -> bool {
        use Code::*;
        matches!(self, AccessRequest | AccountingRequest | StatusServer | DisconnectRequest | CoaRequest)
    }

    /// Whether this is a proper answer to `request`. A Status-Server is answered as the port's own requests would be
    /// (RFC 5997 section 3).
    pub fn answers(self, request: Code) -> bool {
        use Code::*;
        match request {
            AccessRequest => matches!(self, AccessAccept | AccessReject | AccessChallenge),
            AccountingRequest => self == AccountingResponse,
            StatusServer => matches!(self, AccessAccept | AccountingResponse),
            DisconnectRequest => matches!(self, DisconnectAck | DisconnectNak),
            CoaRequest => matches!(self, CoaAck | CoaNak),
            _ => false,
        }
    }

    /// The RFC's name, also fit as a metric label.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::AccessRequest => "Access-Request",
            Code::AccessAccept => "Access-Accept",
            Code::AccessReject => "Access-Reject",
            Code::AccountingRequest => "Accounting-Request",
            Code::AccountingResponse => "Accounting-Response",
            Code::AccessChallenge => "Access-Challenge",
            Code::StatusServer => "Status-Server",
            Code::DisconnectRequest => "Disconnect-Request",
            Code::DisconnectAck => "Disconnect-ACK",
            Code::DisconnectNak => "Disconnect-NAK",
            Code::CoaRequest => "CoA-Request",
            Code::CoaAck => "CoA-ACK",
            Code::CoaNak => "CoA-NAK",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_octet_survives_the_round_trip() {
        let known: Vec<Code> = (0..=255).filter_map(Code::from_octet).collect();
        assert_eq!(known.len(), 13);
        assert!(known.iter().all(|code| Code::from_octet(code.octet()) == Some(*code)));
    }

    #[test]
    fn every_request_has_an_answer_and_no_answer_has_one() {
        let known = || (0..=255).filter_map(Code::from_octet);
        for code in known() {
            assert_eq!(known().any(|reply| reply.answers(code)), code.is_request(), "{code}");
        }
    }

    #[test]
    fn an_access_request_is_not_answered_with_an_accounting_response() {
        assert!(!Code::AccountingResponse.answers(Code::AccessRequest));
    }
}
