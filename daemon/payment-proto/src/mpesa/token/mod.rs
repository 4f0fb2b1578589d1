//! Access tokens (section 1): an app has one at a time, and asking for a new one kills the old. `shelf` decides who may
//! ask; this file holds the token itself.

mod shelf;

use std::fmt;

pub use shelf::{BACK_OFF_MS, REFRESH_EARLY_MS, TokenShelf, Want};

use super::json::Members;

/// A token lives an hour; longer claims are not believed, missing ones taken as this.
pub const LIFETIME_SECS: u32 = 3600;

/// A bearer token. It never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// Longest token taken, in bytes; the usual has 28.
    pub const LONGEST: usize = 2048;

    /// Takes a token: visible ASCII characters, so that it cannot break out of its header.
    pub fn new(text: &str) -> Option<Self> {
        let is_token = (1..=Self::LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_token.then(|| AccessToken(text.to_owned()))
    }

    /// The token itself: for whoever it is handed on to under a seal.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The value of the `Authorization` header of all other calls.
    pub fn bearer_authorization(&self) -> super::SecretText {
        super::SecretText::new(format!("Bearer {}", self.0))
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

/// A token as it was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The token.
    pub token: AccessToken,
    /// How long it lives from now on, in seconds: at least one, at most [`LIFETIME_SECS`].
    pub lifetime_secs: u32,
}

impl Granted {
    /// Reads `access_token` and `expires_in`, which is a string in real answers and a number in the page.
    pub(super) fn read(members: &Members<'_>) -> Option<Self> {
        let token = AccessToken::new(&members.text("access_token")?)?;
        let whole = |text: String| text.split('.').next().and_then(|whole| whole.parse().ok());
        let lifetime_secs = members.text("expires_in").and_then(whole).unwrap_or(LIFETIME_SECS).clamp(1, LIFETIME_SECS);
        Some(Granted { token, lifetime_secs })
    }
}
