//! What a callback is worth, held against what was asked for (section 4). Whose it is has been proven by the token of
//! its address before; without a token nothing here suffices, and a query has to confirm.

use domain::checkout::{Cause, RailIds, ResultCode};
use domain::money::Money;
use domain::receipt::ReceiptNumber;

use super::result::Meaning;
use super::{Fault, StkCallback};

/// What to do with a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Paid, and as much as was asked for.
    Paid {
        /// The receipt, if it came along.
        receipt: Option<ReceiptNumber>,
    },
    /// Paid, but another amount: a person has to look.
    OtherAmount {
        /// What arrived.
        arrived: Money,
        /// The receipt, if it came along.
        receipt: Option<ReceiptNumber>,
    },
    /// It speaks of another push than the one we made: not to be believed.
    OtherPush,
    /// It claims a success without an amount, or claims nothing: ask the rail.
    Unproven,
    /// Not paid.
    Failed {
        /// What the guest is told.
        cause: Cause,
        /// The rail's code.
        code: ResultCode,
    },
    /// Not paid, and the owner has to put something right.
    Misconfigured {
        /// What.
        fault: Fault,
        /// The rail's code.
        code: ResultCode,
    },
    /// A result code that is not listed: a person has to look, and the payment stays open.
    UnknownResult {
        /// The code.
        code: ResultCode,
    },
}

impl StkCallback {
    /// Holds the callback against the amount asked for and the names the rail gave the push; these are unknown when the
    /// callback overtakes the answer, or the answer was lost.
    pub fn judge(&self, asked: Money, known: Option<&RailIds>) -> Judgement {
        let code = self.code.clone();
        if known.is_some() && self.ids.as_ref() != known {
            return Judgement::OtherPush;
        }
        match (self.meaning, self.amount) {
            (Meaning::Paid, Some(amount)) if amount == asked => Judgement::Paid { receipt: self.receipt },
            (Meaning::Paid, Some(arrived)) => Judgement::OtherAmount { arrived, receipt: self.receipt },
            (Meaning::Paid, None) | (Meaning::Pending, _) => Judgement::Unproven,
            (Meaning::Failed(cause), _) => Judgement::Failed { cause, code },
            (Meaning::Misconfigured(fault), _) => Judgement::Misconfigured { fault, code },
            (Meaning::Unknown, _) => Judgement::UnknownResult { code },
        }
    }
}
