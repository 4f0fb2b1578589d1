//! What the cloud says no to, each with a stable code and the status HTTP gives it.

use std::fmt;

/// Why a frame was not taken. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The claim code was never given out, is over, or was used.
    UnknownClaim,
    /// There is no such site, or it is not enrolled.
    UnknownSite,
    /// The signature is not that site's.
    WrongSignature,
    /// The frame is newer than this cloud.
    NewerProtocol,
    /// It is no frame.
    Malformed,
    /// The cloud cannot store anything now.
    Unavailable,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 6] = [
        Refusal::UnknownClaim,
        Refusal::UnknownSite,
        Refusal::WrongSignature,
        Refusal::NewerProtocol,
        Refusal::Malformed,
        Refusal::Unavailable,
    ];

    /// The code programs rely on.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::UnknownClaim => "unknown_claim",
            Refusal::UnknownSite => "unknown_site",
            Refusal::WrongSignature => "wrong_signature",
            Refusal::NewerProtocol => "newer_protocol",
            Refusal::Malformed => "malformed",
            Refusal::Unavailable => "unavailable",
        }
    }

    /// The status of the answer (RFC 9110 section 15).
    pub fn status(self) -> u16 {
        match self {
            Refusal::UnknownClaim | Refusal::UnknownSite => 404,
            Refusal::WrongSignature => 403,
            Refusal::NewerProtocol => 426,
            Refusal::Malformed => 400,
            Refusal::Unavailable => 503,
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == code)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::UnknownClaim => "the claim code is wrong, older than 15 minutes, or was used: make a new one",
            Refusal::UnknownSite => "the cloud does not know this site: enrol it again",
            Refusal::WrongSignature => "the cloud knows this site under another key: enrol it again",
            Refusal::NewerProtocol => "this gateway is newer than the cloud: the cloud has to be updated first",
            Refusal::Malformed => "what was sent is no frame of Lango's sync",
            Refusal::Unavailable => "the cloud cannot store anything just now; it is tried again",
        })
    }
}

impl std::error::Error for Refusal {}
