//! What was used of a ticket, at whatever site, as far as sites have told.

use domain::ids::TicketId;
use domain::usage::Usage;
use sea_orm::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{FromQueryResult, QuerySelect};

use super::ProviderBooks;
use crate::columns::{Key, count};
use crate::entities::session;
use crate::error::StoreError;

/// The use of a ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TicketUse {
    /// What all sessions used that have ended; how much the others do is told when they end.
    pub ended: Usage,
    /// Sessions of which nobody has said that they ended.
    pub open: u64,
}

#[derive(FromQueryResult)]
struct Sum {
    secs: Option<i64>,
    bytes_up: Option<i64>,
    bytes_down: Option<i64>,
    sessions: i64,
    ended: i64,
}

impl ProviderBooks<'_> {
    /// What was used of a ticket.
    pub async fn ticket_use(&self, id: TicketId) -> Result<TicketUse, StoreError> {
        let transaction = self.read().await?;
        // PostgreSQL sums into a type without bounds.
        let sum = |column: session::Column| column.sum().cast_as("bigint");
        let sums = session::Entity::find()
            .filter(session::Column::ProviderId.eq(self.uuid()))
            .filter(session::Column::TicketId.eq(id.uuid()))
            .select_only()
            .column_as(sum(session::Column::Secs), "secs")
            .column_as(sum(session::Column::BytesUp), "bytes_up")
            .column_as(sum(session::Column::BytesDown), "bytes_down")
            .column_as(Expr::col(session::Column::Id).count(), "sessions")
            .column_as(Expr::col(session::Column::EndedAt).count(), "ended")
            .into_model::<Sum>()
            .one(&*transaction)
            .await?;
        Ok(sums.map(TicketUse::from).unwrap_or_default())
    }
}

impl From<Sum> for TicketUse {
    fn from(sum: Sum) -> Self {
        let total = |sum: Option<i64>| sum.map_or(0, count);
        let ended = Usage { secs: total(sum.secs), bytes_up: total(sum.bytes_up), bytes_down: total(sum.bytes_down) };
        TicketUse { ended, open: count(sum.sessions.saturating_sub(sum.ended)) }
    }
}
