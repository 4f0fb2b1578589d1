//! Until when providers have paid for the service, for admins.

use std::collections::BTreeMap;

use domain::ids::ProviderId;
use sea_orm::prelude::*;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};

use super::Platform;
use crate::books::SubscriptionStatus;
use crate::columns::{Key, at, ms};
use crate::entities::subscription;
use crate::error::StoreError;

#[derive(FromQueryResult)]
struct Latest {
    provider_id: Uuid,
    expiry_date: Option<DateTimeUtc>,
}

impl Platform<'_> {
    /// Until when some providers have paid, in milliseconds since 1970. It may lie in the past; those who never have are
    /// left out.
    pub async fn paid_until(&self, of: &[ProviderId]) -> Result<BTreeMap<ProviderId, u64>, StoreError> {
        let transaction = self.read().await?;
        let latest = subscription::Entity::find()
            .select_only()
            .column(subscription::Column::ProviderId)
            .column_as(subscription::Column::ExpiryDate.max(), "expiry_date")
            .filter(subscription::Column::ProviderId.is_in(of.iter().map(|provider| provider.uuid())))
            .group_by(subscription::Column::ProviderId)
            .into_model::<Latest>()
            .all(&*transaction)
            .await?;
        let paid =
            latest.into_iter().filter_map(|row| Some((ProviderId::from_uuid(row.provider_id), ms(row.expiry_date?))));
        Ok(paid.collect())
    }

    /// Up to `limit` providers behind an id with a subscription that is over and does not say so yet, in the order of ids.
    pub async fn overdue_providers(
        &self,
        after: Option<ProviderId>,
        now_ms: u64,
        limit: u64,
    ) -> Result<Vec<ProviderId>, StoreError> {
        let transaction = self.read().await?;
        let mut overdue = subscription::Entity::find()
            .select_only()
            .column(subscription::Column::ProviderId)
            .filter(subscription::Column::Status.eq(SubscriptionStatus::Active))
            .filter(subscription::Column::ExpiryDate.lte(at(now_ms)));
        if let Some(id) = after {
            overdue = overdue.filter(subscription::Column::ProviderId.gt(id.uuid()));
        }
        let overdue: Vec<Uuid> = overdue
            .distinct()
            .order_by_asc(subscription::Column::ProviderId)
            .limit(limit)
            .into_tuple()
            .all(&*transaction)
            .await?;
        Ok(overdue.into_iter().map(ProviderId::from_uuid).collect())
    }
}
