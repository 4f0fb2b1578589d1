//! Confirming a gateway by its keys: the one whose words were compared, and no other that has claimed the site since.

use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;

use super::{ProviderBooks, SiteKeys, SiteStatus};
use crate::columns::{Key, at};
use crate::entities::site;
use crate::error::StoreError;

impl ProviderBooks<'_> {
    /// Writes down that the owner has compared this gateway's words: secrets may flow. False if it is not the one that waits.
    pub async fn confirm_gateway(&self, id: SiteId, keys: SiteKeys, now_ms: u64) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let done = site::Entity::update_many()
            .col_expr(site::Column::Status, Expr::value(SiteStatus::Confirmed))
            .col_expr(site::Column::ConfirmedAt, Expr::value(at(now_ms)))
            .filter(site::Column::ProviderId.eq(self.uuid()))
            .filter(site::Column::Id.eq(id.uuid()))
            .filter(site::Column::Status.eq(SiteStatus::Enrolled))
            .filter(site::Column::SigningKey.eq(keys.signing.to_vec()))
            .filter(site::Column::SealingKey.eq(keys.sealing.to_vec()))
            .exec(&*transaction)
            .await?;
        let is_done = done.rows_affected == 1;
        if is_done {
            // The gateway waits to hear of it.
            self.notify(&transaction, id).await?;
        }
        transaction.commit().await?;
        if is_done {
            self.ring(id);
        }
        Ok(is_done)
    }
}
