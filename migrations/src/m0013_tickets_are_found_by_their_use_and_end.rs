//! Forgetting tickets that are over, and counting those that came into use, must not walk over all there are.

use sea_orm_migration::prelude::*;

use crate::columns::tenant_index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(tenant_index("tickets_by_use", "tickets", &["activated_at"])).await?;
        // One whose site is gone was never said to be over.
        let by_end = "create index tickets_by_end on tickets (provider_id, coalesce(ended_at, expires_at))";
        manager.get_connection().execute_unprepared(by_end).await.map(drop)
    }
}
