//! `GET /sign-in`, `POST /sign-in`: the number of the counter.

use askama::Template;

use super::Frame;
use crate::{Page, RenderError, duration_in_words, policy};

/// The page that lets people in.
#[derive(Template)]
#[template(path = "console/sign_in.html", whitespace = "minimize")]
pub struct SignIn {
    /// The common part.
    pub frame: Frame,
    /// Why they are not in yet.
    pub problem: Option<SignInProblem>,
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInProblem {
    /// Not the PIN.
    Wrong,
    /// Too many attempts: after so many seconds there may be another.
    Wait {
        /// Seconds.
        secs: u64,
    },
    /// The page stood open too long.
    Expired,
}

impl SignIn {
    fn problem(&self) -> Option<String> {
        let words = &self.frame.words().sign_in;
        Some(match self.problem? {
            SignInProblem::Wrong => words.wrong.to_owned(),
            SignInProblem::Wait { secs } => (words.wait)(&duration_in_words(self.frame.language, secs.max(1))),
            SignInProblem::Expired => words.expired.to_owned(),
        })
    }
}

impl Page for SignIn {
    fn html(&self) -> Result<String, RenderError> {
        self.frame.around(self.frame.words().sign_in.title, "", Some("/sign-in"), &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}
