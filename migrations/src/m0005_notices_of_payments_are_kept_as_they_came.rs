//! The bodies of payment callbacks, byte for byte, for audit; also those that prove nothing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, boolean, text, uuid, uuid_null};

use crate::columns::{moment, tenant_index, tenant_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(notices()).await?;
        manager.create_index(tenant_index("notices_by_checkout", "notices", &["checkout_id"])).await?;
        manager.create_index(tenant_index("notices_by_age", "notices", &["received_at", "id"])).await
    }
}

fn notices() -> TableCreateStatement {
    tenant_table("notices", &["id"])
        .col(uuid("id"))
        .col(uuid_null("site_id"))
        .col(uuid_null("checkout_id"))
        .col(text("path_kind"))
        .col(boolean("is_proven"))
        .col(blob("body"))
        .col(moment("received_at"))
        .to_owned()
}
