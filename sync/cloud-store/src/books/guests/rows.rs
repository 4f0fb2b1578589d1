//! Rows that name a device in a column of its own.

use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Func};
use sea_orm::{QueryOrder, QuerySelect};

use super::super::ProviderBooks;
use crate::columns::{Key, at, ms};
use crate::entities::{session, ticket};
use crate::error::StoreError;
use crate::rows;

impl ProviderBooks<'_> {
    /// When the oldest session began of those whose device would be forgotten, in milliseconds since 1970.
    pub async fn oldest_guest(&self, site: SiteId, over_before_ms: u64) -> Result<Option<u64>, StoreError> {
        let transaction = self.read().await?;
        let oldest = self.sessions_with_guest(site, over_before_ms).limit(1).one(&*transaction).await?;
        Ok(oldest.map(|row| ms(row.heard_at)))
    }

    pub(super) async fn forget_in_sessions(
        &self,
        site: SiteId,
        over_before_ms: u64,
        limit: u64,
    ) -> Result<Option<u64>, StoreError> {
        let transaction = self.write().await?;
        let old = self.sessions_with_guest(site, over_before_ms).limit(limit).lock_exclusive();
        let old = old.all(&*transaction).await?;
        let done = old.len() as u64;
        let without = old.into_iter().map(|row| session::Model { device: None, ..row }).collect();
        rows::put::<session::Entity>(&transaction, without).await?;
        transaction.commit().await?;
        Ok(Some(done).filter(|done| *done > 0))
    }

    pub(super) async fn forget_in_tickets(
        &self,
        site: SiteId,
        over_before_ms: u64,
        limit: u64,
    ) -> Result<Option<u64>, StoreError> {
        use ticket::Column::{ActivatedAt, CreatedAt, Device, EndedAt, ExpiresAt, ProviderId, SiteId};
        // Of time online nobody knows when it will be over: there its beginning counts.
        let over_at = Func::coalesce([EndedAt, ExpiresAt, ActivatedAt, CreatedAt].map(Expr::col));
        let transaction = self.write().await?;
        let old = ticket::Entity::find()
            .filter(ProviderId.eq(self.uuid()))
            .filter(SiteId.eq(site.uuid()))
            .filter(Device.is_not_null())
            .filter(Expr::expr(over_at).lt(at(over_before_ms)))
            .limit(limit)
            .lock_exclusive()
            .all(&*transaction)
            .await?;
        let done = old.len() as u64;
        let without = old.into_iter().map(|row| ticket::Model { device: None, ..row }).collect();
        rows::put::<ticket::Entity>(&transaction, without).await?;
        transaction.commit().await?;
        Ok(Some(done).filter(|done| *done > 0))
    }

    /// The oldest first: that is how the index of those that still have one has them.
    fn sessions_with_guest(&self, site: SiteId, over_before_ms: u64) -> Select<session::Entity> {
        let over_at = Func::coalesce([session::Column::EndedAt, session::Column::HeardAt].map(Expr::col));
        session::Entity::find()
            .filter(session::Column::ProviderId.eq(self.uuid()))
            .filter(session::Column::SiteId.eq(site.uuid()))
            .filter(session::Column::Device.is_not_null())
            .filter(session::Column::HeardAt.lt(at(over_before_ms)))
            .filter(Expr::expr(over_at).lt(at(over_before_ms)))
            .order_by_asc(session::Column::HeardAt)
    }
}
