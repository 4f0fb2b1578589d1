//! A secret from the configuration: it can be used, and does not print itself.

use std::fmt;

use crate::vault::is_sealed;

/// A text nobody should read over a shoulder or in a log.
#[derive(Clone)]
pub(crate) struct Masked(String);

impl Masked {
    /// The secret itself.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Masked {
    fn from(secret: String) -> Self {
        Masked(secret)
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "****")
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_sealed(&self.0) {
            return f.write_str("**** (sealed)");
        }
        write!(f, "**** ({} characters)", self.0.chars().count())
    }
}
