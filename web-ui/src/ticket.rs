//! The answer to `POST /ticket`: what the ticket still holds and the button that signs in at the router. The password
//! has been prepared by the caller (plain or CHAP); this page only posts it.

use askama::Template;
use domain::code::Code;

use crate::amounts::{bytes_in_words, duration_in_words};
use crate::frame::{Own, bounded};
use crate::policy::{GO, sign_in_policy};
use crate::{Frame, Language, Page, RouterUrl, content_security_policy};

/// Longer than a code with blanks and dashes.
const TYPED_CHARACTERS: usize = 24;

/// How a ticket's time runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// On from first use, connected or not.
    Elapsed,
    /// Only while connected.
    Online,
}

/// What is left of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Seconds or bytes left.
    pub now: u64,
    /// Seconds or bytes bought.
    pub of: u64,
}

/// A ticket as its holder sees it.
#[derive(Clone, Debug)]
pub struct TicketSummary {
    /// The code to keep.
    pub code: Code,
    /// The plan's name.
    pub plan_name: String,
    /// Seconds left, where the ticket is counted in time.
    pub time_left: Option<Left>,
    /// Bytes left, where it is counted in data.
    pub data_left: Option<Left>,
    /// How its time runs.
    pub clock: Clock,
    /// Whether it has been used before.
    pub started: bool,
    /// Seconds until the rest is lost, where the plan says so.
    pub use_within_secs: Option<u64>,
    /// Devices using it now.
    pub devices_online: u32,
    /// Devices it allows at once.
    pub devices_allowed: u32,
}

/// One amount as the page shows it.
pub(crate) struct Remainder {
    pub(crate) label: &'static str,
    pub(crate) amount: String,
    pub(crate) left: Left,
}

impl TicketSummary {
    pub(crate) fn remainders(&self, language: Language) -> Vec<Remainder> {
        let words = &language.words().ticket;
        let time = self.time_left.map(|left| Remainder {
            label: words.time_left,
            amount: duration_in_words(language, left.now),
            left,
        });
        let data = self.data_left.map(|left| Remainder {
            label: words.data_left,
            amount: bytes_in_words(language, left.now),
            left,
        });
        [time, data].into_iter().flatten().collect()
    }

    /// How the amounts will go down from here.
    pub(crate) fn rules(&self, language: Language) -> Vec<String> {
        let words = &language.words().ticket;
        let waits = (!self.started).then(|| words.not_started.to_owned());
        let runs = self.time_left.map(|_| match self.clock {
            Clock::Elapsed => language.words().plan.elapsed_sentence.to_owned(),
            Clock::Online => language.words().plan.online_sentence.to_owned(),
        });
        let within = self.use_within_secs.map(|secs| (words.use_within)(&duration_in_words(language, secs)));
        [waits, runs, within].into_iter().flatten().collect()
    }

    pub(crate) fn devices(&self, language: Language) -> String {
        (language.words().ticket.devices)(self.devices_online, self.devices_allowed)
    }
}

/// The form that signs in at the router.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The router's `link-login-only`, judged by the caller to be our router's.
    pub action: RouterUrl,
    /// `username`, `password`, `dst`, `popup` and whatever else the router wants, ready to post.
    pub fields: Vec<(String, String)>,
}

/// A good ticket and the way online.
#[derive(Template)]
#[template(path = "ticket.html", whitespace = "minimize")]
pub struct Ticket {
    /// The common part.
    pub frame: Frame,
    /// The ticket.
    pub ticket: TicketSummary,
    /// The way through the router; `None` when the guest came without the router's variables.
    pub sign_in: Option<SignIn>,
    /// Whether it has just been paid for on this device.
    pub paid: bool,
    /// Whether the sign-in form sends itself where a script may run.
    pub goes_by_itself: bool,
}

impl Ticket {
    /// A page that answers a form cannot be asked for again by a link: the switch leads to the first page, with the
    /// code filled in.
    fn path(&self) -> &'static str {
        "/"
    }

    fn own(&self) -> Own {
        Some(("code", self.ticket.code.to_string()))
    }

    fn title(&self) -> &'static str {
        let words = self.frame.words();
        if self.paid { words.pay.paid.received } else { words.ticket.title }
    }

    /// The script that sends the form, where there is one to send.
    fn js(&self) -> Option<&'static str> {
        (self.goes_by_itself && self.sign_in.is_some()).then_some(GO.text)
    }
}

impl Page for Ticket {
    fn content_security_policy(&self) -> String {
        let action = self.sign_in.as_ref().map(|sign_in| sign_in.action.as_str());
        match self.js() {
            Some(_) => sign_in_policy(action.as_slice()),
            None => content_security_policy(action.as_slice()),
        }
    }
}

/// What a guest typed, cut to what the field can hold.
pub(crate) fn typed(code: &str) -> String {
    bounded(code, TYPED_CHARACTERS)
}
