//! The review queue: money and troubles that no rule can settle, kept until a person has looked.

use serde::{Deserialize, Serialize};

use crate::ids::{CheckoutId, ReviewId};
use crate::money::Money;
use crate::receipt::ReceiptNumber;
use crate::time::Moment;

/// Why a person has to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// Money that belongs to no checkout.
    UnmatchedReceipt,
    /// Another amount arrived than was asked for.
    AmountMismatch {
        /// What was asked for.
        asked: Money,
        /// What arrived.
        arrived: Money,
    },
    /// One checkout, two receipts: the guest may have paid twice.
    SecondReceipt,
    /// One receipt, two checkouts: somebody shows a receipt that was used before.
    ReceiptUsedBefore,
    /// Paid, says the rail, but receipts have not come in a day. One open entry speaks for all such payments.
    PaidWithoutReceipt,
    /// The rail never said how it ended.
    NeverSettled,
    /// What a guest paid by hand is more than the plan costs.
    Remainder {
        /// How much is left over.
        left: Money,
    },
    /// The rail gave a result code nobody knows.
    UnknownResult,
    /// The rail refuses because of something the owner has to put right; what, is in [`Review::said`]. One open entry
    /// speaks for all payments that meet the same obstacle.
    Misconfigured,
    /// The money is there, but no ticket could be made.
    NoTicket,
    /// The rail tells of something else than a guest's payment: a settlement, a reversal, another shortcode's money.
    OtherMovement,
}

impl Trouble {
    /// The stable word, in listings and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Trouble::UnmatchedReceipt => "unmatched_receipt",
            Trouble::AmountMismatch { .. } => "amount_mismatch",
            Trouble::SecondReceipt => "second_receipt",
            Trouble::ReceiptUsedBefore => "receipt_used_before",
            Trouble::PaidWithoutReceipt => "paid_without_receipt",
            Trouble::NeverSettled => "never_settled",
            Trouble::Remainder { .. } => "remainder",
            Trouble::UnknownResult => "unknown_result",
            Trouble::Misconfigured => "misconfigured",
            Trouble::NoTicket => "no_ticket",
            Trouble::OtherMovement => "other_movement",
        }
    }
}

/// Something a person has to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Its identity.
    pub id: ReviewId,
    /// Why.
    pub trouble: Trouble,
    /// The intent it is about.
    pub checkout: Option<CheckoutId>,
    /// The money it is about.
    pub receipt: Option<ReceiptNumber>,
    /// What the rail said, in a word: a result code or the name of a fault.
    pub said: heapless::String<96>,
    /// Since when it waits.
    pub opened: Moment,
    /// When and how it was settled.
    pub resolved: Option<Resolution>,
}

/// How a review ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// When.
    pub at: Moment,
    /// Whether it settled itself, because the missing news came.
    pub by_itself: bool,
    /// What the person wrote.
    pub note: heapless::String<160>,
}

impl Review {
    /// Whether it still waits for someone.
    pub fn is_open(&self) -> bool {
        self.resolved.is_none()
    }
}
