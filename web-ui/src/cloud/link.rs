//! Where the pages are. Every link and every form takes its address from here.

use std::fmt;

use domain::ids::{ProviderId, SiteId};

use super::Audience;

/// A page, or what a form is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Whoever comes is led on from here.
    Home,
    /// The page that asks for e-mail and password.
    SignIn,
    /// Ends a login.
    SignOut,
    /// The page that takes a recovery code.
    Recover,
    /// Says that the new password counts.
    Recovered,
    /// The list of sites.
    Sites(Audience),
    /// The page that makes a site.
    NewSite,
    /// One site.
    Site(SiteLink),
    /// Gives a site a new code.
    Claim(SiteLink),
    /// Says that the words are the same.
    Confirm(SiteLink),
    /// What to do if they are not.
    Differ(SiteLink),
}

/// A site, as its own people or an admin reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteLink {
    /// The site.
    pub site: SiteId,
    /// Whose it is, where an admin looks at it.
    pub on_behalf_of: Option<ProviderId>,
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Link::Home => f.write_str("/"),
            Link::SignIn => f.write_str("/sign-in"),
            Link::SignOut => f.write_str("/sign-out"),
            Link::Recover => f.write_str("/recover"),
            Link::Recovered => f.write_str("/recovered"),
            Link::Sites(Audience::Provider) => f.write_str("/provider/sites"),
            Link::Sites(Audience::Admin) => f.write_str("/admin/sites"),
            Link::NewSite => f.write_str("/provider/sites/new"),
            Link::Site(site) => site.fmt(f),
            Link::Claim(site) => write!(f, "{site}/claim"),
            Link::Confirm(site) => write!(f, "{site}/confirm"),
            Link::Differ(site) => write!(f, "{site}/differ"),
        }
    }
}

impl fmt::Display for SiteLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.on_behalf_of {
            None => write!(f, "/provider/sites/{}", self.site),
            Some(provider) => write!(f, "/admin/providers/{provider}/sites/{}", self.site),
        }
    }
}
