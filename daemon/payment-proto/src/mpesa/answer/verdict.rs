//! What an answer means, and what it tells about the checkout.

use domain::checkout::{Cause, News, RailIds, ResultCode};

use crate::mpesa::result::{Meaning, meaning};
use crate::mpesa::{Fault, Granted};

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A token was granted.
    Granted(Granted),
    /// The push is queued: the guest is being asked. Not paid.
    Accepted(RailIds),
    /// The addresses for notices are registered.
    Registered,
    /// A query says the money moved. Queries never tell the receipt.
    Paid,
    /// The rail is still at it.
    Pending,
    /// The payment did not happen, for a reason the guest can understand.
    Failed {
        /// The reason.
        cause: Cause,
        /// The rail's code.
        code: ResultCode,
    },
    /// The owner has to put something right. From a query this ends the payment only if the code is a result code: see
    /// [`Verdict::after_query`].
    Misconfigured {
        /// What.
        fault: Fault,
        /// The rail's code.
        code: ResultCode,
    },
    /// The access token is no longer good: report its generation as bad, fetch one and repeat the call once. Nothing
    /// happened. Said of a fresh token too, it means [`Fault::ProductNotEnabled`].
    InvalidToken,
    /// The rail is overloaded or we asked too often: it did nothing, and wants to be left alone for a while.
    BackOff {
        /// The rail's code, if it gave one.
        code: ResultCode,
    },
    /// Nobody can tell. A push is not sent again; a query is asked again in its turn.
    Ambiguous,
    /// A query about a push the rail does not know, or does not know yet.
    UnknownCheckout,
    /// A result code that is not listed: a person has to look, and the payment stays open.
    UnknownResult {
        /// The code.
        code: ResultCode,
    },
}

impl Verdict {
    /// A stable name for counting.
    pub fn as_str(&self) -> &'static str {
        match self {
            Verdict::Granted(_) => "granted",
            Verdict::Accepted(_) => "accepted",
            Verdict::Registered => "registered",
            Verdict::Paid => "paid",
            Verdict::Pending => "pending",
            Verdict::Failed { .. } => "failed",
            Verdict::Misconfigured { .. } => "misconfigured",
            Verdict::InvalidToken => "invalid_token",
            Verdict::BackOff { .. } => "back_off",
            Verdict::Ambiguous => "ambiguous",
            Verdict::UnknownCheckout => "unknown_checkout",
            Verdict::UnknownResult { .. } => "unknown_result",
        }
    }

    /// What the answer to a push tells the checkout; `None` while the call is to be repeated with another token.
    pub fn after_push(&self) -> Option<News> {
        match self {
            Verdict::Accepted(ids) => Some(News::Accepted(ids.clone())),
            Verdict::Failed { cause, code } => Some(News::Refused { cause: *cause, code: code.clone() }),
            Verdict::Misconfigured { code, .. } => {
                Some(News::Refused { cause: Cause::OwnersTrouble, code: code.clone() })
            }
            Verdict::BackOff { code } => Some(News::Refused { cause: Cause::RailBusy, code: code.clone() }),
            Verdict::InvalidToken => None,
            _ => Some(News::NoAnswer),
        }
    }

    /// What the answer to a query tells the checkout; `None` if it is as open as before.
    pub fn after_query(&self) -> Option<News> {
        match self {
            Verdict::Paid => Some(News::Success { receipt: None }),
            Verdict::Failed { cause, code } => Some(News::Refused { cause: *cause, code: code.clone() }),
            // An error of the query itself says nothing about the payment.
            Verdict::Misconfigured { code, .. } if matches!(meaning(code), Meaning::Misconfigured(_)) => {
                Some(News::Refused { cause: Cause::OwnersTrouble, code: code.clone() })
            }
            _ => None,
        }
    }
}
