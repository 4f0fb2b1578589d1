//! What a month brought a provider: tickets are forgotten one day, and what was sold for cash with them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, json_binary, text};

use crate::columns::{moment, tenant_table};
use crate::fence::fence_tenants;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(monthly_reports()).await?;
        fence_tenants(manager, &[("monthly_reports", "provider_id")]).await
    }
}

fn monthly_reports() -> TableCreateStatement {
    tenant_table("monthly_reports", &["month"])
        .col(text("month"))
        .col(json_binary("report"))
        .col(boolean("is_final"))
        .col(moment("made_at"))
        .to_owned()
}
