//! The site console: the counter of one site, for whoever sells there. Its own gateway serves it on the local network, so
//! it works while the internet is away. A family beside the portal's: the same style and the same
//! [`Page`](crate::Page), words and frame of its own, no script anywhere but on paper that prints itself.

mod acts;
mod frame;
mod health;
mod look_up;
mod money;
mod online;
mod refusal;
mod sell;
mod sheet;
mod sign_in;
mod story;
mod words;

pub use acts::{Act, ActKind, Acts};
pub use frame::Frame;
pub use health::{
    BackupProblem, ClockHealth, CloudHealth, DiskHealth, Fact, Health, HealthRow, HealthState, MpesaHealth,
    RouterHealth,
};
pub use look_up::{Answer, Done, Found, LookUp};
pub use money::{Money, PaymentRow, PaymentState, ReviewRow};
pub use online::{Guest, Online};
pub use refusal::{Refusal, Refused};
pub use sell::{Confirm, Counter, Paused, Sold};
pub use sheet::{Sheet, SheetProblem};
pub use sign_in::{SignIn, SignInProblem};
pub use story::{Offline, PaymentFacts, Step, Story, TicketFacts, Verdict, What, When};
