//! `GET /health`, `POST /backup`: what works, what does not, and what to do about it; a copy to keep.

use askama::Template;

use super::Frame;
use super::words::{HealthWords, RemedyWords};
use crate::amounts::ago;
use crate::frame::bounded;
use crate::{Page, RenderError, duration_in_words, policy};

/// A router may say anything about itself.
const DETAIL_CHARACTERS: usize = 120;

/// How the site is.
#[derive(Template)]
#[template(path = "console/health.html", whitespace = "minimize")]
pub struct Health {
    /// The common part.
    pub frame: Frame,
    /// Its parts, in the order they are shown.
    pub rows: Vec<HealthRow>,
    /// Why no copy was made.
    pub backup_problem: Option<BackupProblem>,
}

/// One part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthRow {
    /// How it is coloured, and whether a remedy is told.
    pub state: HealthState,
    /// Which part, and what is known of it.
    pub fact: Fact,
}

/// How well a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HealthState {
    /// It works.
    Good,
    /// It works, but somebody should look at it.
    Warn,
    /// It does not work.
    Bad,
}

/// A part, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The cloud.
    Cloud(CloudHealth),
    /// The time.
    Clock(ClockHealth),
    /// The disk.
    Disk(DiskHealth),
    /// How long the disk takes to keep something for good.
    Flush {
        /// Milliseconds.
        ms: u64,
    },
    /// A router that takes guests.
    Router {
        /// Its name.
        name: String,
        /// What it says.
        health: RouterHealth,
    },
    /// The copy of the books in the cloud.
    Snapshot {
        /// How old it is; none, where there is none.
        secs_ago: Option<u64>,
    },
    /// M-PESA.
    Mpesa(MpesaHealth),
    /// The version that runs.
    Version(String),
    /// How long it has run.
    Uptime {
        /// Seconds.
        secs: u64,
    },
}

/// The cloud, as seen from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloudHealth {
    /// It answers.
    Connected {
        /// Last so long ago.
        secs_ago: u64,
    },
    /// It does not.
    Away {
        /// It last did so long ago; none, where it never did.
        secs_ago: Option<u64>,
    },
    /// This site has no cloud.
    NotEnrolled,
    /// Nobody has compared the five words.
    Unconfirmed,
}

/// The clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockHealth {
    /// Its time counts.
    Trusted,
    /// What time it is has not been found out.
    Untrusted,
}

/// The disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskHealth {
    /// There is room.
    Room,
    /// There is none, so nothing is sold.
    Full,
}

/// A router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouterHealth {
    /// It answers.
    Answers {
        /// The version it runs.
        version: Option<String>,
    },
    /// It does not.
    Silent {
        /// What went wrong, as the line said it.
        why: String,
    },
    /// No address or password for it is known here.
    NotAsked,
}

/// M-PESA, as seen from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MpesaHealth {
    /// Guests can pay.
    Ready,
    /// It is out of reach.
    LineDown,
    /// The site does not take it.
    NotOffered,
    /// The clock has to be right first.
    ClockUnknown,
    /// The owner has not renewed the service.
    Lapsed,
}

/// Why no copy is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupProblem {
    /// The passphrase has fewer than twelve characters.
    TooShort,
}

impl Health {
    fn problem(&self) -> Option<&'static str> {
        self.backup_problem.map(|BackupProblem::TooShort| self.frame.words().backup.too_short)
    }
}

