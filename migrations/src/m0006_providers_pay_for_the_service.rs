//! What providers subscribed to, and whose the payments are that Pesapal was asked to collect: its notices name the
//! payment and not the provider.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, text_null, uuid};

use crate::columns::{moment, moment_null, shillings, tenant_index, tenant_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(provider_subscriptions()).await?;
        let by_expiry =
            tenant_index("provider_subscriptions_by_expiry", "provider_subscriptions", &["status", "expiry_date"]);
        manager.create_index(by_expiry).await?;
        manager.create_table(pesapal_orders()).await
    }
}

fn provider_subscriptions() -> TableCreateStatement {
    tenant_table("provider_subscriptions", &["id"])
        .col(uuid("id"))
        .col(text("status"))
        .col(moment_null("start_date"))
        .col(moment_null("expiry_date"))
        .col(text_null("pesapal_txn_id"))
        .col(big_integer("amount_cents"))
        .col(shillings("amount", "amount_cents"))
        .col(text("currency").default("KES"))
        .col(moment("created_at"))
        .to_owned()
}

fn pesapal_orders() -> TableCreateStatement {
    Table::create()
        .table("pesapal_orders")
        .col(uuid("payment_id").primary_key())
        .col(uuid("provider_id"))
        .col(text_null("tracking_id"))
        .col(moment("created_at"))
        .to_owned()
}
