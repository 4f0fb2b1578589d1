//! Row level security on PostgreSQL: the second fence, should a query ever forget whom it speaks for. SQLite has no
//! such thing; there the first fence stands alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Tables of tenants, and the column that says whose a row is.
const TENANTS: [(&str, &str); 17] = [
    ("providers", "id"),
    ("provider_subscriptions", "provider_id"),
    ("payments", "provider_id"),
    ("tickets", "provider_id"),
    ("sites", "provider_id"),
    ("plans", "provider_id"),
    ("events", "provider_id"),
    ("cursors", "provider_id"),
    ("directives", "provider_id"),
    ("sessions", "provider_id"),
    ("users", "provider_id"),
    ("api_keys", "provider_id"),
    ("audit_log", "provider_id"),
    ("review_items", "provider_id"),
    ("notices", "provider_id"),
    ("claims", "provider_id"),
    ("pesapal_orders", "provider_id"),
];

/// Tables that concern the platform alone.
const PLATFORM: [&str; 3] = ["logins", "recovery_codes", "cloud_keys"];

/// Asked once a statement and not once a row, hence the selects. A setting that was local to an earlier transaction
/// comes back as an empty text, which is nobody.
const IS_PLATFORM: &str = "(select current_setting('lango.scope', true) = 'platform')";
const WHO: &str = "(select nullif(current_setting('lango.provider_id', true), '')::uuid)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        for (table, owner) in TENANTS {
            fence(manager, table, &format!("{owner} = {WHO} or {IS_PLATFORM}")).await?;
        }
        for table in PLATFORM {
            fence(manager, table, IS_PLATFORM).await?;
        }
        Ok(())
    }
}

/// Forced, because the service connects as the tables' owner.
async fn fence(manager: &SchemaManager<'_>, table: &str, condition: &str) -> Result<(), DbErr> {
    let statements = format!(
        "alter table {table} enable row level security; \
         alter table {table} force row level security; \
         create policy own_rows on {table} using ({condition}) with check ({condition});"
    );
    manager.get_connection().execute_unprepared(&statements).await.map(drop)
}
