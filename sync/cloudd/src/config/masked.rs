//! A secret from the configuration: it can be used, and does not print itself.

use std::fmt;

/// A text nobody should read over a shoulder or in a log.
#[derive(Clone, PartialEq, Eq)]
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
        f.write_str("****")
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}
