//! The one access token of each app of the payment rail, sealed for the sites that share the app, and who fetches the next.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, blob_null};

use crate::columns::{count, moment_null, tenant_table};
use crate::fence::fence_tenants;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(app_tokens()).await?;
        fence_tenants(manager, &[("app_tokens", "provider_id")]).await
    }
}

fn app_tokens() -> TableCreateStatement {
    tenant_table("app_tokens", &["app"])
        .col(blob("app"))
        .col(count("generation"))
        .col(blob_null("sealed"))
        .col(moment_null("ends_at"))
        .col(moment_null("fetching_since"))
        .to_owned()
}
