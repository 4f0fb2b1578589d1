//! Every "no" of the console: what happened, and what to do next.

use askama::Template;

use super::{Frame, Paused};
use crate::words::Advice;
use crate::{Page, RenderError, policy};

/// Why there is no other page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is nothing at this address.
    PageNotFound,
    /// The form was not sent from a page that is good now.
    FormExpired,
    /// Whoever asks comes from among the guests.
    GuestsStayOut,
    /// The books are out of reach.
    NotNow,
    /// Our storage takes no writes.
    PausedDiskFull,
    /// The owner has not renewed the service.
    PausedLapsed,
}

/// The page that says no.
#[derive(Template)]
#[template(path = "console/refusal.html", whitespace = "minimize")]
pub struct Refusal {
    /// The common part.
    pub frame: Frame,
    /// Why.
    pub why: Refused,
}

impl Refusal {
    fn advice(&self) -> &'static Advice {
        let words = &self.frame.words().refusal;
        match self.why {
            Refused::PageNotFound => &words.page_not_found,
            Refused::FormExpired => &words.form_expired,
            Refused::GuestsStayOut => &words.guests_stay_out,
            Refused::NotNow => &words.not_now,
            Refused::PausedDiskFull => Paused::DiskFull.advice(&self.frame),
            Refused::PausedLapsed => Paused::Lapsed.advice(&self.frame),
        }
    }
}

impl Page for Refusal {
    fn html(&self) -> Result<String, RenderError> {
        self.frame.around(self.advice().title, "", None, &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}
