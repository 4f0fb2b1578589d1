//! What was taken, summed to the cent by the database.

use domain::ids::{ProviderId, SiteId};
use domain::money::Currency;
use sea_orm::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};

use super::{Flow, PaymentStatus, ProviderBooks};
use crate::columns::{Key, at, count};
use crate::entities::payment;
use crate::error::StoreError;
use crate::transaction::Transaction;

/// The sum of payments that succeeded within some time, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takings {
    /// In which currency.
    pub currency: Currency,
    /// How much, in cents. A sum may be larger than any single amount of money.
    pub cents: u64,
    /// How many payments.
    pub payments: u64,
}

#[derive(FromQueryResult)]
struct Sum {
    currency: String,
    cents: i64,
    payments: i64,
}

impl ProviderBooks<'_> {
    /// What guests paid, at one site or all, between each two neighbours of a rising list of moments (milliseconds since
    /// 1970): two moments give one answer, the first and last moment of each day give a chart.
    pub async fn takings(&self, site: Option<SiteId>, moments: &[u64]) -> Result<Vec<Vec<Takings>>, StoreError> {
        let transaction = self.read().await?;
        takings(&transaction, Some(self.provider), Flow::MpesaCustomerPayment, site, moments).await
    }
}

pub(crate) async fn takings(
    transaction: &Transaction<'_>,
    provider: Option<ProviderId>,
    flow: Flow,
    site: Option<SiteId>,
    moments: &[u64],
) -> Result<Vec<Vec<Takings>>, StoreError> {
    let mut answers = Vec::with_capacity(moments.len());
    for (from_ms, until_ms) in moments.iter().zip(moments.iter().skip(1)) {
        let mut select = payment::Entity::find()
            .filter(payment::Column::Flow.eq(flow))
            .filter(payment::Column::Status.eq(PaymentStatus::Success))
            .filter(payment::Column::PaidAt.gte(at(*from_ms)))
            .filter(payment::Column::PaidAt.lt(at(*until_ms)));
        if let Some(provider) = provider {
            select = select.filter(payment::Column::ProviderId.eq(provider.uuid()));
        }
        if let Some(site) = site {
            select = select.filter(payment::Column::SiteId.eq(site.uuid()));
        }
        answers.push(sums(transaction, select).await?);
    }
    Ok(answers)
}

async fn sums(transaction: &Transaction<'_>, select: Select<payment::Entity>) -> Result<Vec<Takings>, StoreError> {
    // PostgreSQL sums into a type without bounds.
    let cents = payment::Column::AmountCents.sum().cast_as("bigint");
    let sums = select
        .select_only()
        .column(payment::Column::Currency)
        .column_as(cents, "cents")
        .column_as(Expr::col(payment::Column::Id).count(), "payments")
        .group_by(payment::Column::Currency)
        .order_by_asc(payment::Column::Currency)
        .into_model::<Sum>()
        .all(&**transaction)
        .await?;
    sums.into_iter().map(Takings::try_from).collect()
}

impl TryFrom<Sum> for Takings {
    type Error = StoreError;

    fn try_from(sum: Sum) -> Result<Self, StoreError> {
        let currency = sum.currency.parse().map_err(|_| StoreError::Damaged("a currency"))?;
        Ok(Takings { currency, cents: count(sum.cents), payments: count(sum.payments) })
    }
}
