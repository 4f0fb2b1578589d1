//! `GET /recover`, `POST /recover`: a recovery code in the place of a forgotten password, and a new password; then
//! `GET /recovered`.

use askama::Template;

use super::{Frame, Link, SignInProblem};
use crate::{Page, policy};

/// The page that takes a recovery code.
#[derive(Template)]
#[template(path = "cloud/recover.html", whitespace = "minimize")]
pub struct Recover {
    /// The common part.
    pub frame: Frame,
    /// The address that was typed.
    pub email: String,
    /// Why there is no new password yet.
    pub problem: Option<RecoverProblem>,
}

/// Why a password is not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecoverProblem {
    /// As with signing in.
    SignIn(SignInProblem),
    /// The new password is too short or too long. No code is spent.
    UnfitPassword,
    /// The two new passwords differ. No code is spent.
    PasswordsDiffer,
}

impl Recover {
    fn here(&self) -> String {
        Link::Recover.to_string()
    }

    fn sign_in(&self) -> Link {
        Link::SignIn
    }

    fn problem(&self) -> Option<String> {
        let words = &self.frame.words().recover;
        Some(match self.problem.as_ref()? {
            RecoverProblem::SignIn(problem) => problem.sentence(&self.frame, words.wrong),
            RecoverProblem::UnfitPassword => words.unfit_password.to_owned(),
            RecoverProblem::PasswordsDiffer => words.passwords_differ.to_owned(),
        })
    }
}

impl Page for Recover {
    fn content_security_policy(&self) -> String {
        policy::cloud_policy()
    }
}

/// The page after it.
#[derive(Template)]
#[template(path = "cloud/recovered.html", whitespace = "minimize")]
pub struct Recovered {
    /// The common part.
    pub frame: Frame,
    /// Codes that are still good.
    pub codes_left: u64,
}

impl Recovered {
    fn here(&self) -> String {
        Link::Recovered.to_string()
    }

    fn left(&self) -> String {
        (self.frame.words().recover.codes_left)(self.codes_left)
    }
}

impl Page for Recovered {
    fn content_security_policy(&self) -> String {
        policy::cloud_policy()
    }
}
