//! Whose order it is that Pesapal tells of.

use domain::ids::ProviderId;
use sea_orm::prelude::*;

use super::Platform;
use crate::columns::{Key, ms};
use crate::entities::pesapal_order;
use crate::error::StoreError;
use crate::ids::PaymentId;

/// What Pesapal was asked to collect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its identity: Pesapal's merchant reference.
    pub id: PaymentId,
    /// Who pays.
    pub provider: ProviderId,
    /// How Pesapal names it, once it took it.
    pub tracking_id: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: u64,
}

impl Platform<'_> {
    /// One order.
    pub async fn order(&self, id: PaymentId) -> Result<Option<Order>, StoreError> {
        let transaction = self.read().await?;
        let row = pesapal_order::Entity::find_by_id(id.uuid()).one(&*transaction).await?;
        Ok(row.map(|row| Order {
            id: PaymentId::from_uuid(row.payment_id),
            provider: ProviderId::from_uuid(row.provider_id),
            tracking_id: row.tracking_id,
            created_ms: ms(row.created_at),
        }))
    }
}
