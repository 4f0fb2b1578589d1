//! What owners' own pages call for their guests, wherever such a page lives: buying, how a payment stands, what is left of
//! a ticket. The words are those of the gateway's own interface, so that a page speaks to either.

mod caller;
mod document;
mod elsewhere;
mod guesses;
mod named;
pub(crate) mod payment;
mod reason;
pub(crate) mod sale;
pub(crate) mod ticket;
mod tries;
mod wish;

pub(crate) use elsewhere::{may_come, open_to_pages};
pub(crate) use guesses::Guesses;
pub(crate) use tries::Tries;

use axum::http::StatusCode;
use cloud_store::StoreError;

use crate::http::Problem;

/// More than any document of theirs holds.
pub(crate) const MOST_BYTES: usize = 8 << 10;

/// Also said of a text that is no id at all.
fn unknown_provider() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "unknown_provider", "no provider with this id sells here")
}

fn invalid_site() -> Problem {
    Problem::bad_request("invalid_site", "site_id is the id of a site, or left out")
}

fn storage(error: StoreError) -> Problem {
    tracing::warn!(%error, "a guest could not be answered");
    Problem::unavailable()
}
