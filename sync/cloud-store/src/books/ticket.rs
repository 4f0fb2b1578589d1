//! Tickets as the sites told of them.

use domain::ids::{PlanId, SiteId, TicketId};
use domain::money::Money;
use sea_orm::prelude::*;

use super::{Page, Place, ProviderBooks, TicketStatus};
use crate::columns::{self, Key, count, money, ms};
use crate::entities::ticket;
use crate::error::StoreError;

/// A ticket. What no site has told yet is `None`. Moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its identity.
    pub id: TicketId,
    /// The site that made it, or first told of it.
    pub site: SiteId,
    /// What the guest types, without dashes.
    pub code: Option<String>,
    /// The plan it was sold under.
    pub plan: Option<PlanId>,
    /// `time` or `data`.
    pub plan_type: Option<String>,
    /// How long it lasts.
    pub duration_secs: Option<u64>,
    /// How much data it holds.
    pub data_limit_bytes: Option<u64>,
    /// What was paid for it.
    pub price: Money,
    /// How far it has come.
    pub status: TicketStatus,
    /// The device it is on, or was.
    pub device: Option<String>,
    /// When its time is over if nothing is given back.
    pub expires_ms: Option<u64>,
    /// When its clock started.
    pub activated_ms: Option<u64>,
    /// When it was over.
    pub ended_ms: Option<u64>,
    /// When it was sold.
    pub created_ms: u64,
    /// The site that may honour it while its own does not.
    pub custodian: Option<SiteId>,
}

impl Ticket {
    /// Where it stands in the list.
    pub fn place(&self) -> Place {
        Place { at_ms: self.created_ms, id: self.id.bytes() }
    }
}

impl TryFrom<ticket::Model> for Ticket {
    type Error = StoreError;

    fn try_from(row: ticket::Model) -> Result<Self, StoreError> {
        Ok(Ticket {
            id: TicketId::from_uuid(row.id),
            site: SiteId::from_uuid(row.site_id),
            code: row.code,
            plan: row.plan_id.map(Key::from_uuid),
            plan_type: row.plan_type,
            duration_secs: row.duration_secs.map(count),
            data_limit_bytes: row.data_limit_bytes.map(count),
            price: money(row.price_cents, &row.currency)?,
            status: row.status,
            device: row.device,
            expires_ms: row.expires_at.map(ms),
            activated_ms: row.activated_at.map(ms),
            ended_ms: row.ended_at.map(ms),
            created_ms: ms(row.created_at),
            custodian: row.custodian_id.map(Key::from_uuid),
        })
    }
}

impl ProviderBooks<'_> {
    /// One ticket.
    pub async fn ticket(&self, id: TicketId) -> Result<Option<Ticket>, StoreError> {
        let transaction = self.read().await?;
        let row = ticket::Entity::find_by_id((self.uuid(), id.uuid())).one(&*transaction).await?;
        row.map(Ticket::try_from).transpose()
    }

    /// Up to `limit` tickets with a code (written without dashes): a code is unique at the site that minted it, not among
    /// all. Whoever gets two asks for the site.
    pub async fn tickets_by_code(&self, code: &str, limit: u64) -> Result<Vec<Ticket>, StoreError> {
        let list = ticket::Entity::find()
            .filter(ticket::Column::ProviderId.eq(self.uuid()))
            .filter(ticket::Column::Code.eq(columns::text(code)));
        self.list_tickets(list, Page::first(limit)).await
    }

    /// Tickets, the newest first; of one site or one status where that is asked for.
    pub async fn tickets(
        &self,
        site: Option<SiteId>,
        status: Option<TicketStatus>,
        page: Page,
    ) -> Result<Vec<Ticket>, StoreError> {
        let mut list = ticket::Entity::find().filter(ticket::Column::ProviderId.eq(self.uuid()));
        if let Some(site) = site {
            list = list.filter(ticket::Column::SiteId.eq(site.uuid()));
        }
        if let Some(status) = status {
            list = list.filter(ticket::Column::Status.eq(status));
        }
        self.list_tickets(list, page).await
    }

    async fn list_tickets(&self, list: Select<ticket::Entity>, page: Page) -> Result<Vec<Ticket>, StoreError> {
        let transaction = self.read().await?;
        let list = page.of(list, ticket::Column::CreatedAt, ticket::Column::Id);
        list.all(&*transaction).await?.into_iter().map(Ticket::try_from).collect()
    }
}
