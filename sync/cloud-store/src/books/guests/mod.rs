//! Who guests were is forgotten: the device a session or a ticket was on, and the payer. That somebody was there, when, and
//! what was paid is not. Bodies of callbacks as payments show them are for audit, and stay.

mod bodies;
mod nobody;
mod rows;

use domain::ids::SiteId;

use super::ProviderBooks;
use crate::error::StoreError;

/// What was done to some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// How many do not tell any more who it was.
    pub rows: u64,
    /// Records that may still tell: nobody can read them.
    pub unreadable: Vec<Unreadable>,
}

/// The place of a record that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The epoch of its site.
    pub epoch: u64,
    /// Its place in the epoch.
    pub sequence: u64,
}

impl From<u64> for Forgotten {
    fn from(rows: u64) -> Self {
        Forgotten { rows, unreadable: Vec::new() }
    }
}

impl ProviderBooks<'_> {
    /// Takes guests out of up to `limit` rows of one kind at a site that were over before a moment; returns what was done, or
    /// `None` where nothing is left to look at.
    pub async fn forget_guests(
        &self,
        site: SiteId,
        over_before_ms: u64,
        now_ms: u64,
        limit: u64,
    ) -> Result<Option<Forgotten>, StoreError> {
        if let Some(done) = self.forget_in_sessions(site, over_before_ms, limit).await? {
            return Ok(Some(done.into()));
        }
        if let Some(done) = self.forget_in_tickets(site, over_before_ms, limit).await? {
            return Ok(Some(done.into()));
        }
        if let Some(done) = self.forget_in_notices(site, over_before_ms, now_ms, limit).await? {
            return Ok(Some(done.into()));
        }
        if let Some(done) = self.forget_in_directives(site, over_before_ms, limit).await? {
            return Ok(Some(done.into()));
        }
        self.forget_in_records(site, over_before_ms, limit).await
    }
}
