//! `GET /money`, `POST /resolve`: payments that have not ended, and money a person has to look at.

use askama::Template;
use domain::money::Money as Amount;
use domain::review::Trouble;

use super::words::Say;
use super::{Frame, look_up};
use crate::amounts::{ago, price_in_words};
use crate::{Page, RenderError, policy};

/// What is open about money.
#[derive(Template)]
#[template(path = "console/money.html", whitespace = "minimize")]
pub struct Money {
    /// The common part.
    pub frame: Frame,
    /// Payments that have not ended, the latest first.
    pub waiting: Vec<PaymentRow>,
    /// Money a person has to look at.
    pub reviews: Vec<ReviewRow>,
    /// One of them was just settled.
    pub resolved: bool,
}

/// A payment that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// The name of what is bought.
    pub plan: String,
    /// How much.
    pub amount: Amount,
    /// Who pays, masked.
    pub payer: String,
    /// How long ago it began.
    pub age_secs: u64,
    /// How far it has come.
    pub state: PaymentState,
    /// The question that leads to its story.
    pub link_q: String,
}

/// How far a payment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentState {
    /// M-PESA is being asked.
    Asking,
    /// The phone asks for the PIN.
    Prompted,
    /// M-PESA has not told how it ended.
    Unclear,
}

/// Money a person has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    /// What the form sends back.
    pub id: String,
    /// How long ago it came up.
    pub age_secs: u64,
    /// Why it waits.
    pub trouble: Trouble,
    /// What M-PESA said to it, or what the owner has to put right.
    pub said: String,
    /// The short name of the payment it is about.
    pub payment: Option<String>,
    /// The receipt.
    pub receipt: Option<String>,
}

impl PaymentRow {
    fn amount(&self) -> String {
        price_in_words(self.amount)
    }

    fn link(&self) -> String {
        look_up::link(&self.link_q)
    }

    fn age(&self, frame: &Frame) -> String {
        ago(frame.language, self.age_secs)
    }

    fn state(&self, frame: &Frame) -> &'static str {
        let words = &frame.words().money;
        match self.state {
            PaymentState::Asking => words.asking,
            PaymentState::Prompted => words.prompted,
            PaymentState::Unclear => words.unclear,
        }
    }
}

impl ReviewRow {
    fn say(&self, frame: &Frame) -> &'static Say {
        let words = &frame.words().trouble;
        match self.trouble {
            Trouble::UnmatchedReceipt => &words.unmatched_receipt,
            Trouble::AmountMismatch { .. } => &words.amount_mismatch,
            Trouble::SecondReceipt => &words.second_receipt,
            Trouble::ReceiptUsedBefore => &words.receipt_used_before,
            Trouble::PaidWithoutReceipt => &words.paid_without_receipt,
            Trouble::NeverSettled => &words.never_settled,
            Trouble::Remainder { .. } => &words.remainder,
            Trouble::UnknownResult => &words.unknown_result,
            Trouble::Misconfigured => &words.misconfigured,
            Trouble::NoTicket => &words.no_ticket,
            Trouble::OtherMovement => &words.other_movement,
        }
    }

    fn amount(&self) -> Option<String> {
        match self.trouble {
            Trouble::AmountMismatch { arrived, .. } => Some(price_in_words(arrived)),
            Trouble::Remainder { left } => Some(price_in_words(left)),
            _ => None,
        }
    }

    /// When, and by what it is found in a statement.
    fn details(&self, frame: &Frame) -> String {
        let receipt = self.receipt.as_ref().map(|receipt| format!("{} {receipt}", frame.words().facts.receipt));
        let payment = self.payment.as_ref().map(|payment| format!("{} {payment}", frame.words().facts.payment));
        [Some(self.age(frame)), receipt, payment].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn age(&self, frame: &Frame) -> String {
        ago(frame.language, self.age_secs)
    }
}

impl Page for Money {
    fn html(&self) -> Result<String, RenderError> {
        self.frame.around(self.frame.words().tabs.money, "/money", Some("/money"), &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}
