//! Admitting frames: each counter of a lane is let in once, by whichever process sees it first.

use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{FromQueryResult, QuerySelect, QueryTrait};

use super::frame::last_of;
use super::{Admitted, Counter, Lane, ProviderBooks, Seen, Site};
use crate::columns::{Key, count};
use crate::entities::{cursor, site};
use crate::error::{Refused, StoreError};
use crate::transaction::Transaction;

/// How the column is called that is looked up with a site.
const STORED: &str = "stored";

/// A site that a frame says it is from, looked up before anything in the frame is believed. A frame that turns out to be
/// genuine is let in by the same transaction: ten thousand gateways ask every half minute, and each begins like this.
#[derive(Debug)]
pub struct Caller<'a> {
    books: ProviderBooks<'a>,
    transaction: Transaction<'a>,
    /// The site as it was before the frame.
    pub site: Site,
    /// The last record of the epoch that is stored; zero before the first.
    pub stored: u64,
}

impl<'a> ProviderBooks<'a> {
    /// Looks up the site that a frame names, and how far the epoch that it speaks of is stored.
    pub async fn caller(&self, id: SiteId, epoch: u32) -> Result<Option<Caller<'a>>, StoreError> {
        let transaction = self.read().await?;
        let key = (self.uuid(), id.uuid(), i64::from(epoch));
        let stored = cursor::Entity::find_by_id(key).select_only().column(cursor::Column::Stored).into_query();
        let stored = SimpleExpr::SubQuery(None, Box::new(stored.into()));
        let select = site::Entity::find_by_id((self.uuid(), id.uuid())).expr_as(stored, STORED);
        let Some(row) = transaction.query_one(select.as_query()).await? else { return Ok(None) };
        let site = Site::try_from(site::Model::from_query_result(&row, "")?)?;
        let stored: Option<i64> = row.try_get("", STORED)?;
        Ok(Some(Caller { books: *self, transaction, site, stored: stored.map_or(0, count) }))
    }
}

impl Caller<'_> {
    /// Lets a genuine frame in if its counter is later than all before on its lane. The comparison is the update's own
    /// condition, so that of two processes with the same frame one is told that it is stale.
    pub async fn admit(self, lane: Lane, counter: Counter, seen: Seen<'_>) -> Result<Admitted, StoreError> {
        i64::try_from(counter.number).map_err(|_| Refused::AbsurdCount)?;
        let Caller { books, transaction, site: before, .. } = self;
        let transaction = books.go_on_to_write(transaction).await?;
        let Some(row) = transaction.query_one(&books.admission(before.id, lane, counter, seen)).await? else {
            let row = site::Entity::find_by_id((books.uuid(), before.id.uuid())).one(&*transaction).await?;
            let row = row.filter(|row| row.enrolled_at.is_some());
            return row.map_or(Ok(Admitted::Unknown), |row| last_of(&row, lane).map(Admitted::Stale));
        };
        let mut site = Site::try_from(site::Model::from_query_result(&row, "")?)?;
        // It has done more than was asked of it, and is believed: these books are an older copy.
        let anew = if before.last_directive < seen.applied && seen.applied <= site.last_directive {
            books.reissue_directives(&transaction, site.id, seen.applied, seen.at_ms).await?
        } else {
            0
        };
        transaction.commit().await?;
        if anew > 0 {
            tracing::warn!(site = %site.id, anew, "these books are older than what a site has done: asked once more");
            site.last_directive = site.last_directive.saturating_add(anew as u64);
            books.ring(site.id);
        }
        Ok(Admitted::Fresh(Box::new(site)))
    }
}
