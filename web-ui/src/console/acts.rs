//! `GET /acts`: what was done at this counter.

use askama::Template;
use domain::code::Code;

use super::Frame;
use crate::amounts::ago;
use crate::{Page, RenderError, duration_in_words, policy};

/// What was done, the latest first.
#[derive(Template)]
#[template(path = "console/acts.html", whitespace = "minimize")]
pub struct Acts {
    /// The common part.
    pub frame: Frame,
    /// The acts, as many as are kept.
    pub acts: Vec<Act>,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// How long ago; none, where the clock was not to be trusted.
    pub ago_secs: Option<u64>,
    /// From which address.
    pub from: String,
    /// What was done.
    pub what: ActKind,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActKind {
    /// Somebody signed in.
    SignedIn,
    /// Somebody typed a wrong PIN.
    WrongPin,
    /// Somebody signed out.
    SignedOut,
    /// One ticket was sold for cash.
    Sold {
        /// The name of what was bought.
        plan: String,
    },
    /// Many tickets were made.
    Minted {
        /// How many.
        count: u32,
        /// Of which plan.
        plan: String,
    },
    /// Somebody was sent off.
    SentOff {
        /// The code or the device.
        who: String,
    },
    /// Time was given.
    GaveTime {
        /// To which ticket.
        code: Code,
        /// How much.
        minutes: u32,
    },
    /// Money that waited for a person was settled.
    Resolved,
    /// A copy was taken.
    BackedUp,
    /// Something else, in words of its own.
    Other(String),
}

impl Act {
    fn when(&self, frame: &Frame) -> String {
        match self.ago_secs {
            Some(secs) => ago(frame.language, secs),
            None => frame.words().facts.time_unknown.to_owned(),
        }
    }

    fn label<'a>(&'a self, frame: &Frame) -> &'a str {
        let words = &frame.words().acts;
        match &self.what {
            ActKind::SignedIn => words.signed_in,
            ActKind::WrongPin => words.wrong_pin,
            ActKind::SignedOut => words.signed_out,
            ActKind::Sold { .. } => words.sold,
            ActKind::Minted { .. } => words.minted,
            ActKind::SentOff { .. } => words.sent_off,
            ActKind::GaveTime { .. } => words.gave_time,
            ActKind::Resolved => words.resolved,
            ActKind::BackedUp => words.backed_up,
            ActKind::Other(text) => text,
        }
    }

    /// Of what, and to whom.
    fn detail(&self, frame: &Frame) -> String {
        match &self.what {
            ActKind::Sold { plan } => plan.clone(),
            ActKind::Minted { count, plan } => format!("{count} × {plan}"),
            ActKind::SentOff { who } => who.clone(),
            ActKind::GaveTime { code, minutes } => {
                format!("{code} · {}", duration_in_words(frame.language, u64::from(*minutes) * 60))
            }
            _ => String::new(),
        }
    }
}

impl Page for Acts {
    fn html(&self) -> Result<String, RenderError> {
        self.frame.around(self.frame.words().acts.title, "/health", Some("/acts"), &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}
