//! What every portal page shares: language, the site's name, where help is, the router's variables; and the trait by
//! which a roof serves any page without knowing which one it holds.

use askama::Template;
use domain::ids::CheckoutId;

use crate::words::Words;
use crate::{Carry, Language, RenderError};

/// A page that can be served.
pub trait Page: Template {
    /// The whole document.
    fn html(&self) -> Result<String, RenderError> {
        self.render()
    }

    /// The `Content-Security-Policy` header the document is served with.
    fn content_security_policy(&self) -> String;
}

/// The common part of a portal page.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The language of the page.
    pub language: Language,
    /// The owner's name for the place.
    pub site_name: String,
    /// Whom a guest can call.
    pub support_phone: Option<String>,
    /// When the counter is open, in the owner's words.
    pub opening_hours: Option<String>,
    /// A last line in the owner's words.
    pub footer: Option<String>,
    /// The router's variables.
    pub carry: Carry,
}

impl Frame {
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    pub(crate) fn words(&self) -> &'static Words {
        self.language.words()
    }

    pub(crate) fn css(&self) -> &'static str {
        crate::policy::PORTAL.text
    }

    pub(crate) fn list_css(&self) -> &'static str {
        crate::policy::LIST.text
    }

    pub(crate) fn ticket_css(&self) -> &'static str {
        crate::policy::TICKET.text
    }

    /// Where a payment is shown. Also what a redirect names: from the form that began it, or that found it.
    pub fn payment_link(&self, id: CheckoutId) -> String {
        self.link(&format!("/pay/{id}"))
    }

    /// A link to one of our pages that loses nothing on the way.
    pub(crate) fn link(&self, path: &str) -> String {
        self.carry.link(path, self.language, None)
    }

    /// The same with a field of the page's own.
    pub(crate) fn link_with(&self, path: &str, name: &'static str, value: &str) -> String {
        self.carry.link(path, self.language, Some((name, value)))
    }

    /// The number as a `tel:` link wants it.
    pub(crate) fn dial(&self) -> String {
        let phone = self.support_phone.as_deref().unwrap_or_default();
        phone.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect()
    }

    /// The switch at the top: every language, with a link unless it is the page's own.
    pub(crate) fn languages(&self, path: impl AsRef<str>, own: Own) -> Vec<LanguageChoice> {
        let own = own.as_ref().map(|(name, value)| (*name, value.as_str()));
        let link = |language| (language != self.language).then(|| self.carry.link(path.as_ref(), language, own));
        Language::ALL.into_iter().map(|language| LanguageChoice { language, link: link(language) }).collect()
    }
}

/// The one field a page's address takes along beside what is carried: a code, a plan.
pub(crate) type Own = Option<(&'static str, String)>;

/// One side of the language switch.
pub(crate) struct LanguageChoice {
    pub(crate) language: Language,
    pub(crate) link: Option<String>,
}

/// Cuts a text that came from outside to a length that fits its place.
pub(crate) fn bounded(text: &str, characters: usize) -> String {
    match text.trim().char_indices().nth(characters) {
        None => text.trim().to_owned(),
        Some((end, _)) => format!("{}…", text.trim().get(..end).unwrap_or_default().trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_text_is_cut_between_characters() {
        assert_eq!(bounded("  habari  ", 6), "habari");
        assert_eq!(bounded("éééé", 2), "éé…");
    }

    #[test]
    fn a_phone_number_dials_without_its_blanks() {
        let frame = Frame { support_phone: Some("+254 (712) 345-678\"".into()), ..Frame::default() };
        assert_eq!(frame.dial(), "+254712345678");
    }
}
