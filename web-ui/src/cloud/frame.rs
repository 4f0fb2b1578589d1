//! What every page of the cloud shares: the language, who is signed in, and the token without which no form of theirs is
//! taken.

use super::Link;
use super::words::Words;
use crate::Language;
use crate::policy::{CLOUD, PORTAL};

/// The common part of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The language of the page.
    pub language: Language,
    /// Who is signed in.
    pub who: Option<Who>,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The address they signed in with.
    pub email: String,
    /// What they see.
    pub audience: Audience,
    /// What their forms must carry.
    pub csrf: String,
}

/// Whom the pages are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The people of one provider.
    Provider,
    /// Who looks after the whole service.
    Admin,
}

impl Frame {
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    pub(crate) fn words(&self) -> &'static Words {
        self.language.cloud_words()
    }

    pub(crate) fn css(&self) -> &'static str {
        PORTAL.text
    }

    pub(crate) fn cloud_css(&self) -> &'static str {
        CLOUD.text
    }

    pub(crate) fn csrf(&self) -> &str {
        self.who.as_ref().map_or("", |who| &who.csrf)
    }

    pub(crate) fn home(&self) -> Link {
        self.who.as_ref().map_or(Link::Home, |who| Link::Sites(who.audience))
    }

    pub(crate) fn sign_out(&self) -> Link {
        Link::SignOut
    }

    /// The switch at the top: every language, with a link to the same address unless it is the page's own.
    pub(crate) fn languages(&self, address: impl AsRef<str>) -> Vec<LanguageChoice> {
        let address = address.as_ref();
        let joint = if address.contains('?') { '&' } else { '?' };
        let link = |language: Language| {
            (language != self.language).then(|| format!("{address}{joint}lang={}", language.tag()))
        };
        Language::ALL.into_iter().map(|language| LanguageChoice { language, link: link(language) }).collect()
    }
}

/// One side of the language switch.
pub(crate) struct LanguageChoice {
    pub(crate) language: Language,
    pub(crate) link: Option<String>,
}
