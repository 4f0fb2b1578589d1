//! Row level security on PostgreSQL: the second fence, should a query ever forget whom it speaks for. SQLite has no
//! such thing; there the first fence stands alone.

use sea_orm_migration::prelude::*;

use crate::fence::{fence_platform, fence_tenants};

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

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        fence_tenants(manager, &TENANTS).await?;
        fence_platform(manager, &PLATFORM).await
    }
}
