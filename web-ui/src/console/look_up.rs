//! `GET /look-up?q=`: why is this guest offline? Asked by ticket code, receipt, phone or device.

use askama::Template;
use domain::money::Money;

use super::{Frame, Story};
use crate::amounts::price_in_words;
use crate::carry::encode;
use crate::{Page, RenderError, policy};

/// The question, and what is known.
#[derive(Template)]
#[template(path = "console/look_up.html", whitespace = "minimize")]
pub struct LookUp {
    /// The common part.
    pub frame: Frame,
    /// What was typed.
    pub asked: String,
    /// What is known of it; none, while nothing was asked.
    pub answer: Option<Answer>,
    /// What was just done.
    pub done: Option<Done>,
}

/// What is known of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing.
    NotFound,
    /// More than one ticket or payment.
    Several(Vec<Found>),
    /// This.
    Story(Box<Story>),
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The code or reference, which as a question leads to it alone.
    pub name: String,
    /// What was bought.
    pub plan: String,
    /// For how much.
    pub price: Money,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// So many devices were sent off.
    SentOff {
        /// How many.
        count: usize,
    },
    /// So much time was given.
    Given {
        /// Minutes.
        minutes: u32,
    },
    /// There was nothing to send off, or no time to add to.
    NothingToGive,
}

/// Where a question is answered.
pub(super) fn link(q: &str) -> String {
    format!("/look-up?q={}", encode(q))
}

impl Done {
    pub(super) fn sentence(self, frame: &Frame) -> String {
        let words = &frame.words().done;
        match self {
            Done::SentOff { count } => (words.sent_off)(count),
            Done::Given { minutes } => (words.given)(minutes),
            Done::NothingToGive => words.nothing.to_owned(),
        }
    }
}

impl LookUp {
    fn done(&self) -> Option<String> {
        self.done.map(|done| done.sentence(&self.frame))
    }
}

impl Found {
    fn link(&self) -> String {
        link(&self.name)
    }

    fn label(&self) -> String {
        format!("{} · {} · {}", self.name, self.plan, price_in_words(self.price))
    }
}

impl Page for LookUp {
    fn html(&self) -> Result<String, RenderError> {
        let here = if self.asked.is_empty() { "/look-up".to_owned() } else { link(&self.asked) };
        self.frame.around(self.frame.words().tabs.look_up, "/look-up", Some(&here), &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}
