//! How a site speaks to its guests, kept beside it: a gateway that is enrolled anew is told anew.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::json_binary_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = json_binary_null("settings");
        manager.alter_table(Table::alter().table("sites").add_column(column).to_owned()).await
    }
}
