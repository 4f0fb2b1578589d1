//! Using a login keeps it good.

use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;

use super::Platform;
use crate::columns::at;
use crate::entities::login;
use crate::error::StoreError;

impl Platform<'_> {
    /// Makes a login good until a later moment. False if there is none, or it is good for longer already.
    pub async fn prolong_login(&self, token_hash: &[u8], expires_ms: u64) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let done = login::Entity::update_many()
            .col_expr(login::Column::ExpiresAt, Expr::value(at(expires_ms)))
            .filter(login::Column::TokenHash.eq(token_hash))
            .filter(login::Column::ExpiresAt.lt(at(expires_ms)))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected == 1)
    }
}
