//! Plans as the sites announced them.

use domain::ids::{PlanId, SiteId};
use domain::plan::{Allowance, Rate, Terms};
use sea_orm::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::ProviderBooks;
use crate::columns::{Key, count, money, small_count};
use crate::entities::plan;
use crate::error::StoreError;

/// A plan and the site that sells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The site.
    pub site: SiteId,
    /// What is sold there.
    pub plan: domain::plan::Plan,
}

impl TryFrom<plan::Model> for Plan {
    type Error = StoreError;

    fn try_from(row: plan::Model) -> Result<Self, StoreError> {
        let rate = row.rate_up_bits_per_sec.zip(row.rate_down_bits_per_sec);
        let rate = rate.map(|(up, down)| {
            Ok::<_, StoreError>(Rate { up_bits_per_sec: small_count(up)?, down_bits_per_sec: small_count(down)? })
        });
        let terms = Terms {
            allowance: allowance(&row)?,
            rate: rate.transpose()?,
            devices: u8::try_from(row.devices).map_err(|_| StoreError::Damaged("a count of devices"))?,
            idle_timeout_secs: row.idle_timeout_secs.map(small_count).transpose()?,
            unused_validity_secs: small_count(row.unused_validity_secs)?,
            outage_credit: row.outage_credit,
        };
        let price = money(row.price_cents, &row.currency)?;
        let plan = domain::plan::Plan { id: PlanId::from_uuid(row.id), name: row.name, price, terms };
        Ok(Plan { site: SiteId::from_uuid(row.site_id), plan })
    }
}

fn allowance(row: &plan::Model) -> Result<Allowance, StoreError> {
    let duration_secs = small_count(row.duration_secs)?;
    match (row.kind.as_str(), row.data_limit_bytes) {
        ("elapsed", _) => Ok(Allowance::Elapsed { duration_secs }),
        ("online", _) => Ok(Allowance::Online { duration_secs }),
        ("data", Some(bytes)) => Ok(Allowance::Data { quota_bytes: count(bytes), validity_secs: duration_secs }),
        _ => Err(StoreError::Damaged("a kind of plan")),
    }
}

impl ProviderBooks<'_> {
    /// Up to `limit` plans of one site or all, by name.
    pub async fn plans(&self, site: Option<SiteId>, limit: u64) -> Result<Vec<Plan>, StoreError> {
        let mut list = plan::Entity::find().filter(plan::Column::ProviderId.eq(self.uuid()));
        if let Some(site) = site {
            list = list.filter(plan::Column::SiteId.eq(site.uuid()));
        }
        let transaction = self.read().await?;
        let sorted = list.order_by_asc(plan::Column::Name).order_by_asc(plan::Column::Id).limit(limit);
        sorted.all(&*transaction).await?.into_iter().map(Plan::try_from).collect()
    }

    /// Up to `limit` plans of this name at whatever site: a plan that the owner sells everywhere has one name.
    pub async fn plans_named(&self, id: PlanId, limit: u64) -> Result<Vec<Plan>, StoreError> {
        let list = plan::Entity::find()
            .filter(plan::Column::ProviderId.eq(self.uuid()))
            .filter(plan::Column::Id.eq(id.uuid()))
            .order_by_asc(plan::Column::SiteId)
            .limit(limit);
        let transaction = self.read().await?;
        list.all(&*transaction).await?.into_iter().map(Plan::try_from).collect()
    }

    /// One plan of a site.
    pub async fn plan(&self, site: SiteId, id: PlanId) -> Result<Option<Plan>, StoreError> {
        let transaction = self.read().await?;
        let row = plan::Entity::find_by_id((self.uuid(), site.uuid(), id.uuid())).one(&*transaction).await?;
        row.map(Plan::try_from).transpose()
    }
}
