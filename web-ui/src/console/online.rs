//! `GET /online`: who is online now.

use std::borrow::Cow;

use askama::Template;
use domain::code::Code;

use super::story::Labelled;
use super::{Done, Frame};
use crate::{Language, Page, RenderError, bytes_in_words, duration_in_words, policy};

/// Everybody who is online.
#[derive(Template)]
#[template(path = "console/online.html", whitespace = "minimize")]
pub struct Online {
    /// The common part.
    pub frame: Frame,
    /// The devices, as many as are shown.
    pub guests: Vec<Guest>,
    /// How many more there are.
    pub more: usize,
    /// What was just done.
    pub done: Option<Done>,
}

/// A device that is online.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// With which ticket.
    pub code: Code,
    /// The name of what was bought.
    pub plan: String,
    /// Its MAC.
    pub device: String,
    /// Its IP address.
    pub address: Option<String>,
    /// How long it has been online.
    pub since_secs: u64,
    /// What it has received.
    pub down_bytes: u64,
    /// What it has sent.
    pub up_bytes: u64,
    /// The time its ticket has left, where time is counted.
    pub left_secs: Option<u64>,
    /// The data its ticket has left, where data is counted.
    pub left_bytes: Option<u64>,
}

/// What a ticket has left, in words: time, data, or both.
pub(super) fn left_in_words(language: Language, secs: Option<u64>, bytes: Option<u64>) -> Option<String> {
    let parts =
        [secs.map(|secs| duration_in_words(language, secs)), bytes.map(|bytes| bytes_in_words(language, bytes))];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

impl Online {
    fn done(&self) -> Option<String> {
        self.done.map(|done| done.sentence(&self.frame))
    }

    fn more(&self) -> Option<String> {
        (self.more > 0).then(|| (self.frame.words().online.more)(self.more))
    }
}

impl Guest {
    fn link(&self) -> String {
        format!("/look-up?q={}", self.code)
    }

    fn facts(&self, frame: &Frame) -> Vec<Labelled<'_>> {
        let (words, language) = (&frame.words().online, frame.language);
        let [down, up] = [self.down_bytes, self.up_bytes].map(|bytes| bytes_in_words(language, bytes));
        let mut facts = vec![
            (words.since, Cow::Owned(duration_in_words(language, self.since_secs))),
            (words.data, Cow::Owned(format!("↓ {down} ↑ {up}").replace(' ', "\u{a0}"))),
            (words.device, Cow::Borrowed(&*self.device)),
        ];
        if let Some(left) = left_in_words(language, self.left_secs, self.left_bytes) {
            facts.insert(0, (words.left, Cow::Owned(left)));
        }
        if let Some(address) = &self.address {
            facts.push((words.address, Cow::Borrowed(&**address)));
        }
        facts
    }
}

impl Page for Online {
    fn html(&self) -> Result<String, RenderError> {
        self.frame.around(self.frame.words().tabs.online, "/online", Some("/online"), &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}
