//! What an owner sets for a site from afar: how the place speaks to its guests. What is left open here, the gateway's own
//! file says.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The settings of one site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// What guests know the place by.
    pub name: Option<String>,
    /// The language of messages and print, as a tag: `en`, `sw`.
    pub language: Option<String>,
    /// Whom guests call.
    pub support_phone: Option<String>,
    /// When somebody is there.
    pub opening_hours: Option<String>,
    /// The network's name, for print.
    pub wifi_name: Option<String>,
}

/// A text nobody can be shown: empty, longer than [`Settings::LONGEST`] characters, or with control characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotShown;

impl fmt::Display for NotShown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it has 1 to {} characters on one line", Settings::LONGEST)
    }
}

impl std::error::Error for NotShown {}

impl Settings {
    /// The longest text in characters.
    pub const LONGEST: usize = 80;

    /// Whether guests can be shown all of it; which languages there are is for the pages to say.
    pub fn check(&self) -> Result<(), NotShown> {
        let Settings { name, language, support_phone, opening_hours, wifi_name } = self;
        let texts = [name, language, support_phone, opening_hours, wifi_name];
        if texts.into_iter().flatten().all(|text| is_shown(text)) { Ok(()) } else { Err(NotShown) }
    }
}

fn is_shown(text: &str) -> bool {
    let length = text.chars().count();
    !text.trim().is_empty() && length <= Settings::LONGEST && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_that_can_be_shown_are_settings() {
        let named = |name: &str| Settings { name: Some(name.to_owned()), ..Settings::default() }.check();
        assert_eq!(Settings::default().check(), Ok(()));
        assert_eq!(named("Kibanda cha Mama Njeri"), Ok(()));
        assert_eq!(named(&"é".repeat(80)), Ok(()));
        for wrong in ["", "  ", "two\nlines", &"x".repeat(81)] {
            assert_eq!(named(wrong), Err(NotShown), "{wrong:?}");
        }
    }
}
