//! A payment, a guest's or the provider's own.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_name = "type")]
    pub flow: crate::books::Flow,
    pub site_id: Option<Uuid>,
    pub plan_id: Option<Uuid>,
    pub ticket_id: Option<Uuid>,
    pub provider_payload: Option<Json>,
    pub amount_cents: i64,
    pub currency: String,
    pub external_txn_id: Option<String>,
    pub status: crate::books::PaymentStatus,
    pub failure_code: Option<String>,
    pub created_at: DateTimeUtc,
    pub paid_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
