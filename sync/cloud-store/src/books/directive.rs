//! Directives: what the cloud asks of a site, numbered without gaps from 1. Those that were carried out are kept.

use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{DbBackend, QueryOrder, QuerySelect, Set, Statement};

use super::ProviderBooks;
use crate::columns::{Key, at, capped, count};
use crate::entities::{directive, site};
use crate::error::{Refused, StoreError};
use crate::transaction::Transaction;
use crate::wakes::{self, CHANNEL, Wake};

/// A directive on its way to a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Its place, without gaps, from 1.
    pub sequence: u64,
    /// What it asks, as the protocol's own bytes.
    pub body: Vec<u8>,
}

impl ProviderBooks<'_> {
    /// Asks something of a site and wakes whoever holds its poll; returns the directive's place. `kind` is for people.
    pub async fn direct(&self, site: SiteId, kind: &str, body: &[u8], now_ms: u64) -> Result<u64, StoreError> {
        let transaction = self.write().await?;
        let sequence = self.add_directive(&transaction, site, kind, body, now_ms).await?;
        transaction.commit().await?;
        self.ring(site);
        Ok(sequence)
    }

    /// Up to `limit` directives behind the last that was carried out, the oldest first, together no longer than
    /// `limit_bytes`, but always the first.
    pub async fn directives_after(
        &self,
        site: SiteId,
        applied: u64,
        limit: u64,
        limit_bytes: usize,
    ) -> Result<Vec<Directive>, StoreError> {
        let transaction = self.read().await?;
        let rows = directive::Entity::find()
            .filter(directive::Column::ProviderId.eq(self.uuid()))
            .filter(directive::Column::SiteId.eq(site.uuid()))
            .filter(directive::Column::Sequence.gt(capped(applied)))
            .order_by_asc(directive::Column::Sequence)
            .limit(limit)
            .all(&*transaction)
            .await?;
        let mut bytes = 0_usize;
        let directives = rows.into_iter().enumerate().take_while(|(place, row)| {
            bytes = bytes.saturating_add(row.body.len());
            *place == 0 || bytes <= limit_bytes
        });
        Ok(directives.map(|(_, row)| Directive { sequence: count(row.sequence), body: row.body }).collect())
    }

    /// Writes down that a site has carried out all directives up to one; returns how many that was news of.
    pub async fn acknowledge(&self, site: SiteId, applied: u64, now_ms: u64) -> Result<u64, StoreError> {
        let transaction = self.write().await?;
        let done = directive::Entity::update_many()
            .col_expr(directive::Column::AcknowledgedAt, Expr::value(at(now_ms)))
            .filter(directive::Column::ProviderId.eq(self.uuid()))
            .filter(directive::Column::SiteId.eq(site.uuid()))
            .filter(directive::Column::Sequence.lte(capped(applied)))
            .filter(directive::Column::AcknowledgedAt.is_null())
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }

    /// The site's own row counts its directives; whoever raises the count holds the row until the directive is there.
    pub(crate) async fn add_directive(
        &self,
        transaction: &Transaction<'_>,
        site: SiteId,
        kind: &str,
        body: &[u8],
        now_ms: u64,
    ) -> Result<u64, StoreError> {
        let count_up = Query::update()
            .table(site::Entity)
            .value(site::Column::LastDirective, Expr::col(site::Column::LastDirective).add(1))
            .and_where(site::Column::ProviderId.eq(self.uuid()))
            .and_where(site::Column::Id.eq(site.uuid()))
            .returning_col(site::Column::LastDirective)
            .to_owned();
        let row = transaction.query_one(&count_up).await?.ok_or(Refused::NoSuchSite)?;
        let sequence: i64 = row.try_get("", "last_directive")?;
        let row = directive::ActiveModel {
            provider_id: Set(self.uuid()),
            site_id: Set(site.uuid()),
            sequence: Set(sequence),
            kind: Set(kind.to_owned()),
            body: Set(body.to_vec()),
            created_at: Set(at(now_ms)),
            acknowledged_at: Set(None),
        };
        directive::Entity::insert(row).exec_without_returning(&**transaction).await?;
        self.notify(transaction, site).await?;
        Ok(sequence.unsigned_abs())
    }

    /// The server passes the word on when the transaction commits, and not if it does not.
    pub(super) async fn notify(&self, transaction: &Transaction<'_>, site: SiteId) -> Result<(), StoreError> {
        if self.store.is_postgres() {
            let values = [CHANNEL.into(), wakes::name(self.provider, site).into()];
            let notify = Statement::from_sql_and_values(DbBackend::Postgres, "select pg_notify($1, $2)", values);
            transaction.execute_raw(notify).await?;
        }
        Ok(())
    }

    /// Where no server passes the word on.
    pub(super) fn ring(&self, site: SiteId) {
        if !self.store.is_postgres() {
            self.store.bell.ring(Wake::Site(self.provider, site));
        }
    }
}
