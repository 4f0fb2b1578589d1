//! Users of the dashboard and the console, their browser sessions and recovery codes, the keys of programs, and the
//! cloud's own sealed keys. Only hashes are kept of what lets somebody in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, text, uuid, uuid_null};

use crate::columns::{moment, moment_null, tenant_index, tenant_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [users(), logins(), recovery_codes(), api_keys(), cloud_keys()] {
            manager.create_table(table).await?;
        }
        let one_email = Index::create().name("users_by_email").table("users").col("email").unique().to_owned();
        manager.create_index(one_email).await?;
        manager.create_index(tenant_index("users_by_provider", "users", &["email"])).await?;
        let by_expiry = Index::create().name("logins_by_expiry").table("logins").col("expires_at").to_owned();
        manager.create_index(by_expiry).await?;
        manager.create_index(tenant_index("api_keys_by_hash", "api_keys", &["key_hash"]).unique().to_owned()).await
    }
}

fn users() -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(uuid("id").primary_key())
        .col(uuid_null("provider_id"))
        .col(text("email"))
        .col(text("password_hash"))
        .col(text("role"))
        .col(moment("created_at"))
        .to_owned()
}

fn logins() -> TableCreateStatement {
    Table::create()
        .table("logins")
        .col(blob("token_hash").primary_key())
        .col(uuid("user_id"))
        .col(moment("created_at"))
        .col(moment("expires_at"))
        .to_owned()
}

fn recovery_codes() -> TableCreateStatement {
    Table::create()
        .table("recovery_codes")
        .col(uuid("user_id"))
        .col(blob("code_hash"))
        .col(moment_null("spent_at"))
        .primary_key(Index::create().col("user_id").col("code_hash"))
        .to_owned()
}

fn api_keys() -> TableCreateStatement {
    tenant_table("api_keys", &["id"])
        .col(uuid("id"))
        .col(text("name"))
        .col(blob("key_hash"))
        .col(moment("created_at"))
        .col(moment_null("last_used_at"))
        .col(moment_null("revoked_at"))
        .to_owned()
}

fn cloud_keys() -> TableCreateStatement {
    Table::create()
        .table("cloud_keys")
        .col(text("name").primary_key())
        .col(blob("sealed"))
        .col(moment("created_at"))
        .to_owned()
}
