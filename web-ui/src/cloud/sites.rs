//! `GET /provider/sites`, `GET /admin/sites`: which sites there are, and how they are.

use askama::Template;
use domain::ids::SiteId;

use super::site_facts::in_words;
use super::{Audience, Frame, Link, SiteFacts, SiteLink, Sum};
use crate::carry::encode;
use crate::{Page, policy};

/// The list of sites.
#[derive(Template)]
#[template(path = "cloud/sites.html", whitespace = "minimize")]
pub struct Sites {
    /// The common part.
    pub frame: Frame,
    /// Whose list it is.
    pub audience: Audience,
    /// Whether the provider may begin; of an admin's list it does not matter.
    pub standing: Standing,
    /// What all sites took today, also those on other pages.
    pub today: Takings,
    /// The sites of this page.
    pub sites: Vec<Listed>,
    /// Behind which place this page begins.
    pub after: Option<String>,
    /// Behind which place the next one does.
    pub next: Option<String>,
}

/// A site in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The site.
    pub site: SiteLink,
    /// Whose it is, in an admin's list.
    pub provider: Option<String>,
    /// How it is.
    pub facts: SiteFacts,
}

/// What was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Takings {
    /// One sum a currency.
    pub sums: Vec<Sum>,
    /// How many payments.
    pub payments: u64,
}

/// How a provider stands with the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may begin.
    Active,
    /// An admin has not let it begin yet.
    Pending,
    /// An admin has stopped it.
    Suspended,
}

impl Sites {
    fn here(&self) -> String {
        self.page(self.after.as_deref())
    }

    fn next_page(&self) -> Option<String> {
        self.next.as_deref().map(|place| self.page(Some(place)))
    }

    fn first_page(&self) -> Option<String> {
        self.after.as_ref().map(|_| self.page(None))
    }

    fn page(&self, after: Option<&str>) -> String {
        let list = Link::Sites(self.audience);
        after.map_or_else(|| list.to_string(), |place| format!("{list}?after={}", encode(place)))
    }

    fn title(&self) -> &'static str {
        let words = &self.frame.words().sites;
        match self.audience {
            Audience::Provider => words.own,
            Audience::Admin => words.all,
        }
    }

    fn new_site(&self) -> Option<Link> {
        (self.audience == Audience::Provider && self.standing == Standing::Active).then_some(Link::NewSite)
    }

    fn notice(&self) -> Option<&'static str> {
        let words = &self.frame.words().sites;
        match self.standing {
            Standing::Active => None,
            Standing::Pending => Some(words.pending),
            Standing::Suspended => Some(words.suspended),
        }
    }

    /// What is said where there is nothing to list: what to do next.
    fn nothing(&self) -> &'static str {
        let words = &self.frame.words().sites;
        match self.audience {
            Audience::Provider => words.none_own,
            Audience::Admin => words.none_at_all,
        }
    }

    fn today(&self) -> String {
        in_words(&self.today.sums)
    }

    fn payments(&self) -> String {
        (self.frame.words().sites.payments)(self.today.payments)
    }
}

impl Listed {
    fn id(&self) -> SiteId {
        self.site.site
    }

    fn link(&self) -> Link {
        Link::Site(self.site)
    }
}

impl Page for Sites {
    fn content_security_policy(&self) -> String {
        policy::cloud_policy()
    }
}
