//! Row level security, table by table. SQLite has none: there nothing happens.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Asked once a statement and not once a row, hence the selects. A setting that was local to an earlier transaction
/// comes back as an empty text, which is nobody.
const IS_PLATFORM: &str = "(select current_setting('lango.scope', true) = 'platform')";
const WHO: &str = "(select nullif(current_setting('lango.provider_id', true), '')::uuid)";

/// Fences tables of tenants, each with the column that says whose a row is.
pub(crate) async fn fence_tenants(manager: &SchemaManager<'_>, tables: &[(&str, &str)]) -> Result<(), DbErr> {
    for (table, owner) in tables {
        fence(manager, table, &format!("{owner} = {WHO} or {IS_PLATFORM}")).await?;
    }
    Ok(())
}

/// Fences tables that concern the platform alone.
pub(crate) async fn fence_platform(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        fence(manager, table, IS_PLATFORM).await?;
    }
    Ok(())
}

/// Forced, because the service connects as the tables' owner.
async fn fence(manager: &SchemaManager<'_>, table: &str, condition: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let statements = format!(
        "alter table {table} enable row level security; \
         alter table {table} force row level security; \
         create policy own_rows on {table} using ({condition}) with check ({condition});"
    );
    manager.get_connection().execute_unprepared(&statements).await.map(drop)
}
