//! A provider.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "providers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub business_name: String,
    pub contact_email: String,
    pub pesapal_merchant_id: Option<String>,
    pub mpesa_consumer_key: Option<String>,
    pub mpesa_consumer_secret: Option<String>,
    pub mpesa_shortcode: Option<String>,
    pub mpesa_till: Option<String>,
    pub mpesa_passkey: Option<String>,
    pub mpesa_initiator_name: Option<String>,
    pub mpesa_initiator_password: Option<String>,
    pub mpesa_callback_path: String,
    pub status: crate::platform::ProviderStatus,
    pub created_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
