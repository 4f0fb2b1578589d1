//! Text that must not reach a log: header values and bodies that carry keys, tokens or passwords.

use std::fmt;

use serde::Serialize;

/// A text that never shows itself: `Debug` is masked and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    pub(super) fn new(text: String) -> Self {
        SecretText(text)
    }

    /// A request body. Ours are plain structures of texts and numbers, which always become JSON.
    pub(super) fn of_json(body: &impl Serialize) -> Self {
        SecretText(serde_json::to_string(body).unwrap_or_default())
    }

    /// The text itself, for the wire only.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}
