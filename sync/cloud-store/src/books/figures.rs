//! What a list of sites tells of each: how far its outbox is stored, and what its guests paid. Two queries for any number
//! of sites.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::ids::{ProviderId, SiteId};
use sea_orm::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};

use super::{Flow, PaymentStatus, ProviderBooks, Takings};
use crate::columns::{Key, at, count};
use crate::entities::{cursor, payment};
use crate::error::StoreError;
use crate::transaction::Transaction;

/// The figures of one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The last record of its newest epoch that is stored.
    pub stored: u64,
    /// What guests paid there, one sum a currency.
    pub takings: Vec<Takings>,
}

#[derive(FromQueryResult)]
struct Sum {
    site_id: Uuid,
    currency: String,
    cents: i64,
    payments: i64,
}

impl ProviderBooks<'_> {
    /// The figures of some sites, with what was paid within some time (milliseconds since 1970). Sites without any are
    /// left out.
    pub async fn figures(
        &self,
        sites: &[SiteId],
        within_ms: Range<u64>,
    ) -> Result<BTreeMap<SiteId, Figures>, StoreError> {
        let of: Vec<_> = sites.iter().map(|site| (self.provider, *site)).collect();
        figures(&self.read().await?, &of, within_ms).await
    }
}

pub(crate) async fn figures(
    transaction: &Transaction<'_>,
    of: &[(ProviderId, SiteId)],
    within_ms: Range<u64>,
) -> Result<BTreeMap<SiteId, Figures>, StoreError> {
    let mut figures: BTreeMap<SiteId, Figures> = BTreeMap::new();
    if of.is_empty() {
        return Ok(figures);
    }
    let providers = || of.iter().map(|(provider, _)| provider.uuid());
    let sites = || of.iter().map(|(_, site)| site.uuid());
    let cursors = cursor::Entity::find()
        .filter(cursor::Column::ProviderId.is_in(providers()))
        .filter(cursor::Column::SiteId.is_in(sites()))
        // The newest epoch comes last, and stays.
        .order_by_asc(cursor::Column::Epoch);
    for row in cursors.all(&**transaction).await? {
        figures.entry(SiteId::from_uuid(row.site_id)).or_default().stored = count(row.stored);
    }
    let paid = payment::Entity::find()
        .filter(payment::Column::ProviderId.is_in(providers()))
        .filter(payment::Column::SiteId.is_in(sites()))
        .filter(payment::Column::Flow.eq(Flow::MpesaCustomerPayment))
        .filter(payment::Column::Status.eq(PaymentStatus::Success))
        .filter(payment::Column::PaidAt.gte(at(within_ms.start)))
        .filter(payment::Column::PaidAt.lt(at(within_ms.end)));
    for sum in sums(transaction, paid).await? {
        let currency = sum.currency.parse().map_err(|_| StoreError::Damaged("a currency"))?;
        let takings = Takings { currency, cents: count(sum.cents), payments: count(sum.payments) };
        figures.entry(SiteId::from_uuid(sum.site_id)).or_default().takings.push(takings);
    }
    Ok(figures)
}

async fn sums(transaction: &Transaction<'_>, paid: Select<payment::Entity>) -> Result<Vec<Sum>, StoreError> {
    // PostgreSQL sums into a type without bounds.
    let cents = payment::Column::AmountCents.sum().cast_as("bigint");
    let grouped = paid
        .select_only()
        .column(payment::Column::SiteId)
        .column(payment::Column::Currency)
        .column_as(cents, "cents")
        .column_as(Expr::col(payment::Column::Id).count(), "payments")
        .group_by(payment::Column::SiteId)
        .group_by(payment::Column::Currency)
        .order_by_asc(payment::Column::Currency);
    Ok(grouped.into_model::<Sum>().all(&**transaction).await?)
}
