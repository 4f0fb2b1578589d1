//! What every page of the console shares: the site's name, the way around, the token without which no form is taken, and
//! whether the internet is away. It is written around a page that is already drawn: eleven pages, one copy of it.

use std::fmt;

use askama::Template;

use super::words::Words;
use crate::frame::bounded;
use crate::policy::{CONSOLE, PORTAL};
use crate::{Language, RenderError};

const NAME_CHARACTERS: usize = 40;

/// The common part of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The language of the page.
    pub language: Language,
    /// The owner's name for the place.
    pub site_name: String,
    /// What every form must carry; none, while nobody is signed in.
    pub csrf: Option<String>,
    /// The internet or the cloud is out of reach.
    pub is_offline: bool,
}

/// Draws what is special to a page.
type Draw<'a> = &'a dyn Fn(&mut dyn fmt::Write) -> Result<(), RenderError>;

/// A page drawn, and what is to be said around it.
#[derive(Template)]
#[template(path = "console/frame.html", whitespace = "minimize")]
struct Framed<'a> {
    frame: &'a Frame,
    title: &'a str,
    /// Which of the tabs it belongs to.
    tab: &'a str,
    /// Where the same can be read in another language; none, where asking again would not show the same.
    here: Option<&'a str>,
    main: &'a str,
}

impl Frame {
    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// Asked for at every turn of a template: one copy of the choice is enough on a router.
    #[inline(never)]
    pub(super) fn words(&self) -> &'static Words {
        self.language.console_words()
    }

    pub(super) fn csrf(&self) -> &str {
        self.csrf.as_deref().unwrap_or_default()
    }

    pub(super) fn around(
        &self,
        title: &str,
        tab: &str,
        here: Option<&str>,
        draw: Draw<'_>,
    ) -> Result<String, RenderError> {
        let mut main = String::new();
        draw(&mut main)?;
        Framed { frame: self, title, tab, here, main: &main }.render()
    }
}

impl Framed<'_> {
    fn css(&self) -> &'static str {
        PORTAL.text
    }

    fn console_css(&self) -> &'static str {
        CONSOLE.text
    }

    /// An owner may call a place by a long name; on every page there is room for a short one.
    fn site_name(&self) -> String {
        bounded(&self.frame.site_name, NAME_CHARACTERS)
    }

    fn drawn(&self) -> &str {
        self.main
    }

    /// Where each tab leads, and what it is called.
    fn tabs(&self) -> [(&'static str, &'static str); 5] {
        let words = &self.frame.words().tabs;
        [
            ("/", words.sell),
            ("/online", words.online),
            ("/look-up", words.look_up),
            ("/money", words.money),
            ("/health", words.health),
        ]
    }

    fn link(&self, here: &str, language: &Language) -> String {
        let joint = if here.contains('?') { '&' } else { '?' };
        format!("{here}{joint}lang={}", language.tag())
    }
}
