//! One thing looked at: how it is, and what to do about it.

use serde_json::{Value, json};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grade {
    Good,
    Mind,
    Bad,
}

/// One thing looked at.
pub(super) struct Finding {
    /// What was looked at; a stable name.
    what: &'static str,
    pub(super) grade: Grade,
    found: String,
    /// What to do, a line to paste where there is one.
    remedy: Option<String>,
}

impl Finding {
    pub(super) fn good(what: &'static str, found: impl Into<String>) -> Self {
        Finding { what, grade: Grade::Good, found: found.into(), remedy: None }
    }

    pub(super) fn mind(what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Finding { what, grade: Grade::Mind, found: found.into(), remedy: Some(remedy.into()) }
    }

    pub(super) fn bad(what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Finding { what, grade: Grade::Bad, found: found.into(), remedy: Some(remedy.into()) }
    }

    pub(super) fn as_json(&self) -> Value {
        json!({ "what": self.what, "grade": self.word(), "found": self.found, "remedy": self.remedy })
    }

    pub(super) fn as_text(&self) -> String {
        let line = format!("{:<5} {:<14} {}\n", self.word(), self.what, self.found);
        self.remedy.iter().fold(line, |text, remedy| text + &format!("      {:<14} {remedy}\n", ""))
    }

    fn word(&self) -> &'static str {
        match self.grade {
            Grade::Good => "good",
            Grade::Mind => "mind",
            Grade::Bad => "bad",
        }
    }
}
