//! What the cloud asks of sites. Directives that were carried out stay, for audit.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, text, uuid};

use crate::columns::{moment, moment_null, tenant_index, tenant_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(directives()).await?;
        manager.create_index(waiting()).await
    }
}

fn directives() -> TableCreateStatement {
    tenant_table("directives", &["site_id", "sequence"])
        .col(uuid("site_id"))
        .col(big_integer("sequence"))
        .col(text("kind"))
        .col(blob("body"))
        .col(moment("created_at"))
        .col(moment_null("acknowledged_at"))
        .to_owned()
}

/// Acknowledging must not walk over all that was ever asked.
fn waiting() -> IndexCreateStatement {
    tenant_index("directives_waiting", "directives", &["site_id", "sequence"])
        .and_where(Expr::col("acknowledged_at").is_null())
        .to_owned()
}
