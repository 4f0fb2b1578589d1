//! What the events of sites add up to: plans, payments, tickets, sessions, and what waits before a person.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, boolean_null, integer, json_binary_null, text, text_null, uuid, uuid_null,
};

use crate::columns::{count, hours, megabytes, moment, moment_null, shillings, tenant_index, tenant_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [plans(), payments(), tickets(), sessions(), review_items()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn plans() -> TableCreateStatement {
    tenant_table("plans", &["site_id", "id"])
        .col(uuid("site_id"))
        .col(uuid("id"))
        .col(text("name"))
        .col(big_integer("price_cents"))
        .col(shillings("price", "price_cents"))
        .col(text("currency"))
        .col(text("kind"))
        .col(text("plan_type"))
        .col(big_integer("duration_secs"))
        .col(hours("duration_hours", "duration_secs"))
        .col(big_integer_null("data_limit_bytes"))
        .col(megabytes("data_limit_mb", "data_limit_bytes"))
        .col(big_integer_null("rate_up_bits_per_sec"))
        .col(big_integer_null("rate_down_bits_per_sec"))
        .col(integer("devices"))
        .col(big_integer_null("idle_timeout_secs"))
        .col(big_integer("unused_validity_secs"))
        .col(boolean("outage_credit"))
        .col(moment("created_at"))
        .to_owned()
}

fn payments() -> TableCreateStatement {
    tenant_table("payments", &["id"])
        .col(uuid("id"))
        .col(text("type"))
        .col(uuid_null("site_id"))
        .col(uuid_null("plan_id"))
        .col(uuid_null("ticket_id"))
        .col(json_binary_null("provider_payload"))
        .col(big_integer("amount_cents"))
        .col(shillings("amount", "amount_cents"))
        .col(text("currency").default("KES"))
        .col(text_null("external_txn_id"))
        .col(text("status"))
        .col(text_null("failure_code"))
        .col(moment("created_at"))
        .col(moment_null("paid_at"))
        .to_owned()
}

/// A ticket may be heard of at another site before the site that sold it is heard: what is not known yet is null.
fn tickets() -> TableCreateStatement {
    tenant_table("tickets", &["id"])
        .col(uuid("id"))
        .col(uuid("site_id"))
        .col(text_null("code"))
        .col(text_null("username"))
        .col(text_null("password"))
        .col(uuid_null("plan_id"))
        .col(text_null("kind"))
        .col(text_null("plan_type"))
        .col(big_integer_null("duration_secs"))
        .col(hours("duration_hours", "duration_secs"))
        .col(big_integer_null("data_limit_bytes"))
        .col(megabytes("data_limit_mb", "data_limit_bytes"))
        .col(big_integer_null("unused_validity_secs"))
        .col(count("price_cents"))
        .col(shillings("price", "price_cents"))
        .col(text("currency").default("KES"))
        .col(text("status"))
        .col(text_null("device"))
        .col(moment_null("expires_at"))
        .col(moment_null("activated_at"))
        .col(moment_null("ended_at"))
        .col(moment("created_at"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    tenant_table("sessions", &["site_id", "id"])
        .col(uuid("site_id"))
        .col(uuid("id"))
        .col(uuid("ticket_id"))
        .col(text("nas"))
        .col(text("acct_session_id"))
        .col(text_null("device"))
        .col(moment_null("started_at"))
        .col(moment_null("ended_at"))
        .col(text_null("closing"))
        .col(count("secs"))
        .col(count("bytes_up"))
        .col(count("bytes_down"))
        .col(moment("heard_at"))
        .to_owned()
}

fn review_items() -> TableCreateStatement {
    tenant_table("review_items", &["id"])
        .col(uuid("id"))
        .col(uuid_null("site_id"))
        .col(text("trouble"))
        .col(uuid_null("checkout_id"))
        .col(text_null("receipt"))
        .col(big_integer_null("asked_cents"))
        .col(big_integer_null("arrived_cents"))
        .col(text_null("currency"))
        .col(text("status"))
        .col(boolean_null("resolved_by_itself"))
        .col(moment("opened_at"))
        .col(moment_null("resolved_at"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 9] {
    let one_payment_a_receipt =
        tenant_index("payments_by_receipt", "payments", &["type", "external_txn_id"]).unique().to_owned();
    [
        one_payment_a_receipt,
        tenant_index("payments_by_age", "payments", &["created_at", "id"]),
        tenant_index("payments_by_day", "payments", &["paid_at"]),
        tenant_index("tickets_by_age", "tickets", &["created_at", "id"]),
        tenant_index("tickets_by_code", "tickets", &["code"]),
        tenant_index("sessions_by_name", "sessions", &["site_id", "nas", "acct_session_id", "heard_at"]),
        tenant_index("sessions_by_age", "sessions", &["heard_at", "id"]),
        tenant_index("sessions_by_ticket", "sessions", &["ticket_id"]),
        tenant_index("review_items_by_age", "review_items", &["status", "opened_at", "id"]),
    ]
}
