//! Result codes of a payment (section 5). The texts beside the codes vary and are never looked at. A code that is not
//! listed means nothing: the payment stays open until somebody knows.

use domain::checkout::Cause;

use super::Fault;

/// What a result code says about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The money moved.
    Paid,
    /// It did not, and the guest can do something about it.
    Failed(Cause),
    /// It did not, and the owner has to put something right.
    Misconfigured(Fault),
    /// The rail is still at it.
    Pending,
    /// Not among the known codes.
    Unknown,
}

/// Reads a result code: digits as number or text, or a text such as `SFC_IC0003` in any case.
pub fn meaning(code: &str) -> Meaning {
    let code = code.trim();
    match code {
        "0" => Meaning::Paid,
        "1" => Meaning::Failed(Cause::NotEnoughMoney),
        "2" | "3" | "4" => Meaning::Failed(Cause::OverLimit),
        "8" => Meaning::Misconfigured(Fault::AccountFull),
        "17" => Meaning::Failed(Cause::SameAmountTooSoon),
        // 1025 names a too long prompt too; references are kept short here, which leaves the rail's own trouble.
        "26" | "1025" | "9999" => Meaning::Failed(Cause::RailBusy),
        "1001" => Meaning::Failed(Cause::PromptOpen),
        "1019" | "1037" => Meaning::Failed(Cause::NoPinInTime),
        "1032" => Meaning::Failed(Cause::Cancelled),
        "1101" => Meaning::Misconfigured(Fault::ReferenceTooLong),
        "2001" => Meaning::Failed(Cause::WrongPin),
        "2028" => Meaning::Misconfigured(Fault::PaybillTillMixedUp),
        "4999" => Meaning::Pending,
        "8006" => Meaning::Failed(Cause::PinLocked),
        _ if code.eq_ignore_ascii_case("SFC_IC0003") => Meaning::Misconfigured(Fault::PaybillTillMixedUp),
        _ => Meaning::Unknown,
    }
}

/// Whether a success may still follow this failure: the rail gave up waiting, and the guest may yet have typed the PIN.
pub fn may_still_turn(code: &str) -> bool {
    matches!(code.trim(), "1019" | "1037")
}
