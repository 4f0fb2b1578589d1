//! What is stored of a site's outbox: how far, and the records themselves, for a gateway that has lost them.

use domain::event::Record;
use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Select};

use super::ProviderBooks;
use crate::columns::{Key, capped, count};
use crate::entities::{cursor, event};
use crate::error::StoreError;
use crate::transaction::Transaction;

impl ProviderBooks<'_> {
    /// The last record of an epoch that is stored; zero before the first.
    pub async fn stored(&self, site: SiteId, epoch: u32) -> Result<u64, StoreError> {
        let transaction = self.read().await?;
        self.stored_in(&transaction, site, epoch).await
    }

    /// Up to `limit` records of an epoch behind a place, in order.
    pub async fn records_after(
        &self,
        site: SiteId,
        epoch: u32,
        sequence: u64,
        limit: u64,
    ) -> Result<Vec<Record>, StoreError> {
        let transaction = self.read().await?;
        let select = self.outbox(site, epoch).filter(event::Column::Sequence.gt(capped(sequence))).limit(limit);
        let rows = select.all(&*transaction).await?;
        rows.iter().map(|row| postcard::from_bytes(&row.body).map_err(|_| StoreError::Damaged("a record"))).collect()
    }

    pub(super) fn outbox(&self, site: SiteId, epoch: u32) -> Select<event::Entity> {
        event::Entity::find()
            .filter(event::Column::ProviderId.eq(self.uuid()))
            .filter(event::Column::SiteId.eq(site.uuid()))
            .filter(event::Column::Epoch.eq(i64::from(epoch)))
            .order_by_asc(event::Column::Sequence)
    }

    pub(super) async fn stored_in(
        &self,
        transaction: &Transaction<'_>,
        site: SiteId,
        epoch: u32,
    ) -> Result<u64, StoreError> {
        let key = (self.uuid(), site.uuid(), i64::from(epoch));
        let row = cursor::Entity::find_by_id(key).one(&**transaction).await?;
        Ok(row.map_or(0, |row| count(row.stored)))
    }
}
