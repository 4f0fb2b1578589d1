//! `GET` and `POST /paid`: money that left the guest's phone without a ticket coming back. The receipt finds it; a
//! payment made by hand, without a plan, chooses one.

use askama::Template;
use domain::money::Money;
use domain::receipt::ReceiptNumber;

use crate::amounts::{duration_in_words, price_in_words};
use crate::frame::{Own, bounded};
use crate::{Frame, Page, Plan, content_security_policy};

/// Three times the longest SMS M-PESA writes; the field says the same in `maxlength`.
const RECEIPT_CHARACTERS: usize = 480;

/// Why a receipt finds no ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptProblem {
    /// Nothing shaped like a receipt in the text.
    NoReceipt,
    /// A receipt nobody has told us of; it may be on its way.
    NotSeenYet,
    /// It may belong to a payment of somebody else that is under way.
    Undecided,
    /// A person has to look at it first.
    UnderReview,
    /// Too many tries.
    Wait {
        /// The pause.
        wait_secs: u64,
    },
}

/// The field for a receipt.
#[derive(Template)]
#[template(path = "paid.html", whitespace = "minimize")]
pub struct PaidNotConnected {
    /// The common part.
    pub frame: Frame,
    /// What was typed or pasted.
    pub typed: Option<String>,
    /// Why the page is shown again.
    pub problem: Option<ReceiptProblem>,
}

/// What a payment made by hand may become.
#[derive(Template)]
#[template(path = "choose_plan.html", whitespace = "minimize")]
pub struct ChoosePlan {
    /// The common part.
    pub frame: Frame,
    /// The receipt it was found by.
    pub receipt: ReceiptNumber,
    /// What was paid.
    pub amount: Money,
    /// The plans that cost no more than that, as the caller found them.
    pub plans: Vec<Plan>,
}

impl PaidNotConnected {
    fn path(&self) -> &'static str {
        "/paid"
    }

    fn own(&self) -> Own {
        None
    }

    fn typed(&self) -> String {
        self.typed.as_deref().map(|typed| bounded(typed, RECEIPT_CHARACTERS)).unwrap_or_default()
    }

    fn problem(&self) -> Option<String> {
        let words = &self.frame.words().pay.paid;
        Some(match self.problem? {
            ReceiptProblem::NoReceipt => words.no_receipt.to_owned(),
            ReceiptProblem::NotSeenYet => words.not_seen_yet.to_owned(),
            ReceiptProblem::Undecided => words.undecided.to_owned(),
            ReceiptProblem::UnderReview => words.under_review.to_owned(),
            ReceiptProblem::Wait { wait_secs } => (words.wait)(&duration_in_words(self.frame.language, wait_secs)),
        })
    }
}

impl ChoosePlan {
    fn path(&self) -> &'static str {
        "/paid"
    }

    /// The switch leads back to the field with the receipt filled in.
    fn own(&self) -> Own {
        Some(("receipt", self.receipt.to_string()))
    }

    fn title(&self) -> String {
        (self.frame.words().pay.paid.you_paid)(&price_in_words(self.amount))
    }

    fn choice(&self) -> Option<&'static str> {
        Some(self.frame.words().pay.paid.choose)
    }

    fn choice_of(&self, _: &Plan) -> Option<&'static str> {
        self.choice()
    }
}

impl Page for PaidNotConnected {
    fn content_security_policy(&self) -> String {
        content_security_policy(&[])
    }
}

impl Page for ChoosePlan {
    fn content_security_policy(&self) -> String {
        content_security_policy(&[])
    }
}
