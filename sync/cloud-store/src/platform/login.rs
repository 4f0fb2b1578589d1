//! Browser sessions. Only the hash of a browser's token is kept.

use sea_orm::Set;
use sea_orm::prelude::*;

use super::{Platform, User};
use crate::columns::{Key, at, ms};
use crate::entities::{login, user};
use crate::error::StoreError;
use crate::ids::UserId;

/// A browser's session, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Who signed in.
    pub user: User,
    /// When, in milliseconds since 1970.
    pub created_ms: u64,
    /// Until when it is good, in milliseconds since 1970.
    pub expires_ms: u64,
}

impl Platform<'_> {
    /// Writes down that a browser signed in.
    pub async fn put_login(
        &self,
        token_hash: &[u8],
        user: UserId,
        now_ms: u64,
        expires_ms: u64,
    ) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        let row = login::ActiveModel {
            token_hash: Set(token_hash.to_vec()),
            user_id: Set(user.uuid()),
            created_at: Set(at(now_ms)),
            expires_at: Set(at(expires_ms)),
        };
        login::Entity::insert(row).exec_without_returning(&*transaction).await?;
        transaction.commit().await
    }

    /// Whose a token is, if it is still good.
    pub async fn login(&self, token_hash: &[u8], now_ms: u64) -> Result<Option<Login>, StoreError> {
        let transaction = self.read().await?;
        let select = login::Entity::find()
            .filter(login::Column::TokenHash.eq(token_hash))
            .filter(login::Column::ExpiresAt.gt(at(now_ms)));
        let Some(row) = select.one(&*transaction).await? else { return Ok(None) };
        let user = user::Entity::find_by_id(row.user_id).one(&*transaction).await?;
        let (created_ms, expires_ms) = (ms(row.created_at), ms(row.expires_at));
        Ok(user.map(|user| Login { user: user.into(), created_ms, expires_ms }))
    }

    /// Signs a browser out. False if it was not signed in.
    pub async fn remove_login(&self, token_hash: &[u8]) -> Result<bool, StoreError> {
        self.remove_logins(login::Column::TokenHash.eq(token_hash)).await.map(|removed| removed > 0)
    }

    /// Signs a user out everywhere, as after a change of password; returns from how many browsers.
    pub async fn remove_logins_of(&self, user: UserId) -> Result<u64, StoreError> {
        self.remove_logins(login::Column::UserId.eq(user.uuid())).await
    }

    /// Forgets the logins that are over; returns how many.
    pub async fn expire_logins(&self, now_ms: u64) -> Result<u64, StoreError> {
        self.remove_logins(login::Column::ExpiresAt.lte(at(now_ms))).await
    }

    async fn remove_logins(&self, which: Expr) -> Result<u64, StoreError> {
        let transaction = self.write().await?;
        let done = login::Entity::delete_many().filter(which).exec(&*transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }
}
