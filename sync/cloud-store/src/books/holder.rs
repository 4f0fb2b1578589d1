//! Which site a sale belongs to, by the name it has on the rail.

use domain::checkout::Reference;
use domain::ids::SiteId;
use sea_orm::QuerySelect;
use sea_orm::prelude::*;

use super::ProviderBooks;
use crate::columns::Key;
use crate::entities::payment;
use crate::error::StoreError;

impl ProviderBooks<'_> {
    /// The site whose checkout has this short name; `None` if there is none, or more than one.
    pub async fn site_of_reference(&self, reference: Reference) -> Result<Option<SiteId>, StoreError> {
        let (first, last) = reference.ids();
        let transaction = self.read().await?;
        let rows = payment::Entity::find()
            .filter(payment::Column::ProviderId.eq(self.uuid()))
            .filter(payment::Column::Id.between(first.uuid(), last.uuid()))
            .limit(2)
            .all(&*transaction)
            .await?;
        Ok(match &rows[..] {
            [only] => only.site_id.map(SiteId::from_uuid),
            _ => None,
        })
    }
}
