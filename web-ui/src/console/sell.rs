//! `GET /`, `GET /sell`, `POST /sell`: a cash sale in three taps: the plan, the cash, the print.

use askama::Template;
use domain::code::Code;

use super::Frame;
use crate::words::Advice;
use crate::{Page, Plan, RenderError, policy};

/// What is sold here, and what waits for the cashier.
#[derive(Template)]
#[template(path = "console/counter.html", whitespace = "minimize")]
pub struct Counter {
    /// The common part.
    pub frame: Frame,
    /// The plans, in the owner's order.
    pub plans: Vec<Plan>,
    /// Why nothing is sold now.
    pub paused: Option<Paused>,
    /// Devices online.
    pub online: usize,
    /// Payments that have not ended.
    pub waiting: usize,
    /// Money a person has to look at.
    pub reviews: usize,
}

/// Why nothing is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paused {
    /// Our storage takes no writes.
    DiskFull,
    /// The owner has not renewed the service.
    Lapsed,
}

impl Paused {
    pub(super) fn advice(self, frame: &Frame) -> &'static Advice {
        let words = &frame.words().refusal;
        match self {
            Paused::DiskFull => &words.disk_full,
            Paused::Lapsed => &words.lapsed,
        }
    }
}

impl Counter {
    fn paused(&self) -> Option<&'static Advice> {
        self.paused.map(|paused| paused.advice(&self.frame))
    }
}

impl Page for Counter {
    fn html(&self) -> Result<String, RenderError> {
        self.frame.around(self.frame.words().tabs.sell, "/", Some("/"), &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}

/// One plan, and the question whether the cash is there.
#[derive(Template)]
#[template(path = "console/confirm.html", whitespace = "minimize")]
pub struct Confirm {
    /// The common part.
    pub frame: Frame,
    /// The plan.
    pub plan: Plan,
    /// What makes two presses one sale.
    pub once: String,
}

impl Confirm {
    fn question(&self) -> String {
        (self.frame.words().sell.take)(&self.plan.price_in_words())
    }
}

impl Page for Confirm {
    fn html(&self) -> Result<String, RenderError> {
        let here = format!("/sell?plan={}", self.plan.id);
        self.frame.around(&self.question(), "/", Some(&here), &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}

/// The ticket, to read out or to print.
#[derive(Template)]
#[template(path = "console/sold.html", whitespace = "minimize")]
pub struct Sold {
    /// The common part.
    pub frame: Frame,
    /// What was sold.
    pub plan: Plan,
    /// Its code.
    pub code: Code,
    /// What the sale was made with; the slip is found by it.
    pub once: String,
    /// The same form came before: this is the same ticket, not another.
    pub again: bool,
}

impl Sold {
    fn code(&self) -> String {
        self.code.to_string()
    }
}

impl Page for Sold {
    fn html(&self) -> Result<String, RenderError> {
        self.frame.around(self.frame.words().sell.sold, "/", None, &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}
