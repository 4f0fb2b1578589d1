//! Admitting frames: each counter of a lane is let in once, by whichever process sees it first.

use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, UpdateStatement};
use sea_orm::{Condition, FromQueryResult};

use super::{Counter, ProviderBooks, Site, SiteStatus};
use crate::columns::{self, Key, at, capped, count, small_count};
use crate::entities::site;
use crate::error::{Refused, StoreError};

/// The two ways on which a gateway speaks, each with its own counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Up: events and questions, answered at once.
    Push,
    /// Down: held until there is a directive.
    Hold,
}

/// What a frame tells of its gateway beside what it is for.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// When it came, in milliseconds since 1970.
    pub at_ms: u64,
    /// The version the gateway runs, if it says so.
    pub version: Option<&'a str>,
    /// What it says of its way to the internet.
    pub wan: Option<&'a str>,
    /// The last directive it has carried out.
    pub applied: u64,
    /// The last directive that was asked of it, as far as is known here before the frame.
    pub asked: u64,
}

/// Whether a frame is let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// Nobody has seen it before. The site as it is now.
    Fresh(Box<Site>),
    /// This counter or a later one was let in before; the last one that was.
    Stale(Counter),
    /// No gateway speaks for such a site.
    Unknown,
}

impl ProviderBooks<'_> {
    /// Lets a frame in if its counter is later than all before on its lane. The comparison is the update's own condition,
    /// so that of two processes with the same frame one is told that it is stale.
    pub async fn admit_frame(
        &self,
        id: SiteId,
        lane: Lane,
        counter: Counter,
        seen: Seen<'_>,
    ) -> Result<Admitted, StoreError> {
        i64::try_from(counter.number).map_err(|_| Refused::AbsurdCount)?;
        let transaction = self.write().await?;
        if let Some(row) = transaction.query_one(&self.admission(id, lane, counter, seen)).await? {
            let site = Site::try_from(site::Model::from_query_result(&row, "")?)?;
            // It has done more than was asked of it, and is believed: these books are an older copy.
            let anew = if seen.asked < seen.applied && seen.applied <= site.last_directive {
                self.reissue_directives(&transaction, id, seen.applied, seen.at_ms).await?
            } else {
                0
            };
            transaction.commit().await?;
            if anew > 0 {
                tracing::warn!(site = %id, anew, "these books are older than what a site has done: asked once more");
                self.ring(id);
            }
            return Ok(Admitted::Fresh(Box::new(site)));
        }
        let row = site::Entity::find_by_id((self.uuid(), id.uuid())).one(&*transaction).await?;
        match row.filter(|row| row.enrolled_at.is_some()) {
            Some(row) => last_of(&row, lane).map(Admitted::Stale),
            None => Ok(Admitted::Unknown),
        }
    }

    fn admission(&self, id: SiteId, lane: Lane, counter: Counter, seen: Seen<'_>) -> UpdateStatement {
        let (start_column, number_column) = columns_of(lane);
        let (start, number) = (i64::from(counter.start), capped(counter.number));
        let is_later =
            Condition::any().add(start_column.lt(start)).add(start_column.eq(start).and(number_column.lt(number)));
        let mut update = Query::update()
            .table(site::Entity)
            .value(start_column, start)
            .value(number_column, number)
            .value(site::Column::LastSeenAt, at(seen.at_ms))
            .value(site::Column::Applied, applied(seen.applied))
            .value(site::Column::LastDirective, last_directive(seen.applied))
            .and_where(site::Column::ProviderId.eq(self.uuid()))
            .and_where(site::Column::Id.eq(id.uuid()))
            .and_where(site::Column::EnrolledAt.is_not_null())
            .cond_where(is_later)
            .returning_all()
            .to_owned();
        for (column, said) in [(site::Column::Version, seen.version), (site::Column::Wan, seen.wan)] {
            if let Some(said) = said {
                update.value(column, columns::text(said));
            }
        }
        update
    }
}

/// A gateway cannot have carried out what was never asked of it; but we may have forgotten, when the database went back to
/// an older copy. So far the claim of one that its owner has confirmed is believed.
const FORGOTTEN_AT_MOST: i64 = 1_000_000;

fn applied(said: u64) -> Expr {
    Expr::case(is_believable(said), capped(said)).finally(Expr::col(site::Column::Applied)).into()
}

/// What is asked from now on has to come behind what the gateway has carried out.
fn last_directive(said: u64) -> Expr {
    let is_forgotten = is_believable(said).and(site::Column::LastDirective.lt(capped(said)));
    Expr::case(is_forgotten, capped(said)).finally(Expr::col(site::Column::LastDirective)).into()
}

fn is_believable(said: u64) -> Expr {
    let is_near = site::Column::LastDirective.gte(capped(said).saturating_sub(FORGOTTEN_AT_MOST));
    let is_known = site::Column::LastDirective.gte(capped(said));
    is_known.or(is_near.and(site::Column::Status.eq(SiteStatus::Confirmed)))
}

fn columns_of(lane: Lane) -> (site::Column, site::Column) {
    match lane {
        Lane::Push => (site::Column::PushStart, site::Column::PushNumber),
        Lane::Hold => (site::Column::HoldStart, site::Column::HoldNumber),
    }
}

fn last_of(row: &site::Model, lane: Lane) -> Result<Counter, StoreError> {
    let (start, number) = match lane {
        Lane::Push => (row.push_start, row.push_number),
        Lane::Hold => (row.hold_start, row.hold_number),
    };
    Ok(Counter { start: small_count(start)?, number: count(number) })
}
