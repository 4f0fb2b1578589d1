//! Recovery codes: each lets a user in once.

use sea_orm::Set;
use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;

use super::Platform;
use crate::columns::{Key, at};
use crate::entities::recovery_code;
use crate::error::StoreError;
use crate::ids::UserId;

impl Platform<'_> {
    /// Gives a user new codes; the old ones are void.
    pub async fn set_recovery_codes(&self, user: UserId, code_hashes: &[Vec<u8>]) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        let of_user = recovery_code::Column::UserId.eq(user.uuid());
        recovery_code::Entity::delete_many().filter(of_user).exec(&*transaction).await?;
        let rows = code_hashes.iter().map(|hash| recovery_code::ActiveModel {
            user_id: Set(user.uuid()),
            code_hash: Set(hash.clone()),
            spent_at: Set(None),
        });
        if !code_hashes.is_empty() {
            recovery_code::Entity::insert_many(rows).exec_without_returning(&*transaction).await?;
        }
        transaction.commit().await
    }

    /// Spends a code. True for exactly one of those who try.
    pub async fn spend_recovery_code(&self, user: UserId, code_hash: &[u8], now_ms: u64) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let done = recovery_code::Entity::update_many()
            .col_expr(recovery_code::Column::SpentAt, Expr::value(at(now_ms)))
            .filter(recovery_code::Column::UserId.eq(user.uuid()))
            .filter(recovery_code::Column::CodeHash.eq(code_hash))
            .filter(recovery_code::Column::SpentAt.is_null())
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected == 1)
    }

    /// How many codes a user has left.
    pub async fn recovery_codes_left(&self, user: UserId) -> Result<u64, StoreError> {
        let transaction = self.read().await?;
        let left = recovery_code::Entity::find()
            .filter(recovery_code::Column::UserId.eq(user.uuid()))
            .filter(recovery_code::Column::SpentAt.is_null());
        Ok(left.count(&*transaction).await?)
    }
}
