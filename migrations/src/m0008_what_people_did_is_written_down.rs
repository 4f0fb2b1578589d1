//! The audit log. What concerns no provider stands under the id that is all zeros.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{json_binary_null, text, text_null, uuid, uuid_null};

use crate::columns::{moment, tenant_index, tenant_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(audit_log()).await?;
        manager.create_index(tenant_index("audit_log_by_age", "audit_log", &["at", "id"])).await
    }
}

fn audit_log() -> TableCreateStatement {
    tenant_table("audit_log", &["id"])
        .col(uuid("id"))
        .col(moment("at"))
        .col(uuid_null("user_id"))
        .col(text("action"))
        .col(text_null("subject"))
        .col(json_binary_null("detail"))
        .to_owned()
}
