//! Forgetting: what is over for long, so many rows at a time, so that nobody waits behind it. Money is never forgotten, and
//! neither are the records of the sites.

use sea_orm::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Func};
use sea_orm::{QuerySelect, QueryTrait as _};

use super::ProviderBooks;
use crate::columns::at;
use crate::entities::{notice, ticket};
use crate::error::StoreError;

impl ProviderBooks<'_> {
    /// Forgets up to `limit` tickets that were over before a moment, by their site's word or, where none came, by their own
    /// time; returns how many.
    pub async fn forget_tickets(&self, over_before_ms: u64, limit: u64) -> Result<u64, StoreError> {
        let transaction = self.write().await?;
        let over_at = Func::coalesce([Expr::col(ticket::Column::EndedAt), Expr::col(ticket::Column::ExpiresAt)]);
        let old = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::Id)
            .filter(ticket::Column::ProviderId.eq(self.uuid()))
            .filter(Expr::expr(over_at).lt(at(over_before_ms)))
            .limit(limit);
        let done = ticket::Entity::delete_many()
            .filter(ticket::Column::ProviderId.eq(self.uuid()))
            .filter(ticket::Column::Id.in_subquery(old.into_query()))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }

    /// Forgets up to `limit` notices that came before a moment from somebody who proved nothing; returns how many.
    pub async fn forget_strangers(&self, came_before_ms: u64, limit: u64) -> Result<u64, StoreError> {
        let transaction = self.write().await?;
        let old = notice::Entity::find()
            .select_only()
            .column(notice::Column::Id)
            .filter(notice::Column::ProviderId.eq(self.uuid()))
            .filter(notice::Column::ReceivedAt.lt(at(came_before_ms)))
            .filter(notice::Column::IsProven.eq(false))
            .limit(limit);
        let done = notice::Entity::delete_many()
            .filter(notice::Column::ProviderId.eq(self.uuid()))
            .filter(notice::Column::Id.in_subquery(old.into_query()))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }
}
