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

/// Why a payment failed, for who knows its code and nothing else. Most codes of errors mean several things and only their
/// texts say which: of these nothing is said.
pub fn cause(code: &str) -> Option<Cause> {
    match (meaning(code), code.trim()) {
        (Meaning::Failed(cause), _) => Some(cause),
        (Meaning::Misconfigured(_), _) => Some(Cause::OwnersTrouble),
        // Nobody gave one.
        (Meaning::Unknown, "") => Some(Cause::RailUnreachable),
        (Meaning::Unknown, "500.003.02" | "500.003.03") => Some(Cause::RailBusy),
        (Meaning::Paid | Meaning::Pending | Meaning::Unknown, _) => None,
    }
}

/// Whether a success may still follow this failure: the rail gave up waiting, and the guest may yet have typed the PIN.
pub fn may_still_turn(code: &str) -> bool {
    matches!(code.trim(), "1019" | "1037")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_alone_tells_why_where_it_means_one_thing() {
        for (code, why) in [
            ("1032", Some(Cause::Cancelled)),
            (" 1 ", Some(Cause::NotEnoughMoney)),
            ("sfc_ic0003", Some(Cause::OwnersTrouble)),
            ("500.003.03", Some(Cause::RailBusy)),
            ("", Some(Cause::RailUnreachable)),
            ("500.001.1001", None),
            ("0", None),
            ("4999", None),
        ] {
            assert_eq!(cause(code), why, "{code}");
        }
    }
}
