//! Providers, their sites, and the codes with which a gateway claims one. What of a provider's M-PESA is secret is kept
//! as sealed text.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary_null, blob, text, text_null, uuid};

use crate::columns::{count, moment, moment_null, tenant_index, tenant_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(providers()).await?;
        manager.create_table(sites()).await?;
        manager.create_index(tenant_index("sites_by_name", "sites", &["name"]).unique().to_owned()).await?;
        manager.create_table(claims()).await?;
        manager.create_index(tenant_index("claims_by_site", "claims", &["site_id"])).await
    }
}

fn providers() -> TableCreateStatement {
    Table::create()
        .table("providers")
        .col(uuid("id").primary_key())
        .col(text("business_name"))
        .col(text("contact_email"))
        .col(text_null("pesapal_merchant_id"))
        .col(text_null("mpesa_consumer_key"))
        .col(text_null("mpesa_consumer_secret"))
        .col(text_null("mpesa_shortcode"))
        .col(text_null("mpesa_till"))
        .col(text_null("mpesa_passkey"))
        .col(text_null("mpesa_initiator_name"))
        .col(text_null("mpesa_initiator_password"))
        .col(text("mpesa_callback_path"))
        .col(text("status"))
        .col(moment("created_at"))
        .to_owned()
}

fn sites() -> TableCreateStatement {
    tenant_table("sites", &["id"])
        .col(uuid("id"))
        .col(text("name"))
        .col(text("status"))
        .col(binary_null("signing_key"))
        .col(binary_null("sealing_key"))
        .col(moment("created_at"))
        .col(moment_null("enrolled_at"))
        .col(moment_null("confirmed_at"))
        .col(count("epoch"))
        .col(count("push_start"))
        .col(count("push_number"))
        .col(count("hold_start"))
        .col(count("hold_number"))
        .col(moment_null("last_seen_at"))
        .col(text_null("version"))
        .col(text_null("wan"))
        .col(count("applied"))
        .col(count("last_directive"))
        .to_owned()
}

/// A claim is found by its code alone: a gateway that has nothing but a code does not know whose site it is for.
fn claims() -> TableCreateStatement {
    Table::create()
        .table("claims")
        .col(blob("code_hash").primary_key())
        .col(uuid("provider_id"))
        .col(uuid("site_id"))
        .col(moment("expires_at"))
        .col(moment_null("spent_at"))
        .to_owned()
}
