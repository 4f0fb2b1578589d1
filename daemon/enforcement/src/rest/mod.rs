//! RouterOS over REST (version 7.1 and later): what a router is asked, what it answers, and the errands that take several
//! questions. Whoever carries a question over adds the router's address, user and password, and a bound on time and size;
//! RouterOS itself ends a call after 60 seconds. All its values are texts, numbers and truths too.

mod ask;
mod cut;
mod log_in;
mod refused;
mod router;
mod row;

pub use ask::{Ask, Method};
pub use cut::{Cut, NotCut};
pub use log_in::{LogIn, LoggedIn, NotLoggedIn};
pub use refused::{Refused, Unmet};
pub use router::{Router, Version};
pub use row::{Host, Row, Told, rows};

/// What an errand does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// Ask this, and go on with what comes.
    Ask(Ask),
    /// The router accepted something and does not show it yet: wait a moment, then ask this.
    AskLater(Ask),
    /// It is over.
    Done(T),
}

/// What came of a question: an answer of somebody, or nothing that could be called one.
pub type Heard = Result<Told, Unmet>;
