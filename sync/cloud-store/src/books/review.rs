//! The review queue of all sites.

use domain::ids::{CheckoutId, ReviewId, SiteId};
use domain::money::Money;
use sea_orm::prelude::*;

use super::{Page, Place, ProviderBooks, ReviewStatus};
use crate::columns::{Key, money, ms};
use crate::entities::review_item;
use crate::error::StoreError;

/// Something a person has to look at. Moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItem {
    /// Its identity.
    pub id: ReviewId,
    /// Where it came up.
    pub site: Option<SiteId>,
    /// Why, in a word: `amount_mismatch`, `receipt_used_before`, …
    pub trouble: String,
    /// The intent it is about.
    pub checkout: Option<CheckoutId>,
    /// The receipt it is about.
    pub receipt: Option<String>,
    /// What was asked for.
    pub asked: Option<Money>,
    /// What arrived, or is left over.
    pub arrived: Option<Money>,
    /// Whether it still waits.
    pub status: ReviewStatus,
    /// Whether it settled itself.
    pub resolved_by_itself: Option<bool>,
    /// Since when it waits.
    pub opened_ms: u64,
    /// When it was settled.
    pub resolved_ms: Option<u64>,
}

impl ReviewItem {
    /// Where it stands in the list.
    pub fn place(&self) -> Place {
        Place { at_ms: self.opened_ms, id: self.id.bytes() }
    }
}

impl TryFrom<review_item::Model> for ReviewItem {
    type Error = StoreError;

    fn try_from(row: review_item::Model) -> Result<Self, StoreError> {
        let currency = row.currency.unwrap_or_default();
        let money = |cents: Option<i64>| cents.map(|cents| money(cents, &currency)).transpose();
        Ok(ReviewItem {
            id: ReviewId::from_uuid(row.id),
            site: row.site_id.map(Key::from_uuid),
            trouble: row.trouble,
            checkout: row.checkout_id.map(Key::from_uuid),
            receipt: row.receipt,
            asked: money(row.asked_cents)?,
            arrived: money(row.arrived_cents)?,
            status: row.status,
            resolved_by_itself: row.resolved_by_itself,
            opened_ms: ms(row.opened_at),
            resolved_ms: row.resolved_at.map(ms),
        })
    }
}

impl ProviderBooks<'_> {
    /// What waits, or what is settled, the newest first.
    pub async fn review_items(&self, status: ReviewStatus, page: Page) -> Result<Vec<ReviewItem>, StoreError> {
        let list = review_item::Entity::find()
            .filter(review_item::Column::ProviderId.eq(self.uuid()))
            .filter(review_item::Column::Status.eq(status));
        let transaction = self.read().await?;
        let list = page.of(list, review_item::Column::OpenedAt, review_item::Column::Id);
        list.all(&*transaction).await?.into_iter().map(ReviewItem::try_from).collect()
    }

    /// How much waits.
    pub async fn open_reviews(&self) -> Result<u64, StoreError> {
        let list = review_item::Entity::find()
            .filter(review_item::Column::ProviderId.eq(self.uuid()))
            .filter(review_item::Column::Status.eq(ReviewStatus::Open));
        let transaction = self.read().await?;
        Ok(list.count(&*transaction).await?)
    }

    /// Settles an item that the cloud itself queued. False if it does not wait. One that a gateway queued is settled there.
    pub async fn resolve_review(&self, id: ReviewId, now_ms: u64) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let done = review_item::Entity::update_many()
            .col_expr(review_item::Column::Status, Expr::value(ReviewStatus::Resolved))
            .col_expr(review_item::Column::ResolvedByItself, Expr::value(false))
            .col_expr(review_item::Column::ResolvedAt, Expr::value(crate::columns::at(now_ms)))
            .filter(review_item::Column::ProviderId.eq(self.uuid()))
            .filter(review_item::Column::Id.eq(id.uuid()))
            .filter(review_item::Column::Status.eq(ReviewStatus::Open))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected == 1)
    }
}
