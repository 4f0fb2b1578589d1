//! What a frame tells, and what is written down when it is let in.

use domain::ids::SiteId;
use sea_orm::Condition;
use sea_orm::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, UpdateStatement};

use super::{Counter, ProviderBooks, Site, SiteStatus};
use crate::columns::{self, Key, at, capped, count, small_count};
use crate::entities::site;
use crate::error::StoreError;

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
    /// Raises a lane's counter, and writes down what the frame tells, unless the counter was as high before.
    pub(super) fn admission(&self, id: SiteId, lane: Lane, counter: Counter, seen: Seen<'_>) -> UpdateStatement {
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

pub(super) fn last_of(row: &site::Model, lane: Lane) -> Result<Counter, StoreError> {
    let (start, number) = match lane {
        Lane::Push => (row.push_start, row.push_number),
        Lane::Hold => (row.hold_start, row.hold_number),
    };
    Ok(Counter { start: small_count(start)?, number: count(number) })
}
