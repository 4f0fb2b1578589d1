//! The provider's own accounts with the rails. The secret ones are sealed texts: the roof seals and opens them.

use sea_orm::prelude::*;
use sea_orm::{IntoActiveModel, QuerySelect, Set};

use super::ProviderBooks;
use crate::columns;
use crate::entities::provider;
use crate::error::StoreError;

/// A provider's accounts.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Pesapal's name for the provider.
    pub pesapal_merchant_id: Option<String>,
    /// The shortcode of the Daraja app.
    pub mpesa_shortcode: Option<String>,
    /// The till, where guests pay to one.
    pub mpesa_till: Option<String>,
    /// The app's key, sealed.
    pub mpesa_consumer_key: Option<String>,
    /// The app's secret, sealed.
    pub mpesa_consumer_secret: Option<String>,
    /// The passkey of the shortcode, sealed.
    pub mpesa_passkey: Option<String>,
    /// Who asks for the state of transactions; never leaves the cloud.
    pub mpesa_initiator_name: Option<String>,
    /// Their password, sealed; never leaves the cloud.
    pub mpesa_initiator_password: Option<String>,
}

/// Sealed or not, they are nobody's to read in a log.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("mpesa_shortcode", &self.mpesa_shortcode).finish_non_exhaustive()
    }
}

impl From<provider::Model> for Credentials {
    fn from(row: provider::Model) -> Self {
        Credentials {
            pesapal_merchant_id: row.pesapal_merchant_id,
            mpesa_shortcode: row.mpesa_shortcode,
            mpesa_till: row.mpesa_till,
            mpesa_consumer_key: row.mpesa_consumer_key,
            mpesa_consumer_secret: row.mpesa_consumer_secret,
            mpesa_passkey: row.mpesa_passkey,
            mpesa_initiator_name: row.mpesa_initiator_name,
            mpesa_initiator_password: row.mpesa_initiator_password,
        }
    }
}

impl ProviderBooks<'_> {
    /// The accounts. `None` if there is no such provider.
    pub async fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        let transaction = self.read().await?;
        let row = provider::Entity::find_by_id(self.uuid()).one(&*transaction).await?;
        Ok(row.map(Credentials::from))
    }

    /// Changes them while nobody else may, so that what others have saved meanwhile stays. False if there is no such
    /// provider.
    pub async fn change_credentials(&self, change: impl FnOnce(&mut Credentials) + Send) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let row = provider::Entity::find_by_id(self.uuid()).lock_exclusive().one(&*transaction).await?;
        let Some(row) = row else { return Ok(false) };
        let mut accounts = Credentials::from(row.clone());
        change(&mut accounts);
        let text = |text: Option<String>| Set(text.map(|text| columns::text(&text)));
        let row = provider::ActiveModel {
            pesapal_merchant_id: text(accounts.pesapal_merchant_id),
            mpesa_shortcode: text(accounts.mpesa_shortcode),
            mpesa_till: text(accounts.mpesa_till),
            mpesa_consumer_key: text(accounts.mpesa_consumer_key),
            mpesa_consumer_secret: text(accounts.mpesa_consumer_secret),
            mpesa_passkey: text(accounts.mpesa_passkey),
            mpesa_initiator_name: text(accounts.mpesa_initiator_name),
            mpesa_initiator_password: text(accounts.mpesa_initiator_password),
            ..row.into_active_model()
        };
        row.update(&*transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
