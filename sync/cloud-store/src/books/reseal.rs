//! Secrets under a new key: read and written while nobody else may change them, so that what an owner saves meanwhile stays.

use sea_orm::prelude::*;
use sea_orm::{IntoActiveModel, QuerySelect, Set};

use super::{Credentials, ProviderBooks};
use crate::entities::provider;
use crate::error::StoreError;

impl ProviderBooks<'_> {
    /// Lets somebody seal the provider's secrets anew; returns how many that were. Nothing is written if it refuses.
    pub async fn reseal_credentials<E>(
        &self,
        reseal: impl FnOnce(&mut Credentials) -> Result<u32, E> + Send,
    ) -> Result<Result<u32, E>, StoreError> {
        let transaction = self.write().await?;
        let row = provider::Entity::find_by_id(self.uuid()).lock_exclusive().one(&*transaction).await?;
        let Some(row) = row else { return Ok(Ok(0)) };
        let mut secrets = Credentials::from(row.clone());
        let resealed = match reseal(&mut secrets) {
            Ok(0) => return Ok(Ok(0)),
            Ok(resealed) => resealed,
            Err(refused) => return Ok(Err(refused)),
        };
        let mut row = row.into_active_model();
        row.mpesa_consumer_key = Set(secrets.mpesa_consumer_key);
        row.mpesa_consumer_secret = Set(secrets.mpesa_consumer_secret);
        row.mpesa_passkey = Set(secrets.mpesa_passkey);
        row.mpesa_initiator_password = Set(secrets.mpesa_initiator_password);
        row.update(&*transaction).await?;
        transaction.commit().await?;
        Ok(Ok(resealed))
    }
}
