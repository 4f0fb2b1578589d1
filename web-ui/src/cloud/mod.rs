//! The cloud's pages: who signs in, which sites there are, and how a gateway becomes a site's own. A family beside the
//! portal's: the same style and the same [`Page`](crate::Page), words and frame of its own, no script anywhere. Nothing
//! here is used on a router.

mod frame;
mod link;
mod new_site;
mod recover;
mod refusal;
mod sign_in;
mod site;
mod site_facts;
mod sites;
mod time_left;
mod words;
mod words_differ;

pub use frame::{Audience, Frame, Who};
pub use link::{Link, SiteLink};
pub use new_site::{NewSite, NewSiteProblem};
pub use recover::{Recover, RecoverProblem, Recovered};
pub use refusal::{Refusal, Refused};
pub use sign_in::{SignIn, SignInProblem};
pub use site::{Claim, Site};
pub use site_facts::{SiteFacts, Stage, Sum, Wan};
pub use sites::{Listed, Sites, Standing, Takings};
pub use words_differ::WordsDiffer;
