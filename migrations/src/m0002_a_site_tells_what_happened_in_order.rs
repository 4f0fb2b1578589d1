//! The events of sites as their outboxes sent them, and how far each outbox is stored.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, text, uuid};

use crate::columns::{count, moment, tenant_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(events()).await?;
        manager.create_table(cursors()).await
    }
}

fn events() -> TableCreateStatement {
    tenant_table("events", &["site_id", "epoch", "sequence"])
        .col(uuid("site_id"))
        .col(big_integer("epoch"))
        .col(big_integer("sequence"))
        .col(uuid("id"))
        .col(moment("at"))
        .col(text("kind"))
        .col(blob("body"))
        .to_owned()
}

fn cursors() -> TableCreateStatement {
    tenant_table("cursors", &["site_id", "epoch"])
        .col(uuid("site_id"))
        .col(big_integer("epoch"))
        .col(count("stored"))
        .to_owned()
}
