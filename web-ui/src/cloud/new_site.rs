//! `GET /provider/sites/new`, `POST /provider/sites/new`: a name becomes a site.

use askama::Template;

use super::{Frame, Link};
use crate::{Page, policy};

/// The page that makes a site.
#[derive(Template)]
#[template(path = "cloud/new_site.html", whitespace = "minimize")]
pub struct NewSite {
    /// The common part.
    pub frame: Frame,
    /// The name that was typed.
    pub name: String,
    /// Why there is no site yet.
    pub problem: Option<NewSiteProblem>,
}

/// Why a site is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewSiteProblem {
    /// No name, or one that is too long.
    UnfitName,
    /// Another site of the provider has it.
    NameTaken,
}

impl NewSite {
    fn here(&self) -> String {
        Link::NewSite.to_string()
    }

    fn problem(&self) -> Option<String> {
        let words = &self.frame.words().new_site;
        let sentence = self.problem.map(|problem| match problem {
            NewSiteProblem::UnfitName => words.unfit_name,
            NewSiteProblem::NameTaken => words.name_taken,
        });
        sentence.map(str::to_owned)
    }
}

impl Page for NewSite {
    fn content_security_policy(&self) -> String {
        policy::cloud_policy()
    }
}
