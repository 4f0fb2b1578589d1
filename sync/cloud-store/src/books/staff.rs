//! Who of the provider's people may sign in.

use sea_orm::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::ProviderBooks;
use crate::entities::user;
use crate::error::StoreError;
use crate::platform::User;

impl ProviderBooks<'_> {
    /// Up to `limit` users of this provider, by address.
    pub async fn staff(&self, limit: u64) -> Result<Vec<User>, StoreError> {
        let transaction = self.read().await?;
        let list = user::Entity::find().filter(user::Column::ProviderId.eq(self.uuid()));
        let rows = list.order_by_asc(user::Column::Email).limit(limit).all(&*transaction).await?;
        Ok(rows.into_iter().map(User::from).collect())
    }
}
