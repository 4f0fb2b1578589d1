//! `GET /provider/sites/{id}`: the code that a gateway claims the site with, the words to compare, then how it is.

use askama::Template;

use super::time_left::minutes_left;
use super::{Audience, Frame, Link, SiteFacts, SiteLink, Stage};
use crate::{Page, policy};

/// How often the page looks whether the gateway has come.
const AGAIN_SECS: u32 = 10;

/// One site.
#[derive(Template)]
#[template(path = "cloud/site.html", whitespace = "minimize")]
pub struct Site {
    /// The common part.
    pub frame: Frame,
    /// The site.
    pub site: SiteLink,
    /// Whose it is, where an admin looks at it.
    pub provider: Option<String>,
    /// How it is.
    pub facts: SiteFacts,
    /// The code that is good now, if there is one.
    pub claim: Option<Claim>,
    /// The words of the gateway that has claimed it.
    pub words: Option<String>,
    /// Where a gateway reaches the cloud.
    pub cloud_url: String,
}

/// A code with which a gateway claims a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The code in its groups, as `7K2QX-M0D4N-R9TBW`; none, where it was shown to somebody else.
    pub code: Option<String>,
    /// How long it is good.
    pub secs_left: u64,
}

impl Claim {
    fn left(&self, frame: &Frame) -> String {
        (frame.words().claim.good_for)(&minutes_left(frame.language, self.secs_left))
    }

    fn groups(&self) -> impl Iterator<Item = &str> {
        self.code.iter().flat_map(|code| code.split('-'))
    }
}

impl Site {
    fn here(&self) -> String {
        Link::Site(self.site).to_string()
    }

    fn new_claim(&self) -> Link {
        Link::Claim(self.site)
    }

    fn confirm(&self) -> Link {
        Link::Confirm(self.site)
    }

    fn differ(&self) -> Link {
        Link::Differ(self.site)
    }

    fn sites(&self) -> Link {
        Link::Sites(self.site.on_behalf_of.map_or(Audience::Provider, |_| Audience::Admin))
    }

    /// While a gateway is on its way the page looks for it by itself.
    fn again_secs(&self) -> Option<u32> {
        (self.facts.stage == Stage::Waiting && self.claim.is_some()).then_some(AGAIN_SECS)
    }

    fn compares(&self) -> Option<&str> {
        self.words.as_deref().filter(|_| self.facts.stage == Stage::Claimed)
    }

    fn is_confirmed(&self) -> bool {
        self.facts.stage == Stage::Confirmed
    }

    /// The line to paste, in the parts that are not to be torn apart.
    fn line(&self, code: &str) -> [String; 3] {
        ["langod enrol".to_owned(), format!("--cloud {}", self.cloud_url), format!("--claim {code}")]
    }

    fn on_behalf(&self) -> Option<String> {
        Some((self.frame.words().site.on_behalf)(self.provider.as_deref()?))
    }
}

impl Page for Site {
    fn content_security_policy(&self) -> String {
        policy::cloud_policy()
    }
}
