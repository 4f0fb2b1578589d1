//! From refusals to words for guests: what the router shows as Reply-Message and what the portal's pages say is the
//! same sentence.

use domain::code::NotACode;
use domain::decisions::Refusal;
use web_ui::{Refused, Travel};

/// Why a login did not happen, as far as this roof knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// The rules say no.
    Rule(Refusal),
    /// What was typed is no code.
    NotACode(NotACode),
    /// Too many wrong codes from this device.
    Wait {
        /// How long.
        secs: u64,
    },
    /// The books cannot be read or written.
    Storage,
}

impl Denied {
    /// The stable name in metrics and in problem documents.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Denied::Rule(Refusal::UnknownCode) => "unknown_code",
            Denied::Rule(Refusal::Expired) => "ticket_expired",
            Denied::Rule(Refusal::Lapsed) => "ticket_lapsed",
            Denied::Rule(Refusal::TimeUsed | Refusal::DataUsed) => "ticket_used",
            Denied::Rule(Refusal::Revoked) => "ticket_revoked",
            Denied::Rule(Refusal::TooManyDevices { .. }) => "too_many_devices",
            Denied::Rule(Refusal::TooManyMoves) => "too_many_moves",
            Denied::Rule(Refusal::AsksPayer) => "asks_payer",
            Denied::Rule(Refusal::AwaitsCloud) => "awaits_cloud",
            Denied::Rule(Refusal::Elsewhere) => "ticket_elsewhere",
            Denied::NotACode(NotACode::Shape) => "malformed_code",
            Denied::NotACode(NotACode::Check) => "mistyped_code",
            Denied::Wait { .. } => "too_many_requests",
            Denied::Storage => "storage_trouble",
        }
    }

    /// The page or message that says it to a guest. `typed` is what the guest wrote.
    pub(crate) fn to_guest(self, typed: &str) -> Refused {
        let typed = || typed.to_owned();
        match self {
            Denied::Rule(Refusal::UnknownCode) => Refused::UnknownCode { typed: typed() },
            Denied::Rule(Refusal::Expired) => Refused::Expired,
            Denied::Rule(Refusal::Lapsed) => Refused::Lapsed,
            Denied::Rule(Refusal::TimeUsed) => Refused::TimeUsedUp,
            Denied::Rule(Refusal::DataUsed) => Refused::DataUsedUp,
            Denied::Rule(Refusal::Revoked) => Refused::Revoked,
            Denied::Rule(Refusal::TooManyDevices { allowed }) => match domain::code::Code::parse(&typed()) {
                Ok(code) => Refused::TooManyDevices { code, devices_allowed: u32::from(allowed) },
                Err(_) => Refused::MistypedCode { typed: typed() },
            },
            Denied::Rule(Refusal::TooManyMoves) => Refused::TooManyMoves,
            Denied::Rule(Refusal::AsksPayer) => match domain::code::Code::parse(&typed()) {
                Ok(code) => Refused::AsksPayer { code, were_wrong: false },
                Err(_) => Refused::MistypedCode { typed: typed() },
            },
            Denied::Rule(Refusal::AwaitsCloud) => Refused::AwaitsCloud,
            Denied::Rule(Refusal::Elsewhere) => Refused::Travel(Travel::HeldElsewhere { at: None }),
            Denied::NotACode(_) => Refused::MistypedCode { typed: typed() },
            Denied::Wait { secs } => Refused::TooManyTries { wait_secs: secs },
            Denied::Storage => Refused::StorageTrouble,
        }
    }
}
