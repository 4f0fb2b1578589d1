//! Providers: they register, and are approved or suspended by an admin.

use domain::ids::ProviderId;
use sea_orm::prelude::*;
use sea_orm::{ActiveValue, QueryOrder, QuerySelect, Set};

use super::Platform;
use crate::columns::{self, Key, at, ms};
use crate::entities::provider;
use crate::error::StoreError;

/// How far a provider has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProviderStatus {
    /// Waits for an admin.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// May sell.
    #[sea_orm(string_value = "active")]
    Active,
    /// Was stopped by an admin.
    #[sea_orm(string_value = "suspended")]
    Suspended,
}

/// A provider to be made; it waits for an admin.
#[derive(Clone, Copy, Debug)]
pub struct NewProvider<'a> {
    /// Its identity, freshly drawn.
    pub id: ProviderId,
    /// What the business is called.
    pub business_name: &'a str,
    /// Whom to write to.
    pub contact_email: &'a str,
}

/// A provider, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its identity.
    pub id: ProviderId,
    /// What the business is called.
    pub business_name: String,
    /// Whom to write to.
    pub contact_email: String,
    /// Pesapal's name for it.
    pub pesapal_merchant_id: Option<String>,
    /// The shortcode its guests pay to.
    pub mpesa_shortcode: Option<String>,
    /// Where M-PESA's callbacks for it go.
    pub mpesa_callback_path: String,
    /// How far it has come.
    pub status: ProviderStatus,
    /// When it registered, in milliseconds since 1970.
    pub created_ms: u64,
}

impl From<provider::Model> for Provider {
    fn from(row: provider::Model) -> Self {
        Provider {
            id: ProviderId::from_uuid(row.id),
            business_name: row.business_name,
            contact_email: row.contact_email,
            pesapal_merchant_id: row.pesapal_merchant_id,
            mpesa_shortcode: row.mpesa_shortcode,
            mpesa_callback_path: row.mpesa_callback_path,
            status: row.status,
            created_ms: ms(row.created_at),
        }
    }
}

impl Platform<'_> {
    /// Makes a provider.
    pub async fn create_provider(&self, new: NewProvider<'_>, now_ms: u64) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        let row = provider::ActiveModel {
            id: Set(new.id.uuid()),
            business_name: Set(columns::text(new.business_name)),
            contact_email: Set(columns::text(new.contact_email)),
            mpesa_callback_path: Set(format!("/api/mpesa/callback/{}", new.id)),
            status: Set(ProviderStatus::Pending),
            created_at: Set(at(now_ms)),
            ..Default::default()
        };
        provider::Entity::insert(row).exec_without_returning(&*transaction).await?;
        transaction.commit().await
    }

    /// Lets a provider sell. False if there is no such provider.
    pub async fn approve_provider(&self, id: ProviderId) -> Result<bool, StoreError> {
        self.set_status(id, ProviderStatus::Active).await
    }

    /// Stops a provider. False if there is no such provider.
    pub async fn suspend_provider(&self, id: ProviderId) -> Result<bool, StoreError> {
        self.set_status(id, ProviderStatus::Suspended).await
    }

    async fn set_status(&self, id: ProviderId, status: ProviderStatus) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let row = provider::ActiveModel { status: Set(status), ..Default::default() };
        let done = provider::Entity::update_many()
            .set(provider::ActiveModel { id: ActiveValue::NotSet, ..row })
            .filter(provider::Column::Id.eq(id.uuid()))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected == 1)
    }

    /// One provider.
    pub async fn provider(&self, id: ProviderId) -> Result<Option<Provider>, StoreError> {
        let transaction = self.read().await?;
        let row = provider::Entity::find_by_id(id.uuid()).one(&*transaction).await?;
        Ok(row.map(Provider::from))
    }

    /// Up to `limit` providers behind an id, in the order of ids.
    pub async fn providers(&self, after: Option<ProviderId>, limit: u64) -> Result<Vec<Provider>, StoreError> {
        let transaction = self.read().await?;
        let mut select = provider::Entity::find();
        if let Some(id) = after {
            select = select.filter(provider::Column::Id.gt(id.uuid()));
        }
        let rows = select.order_by_asc(provider::Column::Id).limit(limit).all(&*transaction).await?;
        Ok(rows.into_iter().map(Provider::from).collect())
    }
}
