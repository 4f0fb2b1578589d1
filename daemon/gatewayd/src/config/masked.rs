//! A secret from the configuration: it can be used, and does not print itself.

use std::fmt;

use serde::Deserialize;

/// A text nobody should read over a shoulder or in a log.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Masked(String);

impl Masked {
    /// The secret itself.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "****")
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "**** ({} characters)", self.0.chars().count())
    }
}
