//! The right to sell: what the provider's subscription means for its gateways.

use sea_orm::prelude::*;
use sea_orm::{QueryOrder, Set};

use super::{ProviderBooks, SubscriptionStatus};
use crate::columns::{Key, at, ms};
use crate::entities::{provider, subscription};
use crate::error::{Refused, StoreError};
use crate::ids::SubscriptionId;
use crate::platform::ProviderStatus;

impl ProviderBooks<'_> {
    /// Until when its gateways may sell, in milliseconds since 1970: zero for a provider that was suspended, `None` for one
    /// that has never had a subscription.
    pub async fn lease_until_ms(&self) -> Result<Option<u64>, StoreError> {
        let transaction = self.read().await?;
        let row = provider::Entity::find_by_id(self.uuid()).one(&*transaction).await?;
        if row.is_none_or(|row| row.status == ProviderStatus::Suspended) {
            return Ok(Some(0));
        }
        let latest = subscription::Entity::find()
            .filter(subscription::Column::ProviderId.eq(self.uuid()))
            .filter(subscription::Column::ExpiryDate.is_not_null())
            .order_by_desc(subscription::Column::ExpiryDate)
            .one(&*transaction)
            .await?;
        Ok(latest.and_then(|row| row.expiry_date).map(ms))
    }

    /// Lets its gateways sell until a moment, for nothing: what was paid in other ways is written down elsewhere.
    pub async fn grant_subscription(&self, id: SubscriptionId, until_ms: u64, now_ms: u64) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        if provider::Entity::find_by_id(self.uuid()).one(&*transaction).await?.is_none() {
            return Err(Refused::NoSuchProvider.into());
        }
        let row = subscription::ActiveModel {
            provider_id: Set(self.uuid()),
            id: Set(id.uuid()),
            status: Set(SubscriptionStatus::Active),
            start_date: Set(Some(at(now_ms))),
            expiry_date: Set(Some(at(until_ms))),
            amount_cents: Set(0),
            currency: Set("KES".to_owned()),
            created_at: Set(at(now_ms)),
            ..Default::default()
        };
        subscription::Entity::insert(row).exec_without_returning(&*transaction).await?;
        transaction.commit().await
    }
}
