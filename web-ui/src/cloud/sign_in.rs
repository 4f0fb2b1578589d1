//! `GET /sign-in`, `POST /sign-in`: e-mail and password.

use askama::Template;

use super::{Frame, Link};
use crate::{Page, duration_in_words, policy};

/// The page that lets people in.
#[derive(Template)]
#[template(path = "cloud/sign_in.html", whitespace = "minimize")]
pub struct SignIn {
    /// The common part.
    pub frame: Frame,
    /// The address that was typed.
    pub email: String,
    /// Why they are not in yet.
    pub problem: Option<SignInProblem>,
}

/// Why somebody is not let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInProblem {
    /// E-mail or password; which of them is not said.
    Wrong,
    /// Too many attempts: after so many seconds there may be another.
    Wait {
        /// Seconds.
        secs: u64,
    },
    /// Many sign in at this moment.
    Busy,
    /// The form was not sent by a page of ours. Ours are at this address.
    Elsewhere {
        /// Such as `https://cloud.example.net`.
        public_url: String,
    },
}

impl SignInProblem {
    pub(super) fn sentence(&self, frame: &Frame, wrong: &str) -> String {
        let words = &frame.words().sign_in;
        match self {
            SignInProblem::Wrong => wrong.to_owned(),
            SignInProblem::Wait { secs } => (words.wait)(&duration_in_words(frame.language, (*secs).max(1))),
            SignInProblem::Busy => words.busy.to_owned(),
            SignInProblem::Elsewhere { public_url } => (words.elsewhere)(public_url),
        }
    }
}

impl SignIn {
    fn here(&self) -> String {
        Link::SignIn.to_string()
    }

    fn recover(&self) -> Link {
        Link::Recover
    }

    fn problem(&self) -> Option<String> {
        Some(self.problem.as_ref()?.sentence(&self.frame, self.frame.words().sign_in.wrong))
    }
}

impl Page for SignIn {
    fn content_security_policy(&self) -> String {
        policy::cloud_policy()
    }
}
