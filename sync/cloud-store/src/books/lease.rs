//! The right to sell: what the provider's subscription means for its gateways.

use sea_orm::prelude::*;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{QuerySelect, QueryTrait, Set};

use super::{ProviderBooks, SubscriptionStatus};
use crate::columns::{Key, at, ms};
use crate::entities::{provider, subscription};
use crate::error::StoreError;
use crate::ids::SubscriptionId;
use crate::platform::ProviderStatus;

impl ProviderBooks<'_> {
    /// Until when its gateways may sell, in milliseconds since 1970: zero for a provider that was suspended, `None` for one
    /// that has never had a subscription.
    pub async fn lease_until_ms(&self) -> Result<Option<u64>, StoreError> {
        let transaction = self.read().await?;
        let until = subscription::Entity::find()
            .select_only()
            .expr(subscription::Column::ExpiryDate.max())
            .filter(subscription::Column::ProviderId.eq(self.uuid()))
            .into_query();
        let right = provider::Entity::find_by_id(self.uuid())
            .select_only()
            .column(provider::Column::Status)
            .expr_as(SimpleExpr::SubQuery(None, Box::new(until.into())), "until")
            .into_tuple::<(ProviderStatus, Option<DateTimeUtc>)>();
        Ok(match right.one(&*transaction).await? {
            None | Some((ProviderStatus::Suspended, _)) => Some(0),
            Some((_, until)) => until.map(ms),
        })
    }

    /// Lets its gateways sell until a later moment, for nothing: what was paid in other ways is written down elsewhere. Until
    /// when is decided from when the provider has paid to (milliseconds since 1970), while nobody else may prolong it.
    pub async fn grant_subscription<E>(
        &self,
        id: SubscriptionId,
        decide: impl FnOnce(Option<u64>) -> Result<u64, E>,
        now_ms: u64,
    ) -> Result<Result<u64, E>, StoreError> {
        let transaction = self.write().await?;
        self.lock_provider(&transaction).await?;
        let paid_until_ms = self.latest(&transaction).await?.and_then(|row| row.expiry_date).map(ms);
        let until_ms = match decide(paid_until_ms) {
            Ok(until_ms) => until_ms,
            Err(refused) => return Ok(Err(refused)),
        };
        let row = subscription::ActiveModel {
            provider_id: Set(self.uuid()),
            id: Set(id.uuid()),
            status: Set(SubscriptionStatus::Active),
            start_date: Set(Some(at(Ord::max(paid_until_ms.unwrap_or_default(), now_ms)))),
            expiry_date: Set(Some(at(until_ms))),
            amount_cents: Set(0),
            currency: Set("KES".to_owned()),
            created_at: Set(at(now_ms)),
            ..Default::default()
        };
        subscription::Entity::insert(row).exec_without_returning(&*transaction).await?;
        transaction.commit().await?;
        Ok(Ok(until_ms))
    }
}
