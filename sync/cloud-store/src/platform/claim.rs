//! Claims: a gateway that knows nothing but a code becomes the gateway of one site, once.

use domain::ids::{ProviderId, SiteId};
use sea_orm::FromQueryResult;
use sea_orm::prelude::*;
use sea_orm::sea_query::{Query, UpdateStatement};

use super::Platform;
use crate::books::{SiteKeys, SiteStatus};
use crate::columns::{Key, at};
use crate::entities::{claim, site};
use crate::error::StoreError;
use crate::transaction::Transaction;

/// What a code was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Whose site it is.
    pub provider: ProviderId,
    /// The site.
    pub site: SiteId,
    /// What the owner calls it.
    pub name: String,
}

impl Platform<'_> {
    /// Spends a code and makes whoever showed it the gateway of its site, which the owner then has to confirm. `None` if
    /// the code is unknown, spent or too old; of two who show it at once one is told so. A gateway that did not hear the
    /// answer shows the same code again while it is good, with the same keys: it is told the same, and nothing changes.
    pub async fn claim(&self, code_hash: &[u8], keys: SiteKeys, now_ms: u64) -> Result<Option<Claimed>, StoreError> {
        let transaction = self.write().await?;
        let Some(row) = transaction.query_one(&spend(code_hash, now_ms)).await? else {
            return claimed_before(&transaction, code_hash, keys, now_ms).await;
        };
        let claim = claim::Model::from_query_result(&row, "")?;
        let Some(row) = transaction.query_one(&enrol(&claim, keys, now_ms)).await? else { return Ok(None) };
        let name = row.try_get("", "name")?;
        transaction.commit().await?;
        let (provider, site) = (ProviderId::from_uuid(claim.provider_id), SiteId::from_uuid(claim.site_id));
        Ok(Some(Claimed { provider, site, name }))
    }
}

/// What a code was spent for by the gateway that shows it again. Once another has claimed the site since, it is nobody's.
async fn claimed_before(
    transaction: &Transaction<'_>,
    code_hash: &[u8],
    keys: SiteKeys,
    now_ms: u64,
) -> Result<Option<Claimed>, StoreError> {
    let spent = claim::Entity::find()
        .filter(claim::Column::CodeHash.eq(code_hash))
        .filter(claim::Column::SpentAt.is_not_null())
        .filter(claim::Column::ExpiresAt.gt(at(now_ms)));
    let Some(claim) = spent.one(&**transaction).await? else { return Ok(None) };
    let site = site::Entity::find_by_id((claim.provider_id, claim.site_id))
        .filter(site::Column::SigningKey.eq(keys.signing.to_vec()))
        .filter(site::Column::SealingKey.eq(keys.sealing.to_vec()));
    let site = site.one(&**transaction).await?;
    let (provider, site_id) = (ProviderId::from_uuid(claim.provider_id), SiteId::from_uuid(claim.site_id));
    Ok(site.map(|site| Claimed { provider, site: site_id, name: site.name }))
}

fn spend(code_hash: &[u8], now_ms: u64) -> UpdateStatement {
    Query::update()
        .table(claim::Entity)
        .value(claim::Column::SpentAt, at(now_ms))
        .and_where(claim::Column::CodeHash.eq(code_hash))
        .and_where(claim::Column::SpentAt.is_null())
        .and_where(claim::Column::ExpiresAt.gt(at(now_ms)))
        .returning_all()
        .to_owned()
}

/// A new gateway counts its frames from the beginning, and is not to be trusted because the one before was.
fn enrol(claim: &claim::Model, keys: SiteKeys, now_ms: u64) -> UpdateStatement {
    Query::update()
        .table(site::Entity)
        .value(site::Column::Status, SiteStatus::Enrolled)
        .value(site::Column::SigningKey, keys.signing.to_vec())
        .value(site::Column::SealingKey, keys.sealing.to_vec())
        .value(site::Column::EnrolledAt, at(now_ms))
        .value(site::Column::ConfirmedAt, None::<DateTimeUtc>)
        .value(site::Column::PushStart, 0)
        .value(site::Column::PushNumber, 0)
        .value(site::Column::HoldStart, 0)
        .value(site::Column::HoldNumber, 0)
        .value(site::Column::Applied, 0)
        .and_where(site::Column::ProviderId.eq(claim.provider_id))
        .and_where(site::Column::Id.eq(claim.site_id))
        .returning_col(site::Column::Name)
        .to_owned()
}
