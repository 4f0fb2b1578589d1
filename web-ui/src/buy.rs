//! `GET` and `POST /buy`: one plan, and the phone that pays for it.

use askama::Template;
use domain::ids::OnceId;

use crate::amounts::{duration_in_words, price_in_words};
use crate::frame::{Own, bounded};
use crate::{Frame, Page, Plan, content_security_policy};

/// Longer than any number with its blanks and country code.
const PHONE_CHARACTERS: usize = 20;

/// Why the phone that was typed is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuyProblem {
    /// Not a number M-PESA can ask.
    NotAPhone,
    /// An earlier prompt is still open on that phone.
    PromptOpen {
        /// When it will have lapsed.
        wait_secs: u64,
    },
    /// More guests pay at once than the site allows.
    TooManyGuests {
        /// When there is room again.
        wait_secs: u64,
    },
    /// Asked too often from this device or for this phone.
    TooManyTries {
        /// The pause.
        wait_secs: u64,
    },
}

/// One plan on its way to being paid.
#[derive(Template)]
#[template(path = "buy.html", whitespace = "minimize")]
pub struct Buy {
    /// The common part.
    pub frame: Frame,
    /// What is bought.
    pub plan: Plan,
    /// The phone as typed, or as remembered from the last payment.
    pub phone: Option<String>,
    /// Names this showing of the page, so that a form sent twice asks once. Drawn afresh each time.
    pub once: OnceId,
    /// Why the page is shown again.
    pub problem: Option<BuyProblem>,
}

impl Buy {
    fn path(&self) -> &'static str {
        "/buy"
    }

    fn own(&self) -> Own {
        Some(("plan", self.plan.id.to_string()))
    }

    fn phone(&self) -> String {
        self.phone.as_deref().map(|phone| bounded(phone, PHONE_CHARACTERS)).unwrap_or_default()
    }

    fn pay(&self) -> String {
        (self.frame.words().pay.sales.pay_amount)(&price_in_words(self.plan.price))
    }

    fn problem(&self) -> Option<String> {
        let words = &self.frame.words().pay.buy;
        let wait = |secs| duration_in_words(self.frame.language, secs);
        Some(match self.problem? {
            BuyProblem::NotAPhone => words.not_a_phone.to_owned(),
            BuyProblem::PromptOpen { wait_secs } => (words.prompt_open)(&wait(wait_secs)),
            BuyProblem::TooManyGuests { wait_secs } => (words.too_many_guests)(&wait(wait_secs)),
            BuyProblem::TooManyTries { wait_secs } => (words.too_many_tries)(&wait(wait_secs)),
        })
    }
}

impl Page for Buy {
    fn content_security_policy(&self) -> String {
        content_security_policy(&[])
    }
}
