//! A ticket, as far as the cloud has heard of it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tickets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub code: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
    pub plan_id: Option<Uuid>,
    pub kind: Option<String>,
    pub plan_type: Option<String>,
    pub duration_secs: Option<i64>,
    pub data_limit_bytes: Option<i64>,
    pub unused_validity_secs: Option<i64>,
    pub price_cents: i64,
    pub currency: String,
    pub status: crate::books::TicketStatus,
    pub device: Option<String>,
    pub expires_at: Option<DateTimeUtc>,
    pub activated_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub custodian_id: Option<Uuid>,
    pub itinerary: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
