//! Orders: what Pesapal is asked to collect for a subscription. Order, payment and subscription are written together and
//! bear one id; a success is final and is counted once, however often Pesapal tells of it.

use domain::money::Money;
use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{IntoActiveModel, QuerySelect, Set};

use super::{Flow, PaymentStatus, ProviderBooks, SubscriptionStatus, payload};
use crate::columns::{self, Key, at, cents, ms};
use crate::entities::{payment, pesapal_order, provider, subscription};
use crate::error::{Refused, StoreError};
use crate::ids::PaymentId;
use crate::transaction::Transaction;

/// An order to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewOrder {
    /// Its identity, freshly drawn: Pesapal's merchant reference.
    pub id: PaymentId,
    /// What the subscription costs.
    pub amount: Money,
}

/// How Pesapal says an order ended, confirmed by asking.
#[derive(Clone, Copy, Debug)]
pub enum Settlement<'a> {
    /// The money is there.
    Paid {
        /// Pesapal's number of the payment.
        txn_id: &'a str,
        /// For how long that pays, in milliseconds.
        period_ms: u64,
    },
    /// It is not, and will not be by this order.
    Failed {
        /// Why, in Pesapal's words.
        code: &'a str,
    },
}

impl ProviderBooks<'_> {
    /// Writes down what Pesapal is about to be asked for.
    pub async fn create_order(&self, new: NewOrder, now_ms: u64) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        self.lock_provider(&transaction).await?;
        let (order, payment, subscription) = self.rows_of(new, now_ms)?;
        pesapal_order::Entity::insert(order).exec_without_returning(&*transaction).await?;
        payment::Entity::insert(payment).exec_without_returning(&*transaction).await?;
        subscription::Entity::insert(subscription).exec_without_returning(&*transaction).await?;
        transaction.commit().await
    }

    /// Writes down how Pesapal names an order it took. False if there is no such order.
    pub async fn track_order(&self, id: PaymentId, tracking_id: &str) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let done = pesapal_order::Entity::update_many()
            .col_expr(pesapal_order::Column::TrackingId, Expr::value(columns::text(tracking_id)))
            .filter(pesapal_order::Column::ProviderId.eq(self.uuid()))
            .filter(pesapal_order::Column::PaymentId.eq(id.uuid()))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected == 1)
    }

    /// Writes down how an order ended; `body` is what Pesapal said, for audit. A paid period begins where the last one
    /// ends. True if this was news; false for repetitions, failures after a success, and orders that are not there.
    pub async fn settle_order(
        &self,
        id: PaymentId,
        settlement: Settlement<'_>,
        body: &[u8],
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        self.lock_provider(&transaction).await?;
        let key = (self.uuid(), id.uuid());
        let Some(row) = payment::Entity::find_by_id(key).one(&*transaction).await? else { return Ok(false) };
        if row.flow != Flow::PesapalProviderSubscription || row.status == PaymentStatus::Success {
            return Ok(false);
        }
        if let Settlement::Paid { txn_id, period_ms } = settlement {
            self.extend(&transaction, id, txn_id, period_ms, now_ms).await?;
        }
        settled(row, settlement, body, now_ms).update(&*transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn extend(
        &self,
        transaction: &Transaction<'_>,
        id: PaymentId,
        txn_id: &str,
        period_ms: u64,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let paid_until_ms = self.latest(transaction).await?.and_then(|row| row.expiry_date).map_or(0, ms);
        let start_ms = Ord::max(paid_until_ms, now_ms);
        subscription::Entity::update_many()
            .col_expr(subscription::Column::Status, Expr::value(SubscriptionStatus::Active))
            .col_expr(subscription::Column::StartDate, Expr::value(at(start_ms)))
            .col_expr(subscription::Column::ExpiryDate, Expr::value(at(start_ms.saturating_add(period_ms))))
            .col_expr(subscription::Column::PesapalTxnId, Expr::value(columns::text(txn_id)))
            .filter(subscription::Column::ProviderId.eq(self.uuid()))
            .filter(subscription::Column::Id.eq(id.uuid()))
            .exec(&**transaction)
            .await?;
        Ok(())
    }

    /// Two payments at once must not begin their periods at the same moment.
    pub(super) async fn lock_provider(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let row = provider::Entity::find_by_id(self.uuid()).lock_exclusive().one(&**transaction).await?;
        row.map(drop).ok_or(Refused::NoSuchProvider.into())
    }

    fn rows_of(
        &self,
        new: NewOrder,
        now_ms: u64,
    ) -> Result<(pesapal_order::ActiveModel, payment::ActiveModel, subscription::ActiveModel), StoreError> {
        let (id, provider_id, created_at) = (Set(new.id.uuid()), Set(self.uuid()), Set(at(now_ms)));
        let (amount_cents, currency) = (Set(cents(new.amount)?), Set(new.amount.currency().code().to_owned()));
        let order = pesapal_order::ActiveModel {
            payment_id: id.clone(),
            provider_id: provider_id.clone(),
            tracking_id: Set(None),
            created_at: created_at.clone(),
        };
        let payment = payment::ActiveModel {
            provider_id: provider_id.clone(),
            id: id.clone(),
            flow: Set(Flow::PesapalProviderSubscription),
            amount_cents: amount_cents.clone(),
            currency: currency.clone(),
            status: Set(PaymentStatus::Pending),
            created_at: created_at.clone(),
            ..Default::default()
        };
        let subscription = subscription::ActiveModel {
            provider_id,
            id,
            status: Set(SubscriptionStatus::Pending),
            amount_cents,
            currency,
            created_at,
            ..Default::default()
        };
        Ok((order, payment, subscription))
    }
}

fn settled(row: payment::Model, settlement: Settlement<'_>, body: &[u8], now_ms: u64) -> payment::ActiveModel {
    let mut row = row.into_active_model();
    row.provider_payload = Set(Some(payload(body)));
    match settlement {
        Settlement::Paid { txn_id, .. } => {
            row.status = Set(PaymentStatus::Success);
            row.external_txn_id = Set(Some(columns::text(txn_id)));
            row.failure_code = Set(None);
            row.paid_at = Set(Some(at(now_ms)));
        }
        Settlement::Failed { code } => {
            row.status = Set(PaymentStatus::Failed);
            row.failure_code = Set(Some(columns::text(code)));
        }
    }
    row
}
