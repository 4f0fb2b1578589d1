//! People and their browsers: who they are, what they may see, and the pages they get. A page of a provider is built from
//! that provider's books alone; whoever asks for another's finds nothing.

mod address;
mod attempts;
mod audit;
mod cookies;
mod fields;
mod forms;
mod home;
mod known_browser;
mod login;
pub(crate) mod recover;
mod refused;
mod show;
pub(crate) mod sign_in;
mod sign_out;
pub(crate) mod sites;
mod stamp;
mod today;
mod visitor;

pub(crate) use address::address;
pub(crate) use attempts::Attempts;
pub(crate) use home::{admin_home, home, nothing, provider_home};
pub(crate) use sign_out::sign_out;
pub(crate) use visitor::welcomed;
