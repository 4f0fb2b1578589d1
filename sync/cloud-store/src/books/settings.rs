//! How a site speaks to its guests, as its owner set it here; the gateway is asked to take it.

use domain::ids::SiteId;
use domain::settings::Settings;
use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;
use sync_proto::Directive;

use super::ProviderBooks;
use crate::columns::Key;
use crate::entities::site;
use crate::error::{Refused, StoreError};
use crate::transaction::Transaction;

impl ProviderBooks<'_> {
    /// The settings of a site; whatever nobody has set is open.
    pub async fn settings(&self, id: SiteId) -> Result<Settings, StoreError> {
        let transaction = self.read().await?;
        let row = site::Entity::find_by_id((self.uuid(), id.uuid())).one(&*transaction).await?;
        read(row.ok_or(Refused::NoSuchSite)?.settings)
    }

    /// Changes the settings of a site and asks its gateway to take them, both or neither; as they are now, and the
    /// directive's place.
    pub async fn change_settings(
        &self,
        id: SiteId,
        change: impl FnOnce(&mut Settings),
        now_ms: u64,
    ) -> Result<(Settings, u64), StoreError> {
        let transaction = self.write().await?;
        let row = self.lock_site(&transaction, id).await?.ok_or(Refused::NoSuchSite)?;
        let mut settings = read(row.settings)?;
        change(&mut settings);
        let written = serde_json::to_value(&settings).map_err(|_| DAMAGED)?;
        site::Entity::update_many()
            .col_expr(site::Column::Settings, Expr::value(written))
            .filter(site::Column::ProviderId.eq(self.uuid()))
            .filter(site::Column::Id.eq(id.uuid()))
            .exec(&*transaction)
            .await?;
        let place = self.ask_to_take(&transaction, id, &settings, now_ms).await?;
        transaction.commit().await?;
        self.ring(id);
        Ok((settings, place))
    }

    /// Asks a gateway that is new to its site to take what was set before; nothing, where nothing was.
    pub async fn repeat_settings(&self, id: SiteId, now_ms: u64) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        let row = self.lock_site(&transaction, id).await?.ok_or(Refused::NoSuchSite)?;
        let settings = read(row.settings)?;
        if settings != Settings::default() {
            self.ask_to_take(&transaction, id, &settings, now_ms).await?;
            transaction.commit().await?;
            self.ring(id);
        }
        Ok(())
    }

    async fn ask_to_take(
        &self,
        transaction: &Transaction<'_>,
        id: SiteId,
        settings: &Settings,
        now_ms: u64,
    ) -> Result<u64, StoreError> {
        let directive = Directive::PutSettings(settings.clone());
        let body = postcard::to_allocvec(&directive).map_err(|_| DAMAGED)?;
        self.add_directive(transaction, id, directive.kind(), &body, now_ms).await
    }
}

const DAMAGED: StoreError = StoreError::Damaged("the settings of a site");

fn read(row: Option<Json>) -> Result<Settings, StoreError> {
    row.map_or_else(|| Ok(Settings::default()), |json| serde_json::from_value(json).map_err(|_| DAMAGED))
}
