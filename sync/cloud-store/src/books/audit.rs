//! The audit log: what people did, by their own will. Lines are only ever added.

use sea_orm::Set;
use sea_orm::prelude::*;

use super::{Page, Place, ProviderBooks, payload};
use crate::columns::{self, Key, at, ms};
use crate::entities::audit_entry;
use crate::error::StoreError;
use crate::ids::{AuditId, UserId};

/// A line to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewAuditEntry<'a> {
    /// Its identity, freshly drawn.
    pub id: AuditId,
    /// Who did it; nobody if the service did.
    pub user: Option<UserId>,
    /// What, in a word: `site.confirm`.
    pub action: &'a str,
    /// To what.
    pub subject: Option<&'a str>,
    /// More, as JSON.
    pub detail: Option<&'a str>,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its identity.
    pub id: AuditId,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// Who did it; nobody if the service did.
    pub user: Option<UserId>,
    /// What, in a word.
    pub action: String,
    /// To what.
    pub subject: Option<String>,
    /// More, as JSON.
    pub detail: Option<String>,
}

impl AuditEntry {
    /// Where it stands in the list.
    pub fn place(&self) -> Place {
        Place { at_ms: self.at_ms, id: self.id.bytes() }
    }
}

impl From<audit_entry::Model> for AuditEntry {
    fn from(row: audit_entry::Model) -> Self {
        AuditEntry {
            id: AuditId::from_uuid(row.id),
            at_ms: ms(row.at),
            user: row.user_id.map(Key::from_uuid),
            action: row.action,
            subject: row.subject,
            detail: row.detail.map(|detail| detail.to_string()),
        }
    }
}

impl ProviderBooks<'_> {
    /// Adds a line.
    pub async fn write_down(&self, new: NewAuditEntry<'_>, now_ms: u64) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        let row = audit_entry::ActiveModel {
            provider_id: Set(self.uuid()),
            id: Set(new.id.uuid()),
            at: Set(at(now_ms)),
            user_id: Set(new.user.map(Key::uuid)),
            action: Set(new.action.to_owned()),
            subject: Set(new.subject.map(columns::text)),
            detail: Set(new.detail.map(|detail| payload(detail.as_bytes()))),
        };
        audit_entry::Entity::insert(row).exec_without_returning(&*transaction).await?;
        transaction.commit().await
    }

    /// The log, the newest line first.
    pub async fn audit_log(&self, page: Page) -> Result<Vec<AuditEntry>, StoreError> {
        let list = audit_entry::Entity::find().filter(audit_entry::Column::ProviderId.eq(self.uuid()));
        let transaction = self.read().await?;
        let list = page.of(list, audit_entry::Column::At, audit_entry::Column::Id);
        Ok(list.all(&*transaction).await?.into_iter().map(AuditEntry::from).collect())
    }
}
