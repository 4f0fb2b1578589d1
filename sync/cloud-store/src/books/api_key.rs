//! Keys of programs. Only their hashes are kept; a key itself names its provider, so that it can be looked up here.

use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect, Set};

use super::ProviderBooks;
use crate::columns::{self, Key, at, ms};
use crate::entities::api_key;
use crate::error::StoreError;
use crate::ids::ApiKeyId;

/// A key to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewApiKey<'a> {
    /// Its identity, freshly drawn.
    pub id: ApiKeyId,
    /// What it is for, in the owner's words.
    pub name: &'a str,
    /// The hash of the key.
    pub key_hash: &'a [u8],
}

/// A key. Moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its identity.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// When it was made.
    pub created_ms: u64,
    /// When it was last used.
    pub last_used_ms: Option<u64>,
    /// When it was taken back.
    pub revoked_ms: Option<u64>,
}

impl From<api_key::Model> for ApiKey {
    fn from(row: api_key::Model) -> Self {
        ApiKey {
            id: ApiKeyId::from_uuid(row.id),
            name: row.name,
            created_ms: ms(row.created_at),
            last_used_ms: row.last_used_at.map(ms),
            revoked_ms: row.revoked_at.map(ms),
        }
    }
}

impl ProviderBooks<'_> {
    /// Makes a key.
    pub async fn create_api_key(&self, new: NewApiKey<'_>, now_ms: u64) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        let row = api_key::ActiveModel {
            provider_id: Set(self.uuid()),
            id: Set(new.id.uuid()),
            name: Set(columns::text(new.name)),
            key_hash: Set(new.key_hash.to_vec()),
            created_at: Set(at(now_ms)),
            last_used_at: Set(None),
            revoked_at: Set(None),
        };
        api_key::Entity::insert(row).exec_without_returning(&*transaction).await?;
        transaction.commit().await
    }

    /// Up to `limit` keys, the newest first, those taken back too.
    pub async fn api_keys(&self, limit: u64) -> Result<Vec<ApiKey>, StoreError> {
        let transaction = self.read().await?;
        let list = api_key::Entity::find().filter(api_key::Column::ProviderId.eq(self.uuid()));
        let rows = list.order_by_desc(api_key::Column::CreatedAt).limit(limit).all(&*transaction).await?;
        Ok(rows.into_iter().map(ApiKey::from).collect())
    }

    /// Notes the use of a key. False if there is none with that hash, or it was taken back.
    pub async fn use_api_key(&self, key_hash: &[u8], now_ms: u64) -> Result<bool, StoreError> {
        self.touch_api_key(api_key::Column::KeyHash.eq(key_hash), api_key::Column::LastUsedAt, now_ms).await
    }

    /// Takes a key back. False if there is none, or it was taken back before.
    pub async fn revoke_api_key(&self, id: ApiKeyId, now_ms: u64) -> Result<bool, StoreError> {
        self.touch_api_key(api_key::Column::Id.eq(id.uuid()), api_key::Column::RevokedAt, now_ms).await
    }

    async fn touch_api_key(&self, which: Expr, moment: api_key::Column, now_ms: u64) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let done = api_key::Entity::update_many()
            .col_expr(moment, Expr::value(at(now_ms)))
            .filter(api_key::Column::ProviderId.eq(self.uuid()))
            .filter(api_key::Column::RevokedAt.is_null())
            .filter(which)
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected == 1)
    }
}