impl HealthRow {
    fn class(&self) -> &'static str {
        match self.state {
            HealthState::Good => "good",
            HealthState::Warn => "warn",
            HealthState::Bad => "bad",
        }
    }

    fn part(&self, frame: &Frame) -> &'static str {
        let words = &frame.words().health;
        match self.fact {
            Fact::Cloud(_) => words.cloud,
            Fact::Clock(_) => words.clock,
            Fact::Disk(_) => words.disk,
            Fact::Flush { .. } => words.flush,
            Fact::Router { .. } => words.router,
            Fact::Snapshot { .. } => words.snapshot,
            Fact::Mpesa(_) => "M-PESA",
            Fact::Version(_) => words.version,
            Fact::Uptime { .. } => words.uptime,
        }
    }

    /// Which of several.
    fn name(&self) -> &str {
        match &self.fact {
            Fact::Router { name, .. } => name,
            _ => "",
        }
    }

    /// How it is, in a few words.
    fn says(&self, frame: &Frame) -> String {
        match (self.state_in_words(frame), self.detail(frame)) {
            ("", detail) => detail,
            (says, detail) if detail.is_empty() => says.to_owned(),
            (says, detail) => format!("{says} · {detail}"),
        }
    }

    fn state_in_words(&self, frame: &Frame) -> &'static str {
        let words: &HealthWords = &frame.words().health;
        match &self.fact {
            Fact::Cloud(CloudHealth::Connected { .. }) => words.answers,
            Fact::Cloud(CloudHealth::Away { .. }) => words.silent,
            Fact::Cloud(CloudHealth::NotEnrolled) => words.not_enrolled,
            Fact::Cloud(CloudHealth::Unconfirmed) => words.unconfirmed,
            Fact::Clock(ClockHealth::Trusted) => words.trusted,
            Fact::Clock(ClockHealth::Untrusted) | Fact::Mpesa(MpesaHealth::ClockUnknown) => words.untrusted,
            Fact::Disk(DiskHealth::Room) => words.room,
            Fact::Disk(DiskHealth::Full) => words.full,
            Fact::Router { health: RouterHealth::Answers { .. }, .. } => words.answers,
            Fact::Router { health: RouterHealth::Silent { .. }, .. } => words.silent,
            Fact::Router { health: RouterHealth::NotAsked, .. } => words.not_asked,
            Fact::Snapshot { secs_ago: None } => words.none_yet,
            Fact::Mpesa(MpesaHealth::Ready) => words.mpesa_ready,
            Fact::Mpesa(MpesaHealth::LineDown) => words.mpesa_down,
            Fact::Mpesa(MpesaHealth::NotOffered) => words.mpesa_not_offered,
            Fact::Mpesa(MpesaHealth::Lapsed) => words.mpesa_lapsed,
            Fact::Snapshot { .. } | Fact::Flush { .. } | Fact::Version(_) | Fact::Uptime { .. } => "",
        }
    }

    /// The number, the time or the name that belongs to it.
    fn detail(&self, frame: &Frame) -> String {
        match &self.fact {
            Fact::Cloud(CloudHealth::Connected { secs_ago } | CloudHealth::Away { secs_ago: Some(secs_ago) })
            | Fact::Snapshot { secs_ago: Some(secs_ago) } => ago(frame.language, *secs_ago),
            Fact::Flush { ms } => format!("{ms}\u{a0}ms"),
            Fact::Router { health: RouterHealth::Answers { version: Some(text) }, .. }
            | Fact::Router { health: RouterHealth::Silent { why: text }, .. }
            | Fact::Version(text) => bounded(text, DETAIL_CHARACTERS),
            Fact::Uptime { secs } => duration_in_words(frame.language, *secs),
            _ => String::new(),
        }
    }

    /// What to do about it, where it is not well.
    fn remedy(&self, frame: &Frame) -> Option<&'static str> {
        if self.state == HealthState::Good {
            return None;
        }
        let words: &RemedyWords = &frame.words().remedy;
        Some(match &self.fact {
            Fact::Cloud(CloudHealth::NotEnrolled) => words.not_enrolled,
            Fact::Cloud(CloudHealth::Unconfirmed) => words.unconfirmed,
            Fact::Cloud(_) => words.cloud_away,
            Fact::Clock(_) | Fact::Mpesa(MpesaHealth::ClockUnknown) => words.clock,
            Fact::Disk(_) => words.disk,
            Fact::Flush { .. } => words.flush,
            Fact::Router { health: RouterHealth::NotAsked, .. } => words.not_asked,
            Fact::Router { .. } => words.router,
            Fact::Snapshot { .. } => words.snapshot,
            Fact::Mpesa(MpesaHealth::NotOffered) => words.mpesa_not_offered,
            Fact::Mpesa(MpesaHealth::Lapsed) => words.lapsed,
            Fact::Mpesa(_) => words.mpesa_down,
            Fact::Version(_) | Fact::Uptime { .. } => words.tell_owner,
        })
    }
}

impl Page for Health {
    fn html(&self) -> Result<String, RenderError> {
        self.frame.around(self.frame.words().tabs.health, "/health", Some("/health"), &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}
