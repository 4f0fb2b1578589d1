//! Forgetting what let somebody in once and never will again, so many rows at a time.

use sea_orm::prelude::*;
use sea_orm::{QuerySelect, QueryTrait as _};

use super::Platform;
use crate::columns::at;
use crate::entities::{claim, login};
use crate::error::StoreError;

impl Platform<'_> {
    /// Forgets up to `limit` claim codes, spent or not, that were good until before a moment; returns how many.
    pub async fn forget_claims(&self, expired_before_ms: u64, limit: u64) -> Result<u64, StoreError> {
        let transaction = self.write().await?;
        let old = claim::Entity::find()
            .select_only()
            .column(claim::Column::CodeHash)
            .filter(claim::Column::ExpiresAt.lt(at(expired_before_ms)))
            .limit(limit);
        let done = claim::Entity::delete_many()
            .filter(claim::Column::CodeHash.in_subquery(old.into_query()))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }

    /// Forgets up to `limit` logins that were over before a moment; returns how many.
    pub async fn forget_logins(&self, over_before_ms: u64, limit: u64) -> Result<u64, StoreError> {
        let transaction = self.write().await?;
        let old = login::Entity::find()
            .select_only()
            .column(login::Column::TokenHash)
            .filter(login::Column::ExpiresAt.lt(at(over_before_ms)))
            .limit(limit);
        let done = login::Entity::delete_many()
            .filter(login::Column::TokenHash.in_subquery(old.into_query()))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }
}
