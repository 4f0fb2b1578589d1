//! Every "no" of the cloud's pages: what happened, and what to do next.

use askama::Template;

use super::Frame;
use crate::words::Advice;
use crate::{Page, policy};

/// Why there is no other page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is nothing at this address for whoever asks.
    NotFound,
    /// The form was not sent from a page that is good now.
    Forged,
    /// The words changed while they were compared.
    Changed,
    /// An admin has not let the provider begin, or has stopped it.
    NotActive,
    /// The books are out of reach.
    Unavailable,
}

/// The page that says no.
#[derive(Template)]
#[template(path = "cloud/refusal.html", whitespace = "minimize")]
pub struct Refusal {
    /// The common part.
    pub frame: Frame,
    /// Why.
    pub refused: Refused,
    /// Where the same can be read in another language.
    pub here: String,
}

impl Refusal {
    fn here(&self) -> &str {
        &self.here
    }

    fn advice(&self) -> &'static Advice {
        let words = &self.frame.words().refusal;
        match self.refused {
            Refused::NotFound => &words.not_found,
            Refused::Forged => &words.forged,
            Refused::Changed => &words.changed,
            Refused::NotActive => &words.not_active,
            Refused::Unavailable => &words.unavailable,
        }
    }
}

impl Page for Refusal {
    fn content_security_policy(&self) -> String {
        policy::cloud_policy()
    }
}
