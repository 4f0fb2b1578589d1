//! Tickets, from what their sites have told: what is left of one, and what its guest signs in with.

mod activate;
mod document;
mod look_up;
mod status;
mod whose;

pub(crate) use activate::activate;
pub(crate) use document::TicketDocument;
pub(crate) use status::status;
