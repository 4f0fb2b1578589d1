//! Sessions: who was online, when, and how much they used.

use domain::ids::{SiteId, TicketId};
use domain::usage::Usage;
use sea_orm::prelude::*;

use super::{Page, Place, ProviderBooks};
use crate::columns::{Key, count, ms};
use crate::entities::session;
use crate::error::StoreError;

/// A session. Moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its identity: that of the event that told of it first.
    pub id: [u8; 16],
    /// Where.
    pub site: SiteId,
    /// The right used.
    pub ticket: TicketId,
    /// The access device.
    pub nas: String,
    /// The guest's device.
    pub device: Option<String>,
    /// When it began.
    pub started_ms: Option<u64>,
    /// When it ended, as far as anybody knows.
    pub ended_ms: Option<u64>,
    /// How it ended.
    pub closing: Option<String>,
    /// What was used in it; known when it has ended.
    pub usage: Usage,
    /// When it was first told of.
    pub heard_ms: u64,
}

impl Session {
    /// Where it stands in the list.
    pub fn place(&self) -> Place {
        Place { at_ms: self.heard_ms, id: self.id }
    }
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        let usage = Usage { secs: count(row.secs), bytes_up: count(row.bytes_up), bytes_down: count(row.bytes_down) };
        Session {
            id: row.id.into_bytes(),
            site: SiteId::from_uuid(row.site_id),
            ticket: TicketId::from_uuid(row.ticket_id),
            nas: row.nas,
            device: row.device,
            started_ms: row.started_at.map(ms),
            ended_ms: row.ended_at.map(ms),
            closing: row.closing,
            usage,
            heard_ms: ms(row.heard_at),
        }
    }
}

impl ProviderBooks<'_> {
    /// Sessions of one site or all, the newest first.
    pub async fn sessions(&self, site: Option<SiteId>, page: Page) -> Result<Vec<Session>, StoreError> {
        let mut list = session::Entity::find().filter(session::Column::ProviderId.eq(self.uuid()));
        if let Some(site) = site {
            list = list.filter(session::Column::SiteId.eq(site.uuid()));
        }
        self.list_sessions(list, page).await
    }

    /// Sessions of one ticket, the newest first.
    pub async fn sessions_of(&self, ticket: TicketId, page: Page) -> Result<Vec<Session>, StoreError> {
        let list = session::Entity::find()
            .filter(session::Column::ProviderId.eq(self.uuid()))
            .filter(session::Column::TicketId.eq(ticket.uuid()));
        self.list_sessions(list, page).await
    }

    async fn list_sessions(&self, list: Select<session::Entity>, page: Page) -> Result<Vec<Session>, StoreError> {
        let transaction = self.read().await?;
        let list = page.of(list, session::Column::HeardAt, session::Column::Id);
        Ok(list.all(&*transaction).await?.into_iter().map(Session::from).collect())
    }
}
