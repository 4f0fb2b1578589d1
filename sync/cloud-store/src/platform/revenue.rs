//! The platform's own revenue, and how payments fare everywhere.

use sea_orm::prelude::*;

use super::Platform;
use crate::books::{Flow, PaymentStatus, Takings, takings};
use crate::columns::at;
use crate::entities::payment;
use crate::error::StoreError;

/// How many payments ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// The money is there.
    pub success: u64,
    /// The rail said no.
    pub failed: u64,
    /// Nobody knows yet.
    pub pending: u64,
}

impl Platform<'_> {
    /// What was paid in one flow, by all providers, between each two neighbours of a rising list of moments
    /// (milliseconds since 1970).
    pub async fn takings(&self, flow: Flow, moments: &[u64]) -> Result<Vec<Vec<Takings>>, StoreError> {
        let transaction = self.read().await?;
        takings(&transaction, None, flow, None, moments).await
    }

    /// How the payments of one flow ended that were begun within some time (milliseconds since 1970).
    pub async fn fates(&self, flow: Flow, from_ms: u64, until_ms: u64) -> Result<Fates, StoreError> {
        let transaction = self.read().await?;
        let mut fates = Fates::default();
        let slots = [
            (PaymentStatus::Success, &mut fates.success),
            (PaymentStatus::Failed, &mut fates.failed),
            (PaymentStatus::Pending, &mut fates.pending),
        ];
        for (status, slot) in slots {
            let list = payment::Entity::find()
                .filter(payment::Column::Flow.eq(flow))
                .filter(payment::Column::Status.eq(status))
                .filter(payment::Column::CreatedAt.gte(at(from_ms)))
                .filter(payment::Column::CreatedAt.lt(at(until_ms)));
            *slot = list.count(&*transaction).await?;
        }
        Ok(fates)
    }
}
