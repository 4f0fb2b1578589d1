//! The health of all sites, for admins.

use domain::ids::{ProviderId, SiteId};
use sea_orm::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::Platform;
use crate::books::Site;
use crate::columns::Key;
use crate::entities::site;
use crate::error::StoreError;

/// A site and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteHealth {
    /// Whose it is.
    pub provider: ProviderId,
    /// The site, with when it was last seen.
    pub site: Site,
}

impl Platform<'_> {
    /// Up to `limit` sites of all providers behind a pair of ids, in the order of ids.
    pub async fn all_sites(
        &self,
        after: Option<(ProviderId, SiteId)>,
        limit: u64,
    ) -> Result<Vec<SiteHealth>, StoreError> {
        let transaction = self.read().await?;
        let select = site::Entity::find().filter(behind(after));
        let sorted = select.order_by_asc(site::Column::ProviderId).order_by_asc(site::Column::Id);
        let rows = sorted.limit(limit).all(&*transaction).await?;
        rows.into_iter().map(SiteHealth::try_from).collect()
    }
}

fn behind(after: Option<(ProviderId, SiteId)>) -> Condition {
    let Some((provider, site)) = after else { return Condition::all() };
    let columns = Expr::tuple([Expr::col(site::Column::ProviderId), Expr::col(site::Column::Id)]);
    Condition::all().add(columns.gt(Expr::tuple([Expr::value(provider.uuid()), Expr::value(site.uuid())])))
}

impl TryFrom<site::Model> for SiteHealth {
    type Error = StoreError;

    fn try_from(row: site::Model) -> Result<Self, StoreError> {
        Ok(SiteHealth { provider: ProviderId::from_uuid(row.provider_id), site: row.try_into()? })
    }
}
