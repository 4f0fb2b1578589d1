//! Which site may honour a ticket while its home does not, and how the word of it travels.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob_null, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [uuid_null("custodian_id"), blob_null("itinerary")] {
            manager.alter_table(Table::alter().table("tickets").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
