//! Something a person has to look at.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "review_items")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Option<Uuid>,
    pub trouble: String,
    pub checkout_id: Option<Uuid>,
    pub receipt: Option<String>,
    pub asked_cents: Option<i64>,
    pub arrived_cents: Option<i64>,
    pub currency: Option<String>,
    pub status: crate::books::ReviewStatus,
    pub resolved_by_itself: Option<bool>,
    pub opened_at: DateTimeUtc,
    pub resolved_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
