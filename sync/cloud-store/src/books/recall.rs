//! Giving back: records of earlier epochs, for a gateway whose books are older than what they once told.

use domain::event::Record;
use domain::ids::SiteId;
use domain::link::Cursor;
use sea_orm::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::ProviderBooks;
use crate::columns::{Key, capped};
use crate::entities::event;
use crate::error::StoreError;

impl ProviderBooks<'_> {
    /// Up to `limit` records behind a place and before an epoch, in order.
    pub async fn records_before(
        &self,
        site: SiteId,
        after: Cursor,
        before_epoch: u32,
        limit: u64,
    ) -> Result<Vec<Record>, StoreError> {
        let (epoch, sequence) = (event::Column::Epoch, event::Column::Sequence);
        let known = i64::from(after.epoch);
        let behind =
            Condition::any().add(epoch.gt(known)).add(epoch.eq(known).and(sequence.gt(capped(after.sequence))));
        let transaction = self.read().await?;
        let rows = event::Entity::find()
            .filter(event::Column::ProviderId.eq(self.uuid()))
            .filter(event::Column::SiteId.eq(site.uuid()))
            .filter(epoch.lt(i64::from(before_epoch)))
            .filter(behind)
            .order_by_asc(epoch)
            .order_by_asc(sequence)
            .limit(limit)
            .all(&*transaction)
            .await?;
        rows.iter().map(|row| postcard::from_bytes(&row.body).map_err(|_| StoreError::Damaged("a record"))).collect()
    }
}
