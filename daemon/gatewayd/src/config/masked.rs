//! A secret from the configuration: it can be used, and does not print itself.

use std::fmt;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::vault::is_sealed;

/// A text nobody should read over a shoulder or in a log.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Masked(String);

/// What stands in the file. Whatever is no text is not repeated in the complaint: it may be the secret without quotes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Other(IgnoredAny),
}

impl TryFrom<Written> for Masked {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written::Text(secret) => Ok(Masked(secret)),
            Written::Other(_) => Err("a secret is a text: put it in quotes"),
        }
    }
}

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
