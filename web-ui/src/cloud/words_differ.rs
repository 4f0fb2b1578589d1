//! `GET /provider/sites/{id}/differ`: what it means that the words are not the same, and what to do.

use askama::Template;

use super::{Frame, Link, SiteLink};
use crate::{Page, policy};

/// The page for words that differ. It changes nothing.
#[derive(Template)]
#[template(path = "cloud/words_differ.html", whitespace = "minimize")]
pub struct WordsDiffer {
    /// The common part.
    pub frame: Frame,
    /// The site.
    pub site: SiteLink,
    /// What the owner calls it.
    pub name: String,
}

impl WordsDiffer {
    fn here(&self) -> String {
        Link::Differ(self.site).to_string()
    }

    fn back(&self) -> Link {
        Link::Site(self.site)
    }

    fn new_claim(&self) -> Link {
        Link::Claim(self.site)
    }
}

impl Page for WordsDiffer {
    fn content_security_policy(&self) -> String {
        policy::cloud_policy()
    }
}
