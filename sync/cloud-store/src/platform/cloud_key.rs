//! The cloud's own keys, sealed by the roof. Each is made once, by whichever process comes first.

use sea_orm::Set;
use sea_orm::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};

use super::Platform;
use crate::columns::at;
use crate::entities::cloud_key;
use crate::error::StoreError;

impl Platform<'_> {
    /// A key by its name, sealed.
    pub async fn cloud_key(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.read().await?;
        let row = cloud_key::Entity::find_by_id(name.to_owned()).one(&*transaction).await?;
        Ok(row.map(|row| row.sealed))
    }

    /// Keeps a key unless there is one of that name; returns the one that is kept.
    pub async fn put_cloud_key(&self, name: &str, sealed: &[u8], now_ms: u64) -> Result<Vec<u8>, StoreError> {
        let transaction = self.write().await?;
        let row = cloud_key::ActiveModel {
            name: Set(name.to_owned()),
            sealed: Set(sealed.to_vec()),
            created_at: Set(at(now_ms)),
        };
        let unless_there = OnConflict::column(cloud_key::Column::Name).do_nothing().to_owned();
        cloud_key::Entity::insert(row)
            .on_conflict(unless_there)
            .try_insert()
            .exec_without_returning(&*transaction)
            .await?;
        let kept = cloud_key::Entity::find_by_id(name.to_owned()).one(&*transaction).await?;
        transaction.commit().await?;
        kept.map(|row| row.sealed).ok_or(StoreError::Damaged("no key under the name just written"))
    }

    /// Replaces what a key is sealed with. False if it is not sealed as it was thought to be.
    pub async fn reseal_cloud_key(&self, name: &str, was: &[u8], sealed: &[u8]) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let done = cloud_key::Entity::update_many()
            .col_expr(cloud_key::Column::Sealed, Expr::value(sealed))
            .filter(cloud_key::Column::Name.eq(name))
            .filter(cloud_key::Column::Sealed.eq(was))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected == 1)
    }
}
