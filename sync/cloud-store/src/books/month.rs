//! What a month brought: a handful of queries for any number of sites.
//!
//! Nobody tells the gateway of cash, only of tickets made at the counter or printed on a sheet. One of these counts as sold
//! for cash when a guest first uses it, at its price, unless a payment is known that became it.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect, QueryTrait as _};

use super::{PaymentStatus, ProviderBooks, Takings, figures};
use crate::columns::{Key, at, count};
use crate::entities::{payment, session, ticket};
use crate::error::StoreError;
use crate::transaction::Transaction;

/// What some time brought one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthFigures {
    /// What guests paid by M-PESA, one sum a currency.
    pub mpesa: Vec<Takings>,
    /// What was sold for cash, one sum a currency.
    pub cash: Vec<Takings>,
    /// Tickets that were made, on sheets too.
    pub tickets_issued: u64,
    /// Tickets that guests used for the first time.
    pub tickets_used: u64,
    /// Devices that came online.
    pub guests: u64,
}

#[derive(FromQueryResult)]
struct Cash {
    site_id: Uuid,
    currency: String,
    cents: i64,
    sales: i64,
}

#[derive(FromQueryResult)]
struct Count {
    site_id: Uuid,
    number: i64,
}

impl ProviderBooks<'_> {
    /// What some time (milliseconds since 1970) brought some sites. Sites that it brought nothing are left out.
    pub async fn month_figures(
        &self,
        sites: &[SiteId],
        within_ms: Range<u64>,
    ) -> Result<BTreeMap<SiteId, MonthFigures>, StoreError> {
        let mut months: BTreeMap<SiteId, MonthFigures> = BTreeMap::new();
        if sites.is_empty() {
            return Ok(months);
        }
        let of: Vec<_> = sites.iter().map(|site| (self.provider, *site)).collect();
        let transaction = self.read().await?;
        for (site, figures) in figures(&transaction, &of, within_ms.clone()).await? {
            if !figures.takings.is_empty() {
                months.entry(site).or_default().mpesa = figures.takings;
            }
        }
        for sum in self.cash(&transaction, sites, &within_ms).await? {
            let currency = sum.currency.parse().map_err(|_| StoreError::Damaged("a currency"))?;
            let takings = Takings { currency, cents: count(sum.cents), payments: count(sum.sales) };
            months.entry(SiteId::from_uuid(sum.site_id)).or_default().cash.push(takings);
        }
        let mut note = |counts: Vec<Count>, field: fn(&mut MonthFigures) -> &mut u64| {
            for row in counts {
                *field(months.entry(SiteId::from_uuid(row.site_id)).or_default()) = count(row.number);
            }
        };
        let issued = self.tickets_of(sites, ticket::Column::CreatedAt, &within_ms);
        // Of one that another site told of first nobody knows when it was made.
        let issued = issued.filter(ticket::Column::Code.is_not_null());
        note(tickets_by_site(&transaction, issued).await?, |month| &mut month.tickets_issued);
        let used = self.tickets_of(sites, ticket::Column::ActivatedAt, &within_ms);
        note(tickets_by_site(&transaction, used).await?, |month| &mut month.tickets_used);
        note(self.guests_by_site(&transaction, sites, &within_ms).await?, |month| &mut month.guests);
        Ok(months)
    }

    /// How many devices came online at any of the provider's sites within some time (milliseconds since 1970).
    pub async fn guests(&self, within_ms: Range<u64>) -> Result<u64, StoreError> {
        let transaction = self.read().await?;
        let number = self
            .sessions_within(&within_ms)
            .select_only()
            .column_as(session::Column::Device.into_expr().count_distinct(), "number")
            .into_tuple::<i64>()
            .one(&*transaction)
            .await?;
        Ok(number.map_or(0, count))
    }

    async fn cash(
        &self,
        transaction: &Transaction<'_>,
        sites: &[SiteId],
        within_ms: &Range<u64>,
    ) -> Result<Vec<Cash>, StoreError> {
        let became = payment::Entity::find()
            .select_only()
            .column(payment::Column::TicketId)
            .filter(payment::Column::ProviderId.eq(self.uuid()))
            .filter(payment::Column::Status.eq(PaymentStatus::Success))
            // Nothing is "not in" a list with a null.
            .filter(payment::Column::TicketId.is_not_null());
        // PostgreSQL sums into a type without bounds.
        let cents = ticket::Column::PriceCents.sum().cast_as("bigint");
        let grouped = self
            .tickets_of(sites, ticket::Column::ActivatedAt, within_ms)
            .filter(ticket::Column::PriceCents.gt(0))
            .filter(ticket::Column::Id.not_in_subquery(became.into_query()))
            .select_only()
            .column(ticket::Column::SiteId)
            .column(ticket::Column::Currency)
            .column_as(cents, "cents")
            .column_as(Expr::col(ticket::Column::Id).count(), "sales")
            .group_by(ticket::Column::SiteId)
            .group_by(ticket::Column::Currency)
            .order_by_asc(ticket::Column::Currency);
        Ok(grouped.into_model::<Cash>().all(&**transaction).await?)
    }

    async fn guests_by_site(
        &self,
        transaction: &Transaction<'_>,
        sites: &[SiteId],
        within_ms: &Range<u64>,
    ) -> Result<Vec<Count>, StoreError> {
        let grouped = self
            .sessions_within(within_ms)
            .filter(session::Column::SiteId.is_in(sites.iter().map(|site| site.uuid())))
            .select_only()
            .column(session::Column::SiteId)
            .column_as(session::Column::Device.into_expr().count_distinct(), "number")
            .group_by(session::Column::SiteId);
        Ok(grouped.into_model::<Count>().all(&**transaction).await?)
    }

    fn sessions_within(&self, within_ms: &Range<u64>) -> Select<session::Entity> {
        session::Entity::find()
            .filter(session::Column::ProviderId.eq(self.uuid()))
            .filter(session::Column::HeardAt.gte(at(within_ms.start)))
            .filter(session::Column::HeardAt.lt(at(within_ms.end)))
            .filter(session::Column::Device.is_not_null())
    }

    fn tickets_of(&self, sites: &[SiteId], moment: ticket::Column, within_ms: &Range<u64>) -> Select<ticket::Entity> {
        ticket::Entity::find()
            .filter(ticket::Column::ProviderId.eq(self.uuid()))
            .filter(ticket::Column::SiteId.is_in(sites.iter().map(|site| site.uuid())))
            .filter(moment.gte(at(within_ms.start)))
            .filter(moment.lt(at(within_ms.end)))
    }
}

async fn tickets_by_site(
    transaction: &Transaction<'_>,
    tickets: Select<ticket::Entity>,
) -> Result<Vec<Count>, StoreError> {
    let grouped = tickets
        .select_only()
        .column(ticket::Column::SiteId)
        .column_as(Expr::col(ticket::Column::Id).count(), "number")
        .group_by(ticket::Column::SiteId);
    Ok(grouped.into_model::<Count>().all(&**transaction).await?)
}
