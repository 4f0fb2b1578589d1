//! The access tokens of the provider's apps. What becomes of one is decided elsewhere; here the row is held meanwhile, so
//! that of two sites that ask at once one is told to fetch.

use sea_orm::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QuerySelect, Set};

use super::{ProviderBooks, SiteStatus};
use crate::columns::{at, capped, count, ms};
use crate::entities::{app_token, site};
use crate::error::StoreError;

/// Apps of one provider, at most: of more nobody is told, and each site fetches for itself.
const MOST_APPS: u64 = 64;

/// What is known of an app's token. Moments are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppToken {
    /// Counts the tokens; zero before the first.
    pub generation: u64,
    /// The token, sealed for the sites that share the app, while there is a good one.
    pub sealed: Option<Vec<u8>>,
    /// When it ends.
    pub ends_ms: Option<u64>,
    /// Since when a site is fetching the next.
    pub fetching_since_ms: Option<u64>,
}

impl From<app_token::Model> for AppToken {
    fn from(row: app_token::Model) -> Self {
        AppToken {
            generation: count(row.generation),
            sealed: row.sealed,
            ends_ms: row.ends_at.map(ms),
            fetching_since_ms: row.fetching_since.map(ms),
        }
    }
}

impl ProviderBooks<'_> {
    /// Changes what is known of an app's token, one after the other with everybody else who does. `None`: the provider
    /// has as many apps as it may have.
    pub async fn change_app_token<T: Send>(
        &self,
        app: &[u8],
        change: impl FnOnce(&mut AppToken) -> T + Send,
    ) -> Result<Option<T>, StoreError> {
        let transaction = self.write().await?;
        let known = app_token::Entity::find().filter(app_token::Column::ProviderId.eq(self.uuid()));
        let this = known.clone().filter(app_token::Column::App.eq(app.to_vec())).lock_exclusive();
        let mut row = this.clone().one(&*transaction).await?;
        if row.is_none() {
            if known.count(&*transaction).await? >= MOST_APPS {
                return Ok(None);
            }
            let new = app_token::ActiveModel {
                provider_id: Set(self.uuid()),
                app: Set(app.to_vec()),
                generation: Set(0),
                ..Default::default()
            };
            let key = [app_token::Column::ProviderId, app_token::Column::App];
            let unless_known = OnConflict::columns(key).do_nothing().to_owned();
            app_token::Entity::insert(new).on_conflict(unless_known).exec_without_returning(&*transaction).await?;
            row = this.one(&*transaction).await?;
        }
        let mut token = row.map(AppToken::from).ok_or(StoreError::Damaged("an app's token"))?;
        let outcome = change(&mut token);
        let new = app_token::ActiveModel {
            generation: Set(capped(token.generation)),
            sealed: Set(token.sealed),
            ends_at: Set(token.ends_ms.map(at)),
            fetching_since: Set(token.fetching_since_ms.map(at)),
            ..Default::default()
        };
        app_token::Entity::update_many()
            .set(new)
            .filter(app_token::Column::ProviderId.eq(self.uuid()))
            .filter(app_token::Column::App.eq(app.to_vec()))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(outcome))
    }

    /// How many of the provider's sites have a confirmed gateway.
    pub async fn confirmed_sites(&self) -> Result<u64, StoreError> {
        let transaction = self.read().await?;
        let sites = site::Entity::find()
            .filter(site::Column::ProviderId.eq(self.uuid()))
            .filter(site::Column::Status.eq(SiteStatus::Confirmed));
        Ok(sites.count(&*transaction).await?)
    }
}
