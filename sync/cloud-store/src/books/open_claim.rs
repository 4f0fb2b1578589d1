//! The code with which a gateway may claim a site now.

use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::ProviderBooks;
use crate::columns::{Key, at, ms};
use crate::entities::claim;
use crate::error::StoreError;

/// A code that is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenClaim {
    /// Its hash.
    pub code_hash: Vec<u8>,
    /// Until when it is good, in milliseconds since 1970.
    pub expires_ms: u64,
}

impl ProviderBooks<'_> {
    /// The code of a site that is neither spent nor too old.
    pub async fn open_claim(&self, site: SiteId, now_ms: u64) -> Result<Option<OpenClaim>, StoreError> {
        let transaction = self.read().await?;
        let select = claim::Entity::find()
            .filter(claim::Column::ProviderId.eq(self.uuid()))
            .filter(claim::Column::SiteId.eq(site.uuid()))
            .filter(claim::Column::SpentAt.is_null())
            .filter(claim::Column::ExpiresAt.gt(at(now_ms)));
        let row = select.order_by_desc(claim::Column::ExpiresAt).limit(1).one(&*transaction).await?;
        Ok(row.map(|row| OpenClaim { code_hash: row.code_hash, expires_ms: ms(row.expires_at) }))
    }
}
