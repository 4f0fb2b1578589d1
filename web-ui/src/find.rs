//! `POST /find`: the payer's last three digits, where a device only claims to be the one that paid.

use askama::Template;

use crate::amounts::duration_in_words;
use crate::frame::Own;
use crate::{Frame, Page, content_security_policy};

/// Why the digits lead nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindProblem {
    /// Not three digits.
    NotThreeDigits,
    /// No payment of this device came from a number that ends so.
    NoMatch,
    /// Too many tries.
    Wait {
        /// The pause.
        wait_secs: u64,
    },
}

/// The field for the digits.
#[derive(Template)]
#[template(path = "find.html", whitespace = "minimize")]
pub struct FindPayment {
    /// The common part.
    pub frame: Frame,
    /// Why the page is shown again.
    pub problem: Option<FindProblem>,
}

impl FindPayment {
    fn path(&self) -> &'static str {
        "/find"
    }

    fn own(&self) -> Own {
        None
    }

    fn problem(&self) -> Option<String> {
        let words = &self.frame.words().pay.find;
        Some(match self.problem? {
            FindProblem::NotThreeDigits => words.not_three_digits.to_owned(),
            FindProblem::NoMatch => words.no_match.to_owned(),
            FindProblem::Wait { wait_secs } => (words.wait)(&duration_in_words(self.frame.language, wait_secs)),
        })
    }
}

impl Page for FindPayment {
    fn content_security_policy(&self) -> String {
        content_security_policy(&[])
    }
}
