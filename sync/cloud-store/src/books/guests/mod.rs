//! Who guests were is forgotten: the device a session or a ticket was on, and the payer. That somebody was there, when, and
//! what was paid is not. Bodies of callbacks as payments show them are for audit, and stay.

mod bodies;
mod nobody;
mod rows;

use domain::ids::SiteId;

use super::ProviderBooks;
use crate::error::StoreError;

impl ProviderBooks<'_> {
    /// Takes guests out of up to `limit` rows of one kind at a site that were over before a moment; returns of how many, or
    /// `None` where nothing is left to look at.
    pub async fn forget_guests(
        &self,
        site: SiteId,
        over_before_ms: u64,
        now_ms: u64,
        limit: u64,
    ) -> Result<Option<u64>, StoreError> {
        if let Some(done) = self.forget_in_sessions(site, over_before_ms, limit).await? {
            return Ok(Some(done));
        }
        if let Some(done) = self.forget_in_tickets(site, over_before_ms, limit).await? {
            return Ok(Some(done));
        }
        if let Some(done) = self.forget_in_notices(site, over_before_ms, now_ms, limit).await? {
            return Ok(Some(done));
        }
        if let Some(done) = self.forget_in_directives(site, over_before_ms, limit).await? {
            return Ok(Some(done));
        }
        self.forget_in_records(site, over_before_ms, limit).await
    }
}
