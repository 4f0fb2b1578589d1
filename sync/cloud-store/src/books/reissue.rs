//! Directives that were numbered anew: a database that went back to an older copy gives out numbers its sites have seen
//! before, and what has such a number would be taken for done.

use domain::ids::SiteId;
use sea_orm::QueryOrder;
use sea_orm::prelude::*;

use super::ProviderBooks;
use crate::columns::{Key, capped};
use crate::entities::directive;
use crate::error::StoreError;
use crate::transaction::Transaction;

impl ProviderBooks<'_> {
    /// Asks once more for everything up to a number that nobody here knows to be done. To be called once it is known that
    /// the site has carried out more than was ever asked of it here. Returns how many.
    pub(super) async fn reissue_directives(
        &self,
        transaction: &Transaction<'_>,
        site: SiteId,
        through: u64,
        now_ms: u64,
    ) -> Result<usize, StoreError> {
        let doubtful = directive::Entity::find()
            .filter(directive::Column::ProviderId.eq(self.uuid()))
            .filter(directive::Column::SiteId.eq(site.uuid()))
            .filter(directive::Column::Sequence.lte(capped(through)))
            .filter(directive::Column::AcknowledgedAt.is_null())
            .order_by_asc(directive::Column::Sequence)
            .all(&**transaction)
            .await?;
        for row in &doubtful {
            self.add_directive(transaction, site, &row.kind, &row.body, now_ms).await?;
        }
        Ok(doubtful.len())
    }
}
