//! A site, its keys, and how far it and the cloud have understood each other.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sites")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub status: crate::books::SiteStatus,
    pub signing_key: Option<Vec<u8>>,
    pub sealing_key: Option<Vec<u8>>,
    pub created_at: DateTimeUtc,
    pub enrolled_at: Option<DateTimeUtc>,
    pub confirmed_at: Option<DateTimeUtc>,
    pub epoch: i64,
    pub push_start: i64,
    pub push_number: i64,
    pub hold_start: i64,
    pub hold_number: i64,
    pub last_seen_at: Option<DateTimeUtc>,
    pub version: Option<String>,
    pub wan: Option<String>,
    pub applied: i64,
    pub last_directive: i64,
    pub settings: Option<Json>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
