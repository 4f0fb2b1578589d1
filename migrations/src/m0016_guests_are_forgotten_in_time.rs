//! Who a guest was is forgotten one day, while money, times and records stay: what still tells is found without walking over
//! what does not any more.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, uuid};

use crate::columns::{moment_null, tenant_table};
use crate::fence::fence_tenants;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Small, for they hold what is younger than the setting. A session's moment of beginning never changes: while it goes on
/// its row can be written without touching an index.
const STILL_TELLING: [&str; 2] = [
    "create index sessions_with_guest on sessions (provider_id, site_id, heard_at) where device is not null",
    "create index tickets_with_guest on tickets \
     (provider_id, site_id, coalesce(ended_at, expires_at, activated_at, created_at)) where device is not null",
];
const NOTICES_STILL_TELLING: &str =
    "create index notices_with_guest on notices (provider_id, site_id, received_at) where guest_forgotten_at is null";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in STILL_TELLING {
            manager.get_connection().execute_unprepared(index).await?;
        }
        manager.create_table(guests_forgotten()).await?;
        fence_tenants(manager, &[("guests_forgotten", "provider_id")]).await?;
        // Last: from here on no payment is heard of until the end of the transaction.
        let forgotten_at = moment_null("guest_forgotten_at");
        manager.alter_table(Table::alter().table("notices").add_column(forgotten_at).to_owned()).await?;
        manager.get_connection().execute_unprepared(NOTICES_STILL_TELLING).await.map(drop)
    }
}

/// Up to which record of an epoch, and up to which directive (epoch 0): both are in order.
fn guests_forgotten() -> TableCreateStatement {
    tenant_table("guests_forgotten", &["site_id", "epoch"])
        .col(uuid("site_id"))
        .col(big_integer("epoch"))
        .col(big_integer("through"))
        .to_owned()
}
