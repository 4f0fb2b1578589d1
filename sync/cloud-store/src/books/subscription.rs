//! What the provider subscribed to. A subscription has the id of the payment that bought it.

use domain::money::Money;
use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

use super::{ProviderBooks, SubscriptionStatus};
use crate::columns::{Key, at, money, ms};
use crate::entities::subscription;
use crate::error::StoreError;
use crate::ids::SubscriptionId;
use crate::transaction::Transaction;

/// A subscription. Moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its identity.
    pub id: SubscriptionId,
    /// How far it has come.
    pub status: SubscriptionStatus,
    /// From when it counts, once paid.
    pub start_ms: Option<u64>,
    /// Until when it counts, once paid.
    pub expiry_ms: Option<u64>,
    /// Pesapal's number of the payment.
    pub pesapal_txn_id: Option<String>,
    /// What it costs.
    pub amount: Money,
    /// When it was asked for.
    pub created_ms: u64,
}

impl TryFrom<subscription::Model> for Subscription {
    type Error = StoreError;

    fn try_from(row: subscription::Model) -> Result<Self, StoreError> {
        Ok(Subscription {
            id: SubscriptionId::from_uuid(row.id),
            status: row.status,
            start_ms: row.start_date.map(ms),
            expiry_ms: row.expiry_date.map(ms),
            pesapal_txn_id: row.pesapal_txn_id,
            amount: money(row.amount_cents, &row.currency)?,
            created_ms: ms(row.created_at),
        })
    }
}

impl ProviderBooks<'_> {
    /// Up to `limit` subscriptions, the one asked for last first.
    pub async fn subscriptions(&self, limit: u64) -> Result<Vec<Subscription>, StoreError> {
        let transaction = self.read().await?;
        let list = subscription::Entity::find().filter(subscription::Column::ProviderId.eq(self.uuid()));
        let rows = list.order_by_desc(subscription::Column::CreatedAt).limit(limit).all(&*transaction).await?;
        rows.into_iter().map(Subscription::try_from).collect()
    }

    /// Until when the provider has paid, in milliseconds since 1970; `None` if never. It may lie in the past.
    pub async fn paid_until(&self) -> Result<Option<u64>, StoreError> {
        let transaction = self.read().await?;
        Ok(self.latest(&transaction).await?.and_then(|row| row.expiry_date).map(ms))
    }

    /// Writes down which subscriptions are over; returns how many that was news of.
    pub async fn expire_subscriptions(&self, now_ms: u64) -> Result<u64, StoreError> {
        let transaction = self.write().await?;
        let done = subscription::Entity::update_many()
            .col_expr(subscription::Column::Status, Expr::value(SubscriptionStatus::Expired))
            .filter(subscription::Column::ProviderId.eq(self.uuid()))
            .filter(subscription::Column::Status.eq(SubscriptionStatus::Active))
            .filter(subscription::Column::ExpiryDate.lte(at(now_ms)))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }

    /// The subscription that lasts longest, of those that were paid.
    pub(super) async fn latest(
        &self,
        transaction: &Transaction<'_>,
    ) -> Result<Option<subscription::Model>, StoreError> {
        let paid = subscription::Entity::find()
            .filter(subscription::Column::ProviderId.eq(self.uuid()))
            .filter(subscription::Column::ExpiryDate.is_not_null());
        Ok(paid.order_by_desc(subscription::Column::ExpiryDate).limit(1).one(&**transaction).await?)
    }
}
