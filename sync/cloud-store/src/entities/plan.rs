//! A plan of a site.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plans")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub site_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub price_cents: i64,
    pub currency: String,
    pub kind: String,
    pub plan_type: String,
    pub duration_secs: i64,
    pub data_limit_bytes: Option<i64>,
    pub rate_up_bits_per_sec: Option<i64>,
    pub rate_down_bits_per_sec: Option<i64>,
    pub devices: i32,
    pub idle_timeout_secs: Option<i64>,
    pub unused_validity_secs: i64,
    pub outage_credit: bool,
    pub created_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
