//! Payments, guests' and the provider's own.

use domain::ids::{PlanId, SiteId, TicketId};
use domain::money::Money;
use sea_orm::prelude::*;

use super::{Flow, Page, PaymentStatus, Place, ProviderBooks};
use crate::columns::{Key, money, ms};
use crate::entities::payment;
use crate::error::StoreError;
use crate::ids::PaymentId;

/// A payment. Moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Its identity; a guest's has the id of its checkout.
    pub id: PaymentId,
    /// Which way the money flows.
    pub flow: Flow,
    /// Where it was paid.
    pub site: Option<SiteId>,
    /// What was bought, once its site has told that somebody is being asked to pay for it.
    pub plan: Option<PlanId>,
    /// The ticket it became.
    pub ticket: Option<TicketId>,
    /// How much.
    pub amount: Money,
    /// The rail's own number: an M-PESA receipt, Pesapal's confirmation.
    pub external_txn_id: Option<String>,
    /// How far it has come.
    pub status: PaymentStatus,
    /// Why the rail said no, in its own words.
    pub failure_code: Option<String>,
    /// When the intent was born.
    pub created_ms: u64,
    /// When the money was there.
    pub paid_ms: Option<u64>,
}

impl Payment {
    /// Where it stands in the list.
    pub fn place(&self) -> Place {
        Place { at_ms: self.created_ms, id: self.id.bytes() }
    }
}

impl TryFrom<payment::Model> for Payment {
    type Error = StoreError;

    fn try_from(row: payment::Model) -> Result<Self, StoreError> {
        Ok(Payment {
            id: PaymentId::from_uuid(row.id),
            flow: row.flow,
            site: row.site_id.map(Key::from_uuid),
            plan: row.plan_id.map(Key::from_uuid),
            ticket: row.ticket_id.map(Key::from_uuid),
            amount: money(row.amount_cents, &row.currency)?,
            external_txn_id: row.external_txn_id,
            status: row.status,
            failure_code: row.failure_code,
            created_ms: ms(row.created_at),
            paid_ms: row.paid_at.map(ms),
        })
    }
}

impl ProviderBooks<'_> {
    /// One payment.
    pub async fn payment(&self, id: PaymentId) -> Result<Option<Payment>, StoreError> {
        self.payment_row(id).await?.map(Payment::try_from).transpose()
    }

    /// What the rail said of a payment, as JSON text, for audit.
    pub async fn payment_payload(&self, id: PaymentId) -> Result<Option<String>, StoreError> {
        let row = self.payment_row(id).await?;
        Ok(row.and_then(|row| row.provider_payload).map(|payload| payload.to_string()))
    }

    /// Payments of one flow, the newest first; of one site or one status where that is asked for.
    pub async fn payments(
        &self,
        flow: Flow,
        site: Option<SiteId>,
        status: Option<PaymentStatus>,
        page: Page,
    ) -> Result<Vec<Payment>, StoreError> {
        let mut list = payment::Entity::find()
            .filter(payment::Column::ProviderId.eq(self.uuid()))
            .filter(payment::Column::Flow.eq(flow));
        if let Some(site) = site {
            list = list.filter(payment::Column::SiteId.eq(site.uuid()));
        }
        if let Some(status) = status {
            list = list.filter(payment::Column::Status.eq(status));
        }
        let transaction = self.read().await?;
        let list = page.of(list, payment::Column::CreatedAt, payment::Column::Id);
        list.all(&*transaction).await?.into_iter().map(Payment::try_from).collect()
    }

    async fn payment_row(&self, id: PaymentId) -> Result<Option<payment::Model>, StoreError> {
        let transaction = self.read().await?;
        Ok(payment::Entity::find_by_id((self.uuid(), id.uuid())).one(&*transaction).await?)
    }
}
