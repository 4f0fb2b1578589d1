//! Sites: made by the owner, claimed by a gateway, confirmed by the owner.

use domain::ids::SiteId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::{ProviderBooks, SiteStatus};
use crate::columns::{self, Key, at, count, ms, small_count};
use crate::entities::{claim, site};
use crate::error::{OrRefused, Refused, StoreError};
use crate::transaction::Transaction;

/// A site to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewSite<'a> {
    /// Its identity, freshly drawn.
    pub id: SiteId,
    /// What the owner calls it; one name a site.
    pub name: &'a str,
    /// The hash of the code with which a gateway claims it.
    pub claim_hash: &'a [u8],
    /// Until when the code is good, in milliseconds since 1970.
    pub claim_expires_ms: u64,
}

/// The public keys of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteKeys {
    /// Ed25519: what its frames are verified with.
    pub signing: [u8; 32],
    /// X25519: what its secrets are sealed to.
    pub sealing: [u8; 32],
}

/// The counter of a frame. The later of two is the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counter {
    /// How often the gateway has begun to speak.
    pub start: u32,
    /// The frame's number since then.
    pub number: u64,
}

/// A site. Moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its identity.
    pub id: SiteId,
    /// What the owner calls it.
    pub name: String,
    /// How far it has come.
    pub status: SiteStatus,
    /// The keys of its gateway, once one has claimed it.
    pub keys: Option<SiteKeys>,
    /// When it was made.
    pub created_ms: u64,
    /// When a gateway claimed it.
    pub enrolled_ms: Option<u64>,
    /// When the owner confirmed that gateway.
    pub confirmed_ms: Option<u64>,
    /// The highest epoch of its outbox that is known; zero before the first.
    pub epoch: u32,
    /// The last frame admitted on the way up.
    pub push: Counter,
    /// The last frame admitted on the way down.
    pub hold: Counter,
    /// When its gateway last spoke.
    pub last_seen_ms: Option<u64>,
    /// The version its gateway runs.
    pub version: Option<String>,
    /// What its gateway says of its way to the internet.
    pub wan: Option<String>,
    /// The last directive that its gateway has carried out.
    pub applied: u64,
    /// The last directive there is for it.
    pub last_directive: u64,
}

impl TryFrom<site::Model> for Site {
    type Error = StoreError;

    fn try_from(row: site::Model) -> Result<Self, StoreError> {
        let keys = columns::key(row.signing_key)?.zip(columns::key(row.sealing_key)?);
        Ok(Site {
            id: SiteId::from_uuid(row.id),
            name: row.name,
            status: row.status,
            keys: keys.map(|(signing, sealing)| SiteKeys { signing, sealing }),
            created_ms: ms(row.created_at),
            enrolled_ms: row.enrolled_at.map(ms),
            confirmed_ms: row.confirmed_at.map(ms),
            epoch: small_count(row.epoch)?,
            push: Counter { start: small_count(row.push_start)?, number: count(row.push_number) },
            hold: Counter { start: small_count(row.hold_start)?, number: count(row.hold_number) },
            last_seen_ms: row.last_seen_at.map(ms),
            version: row.version,
            wan: row.wan,
            applied: count(row.applied),
            last_directive: count(row.last_directive),
        })
    }
}

impl ProviderBooks<'_> {
    /// Makes a site and the code that claims it.
    pub async fn create_site(&self, new: NewSite<'_>, now_ms: u64) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        let row = site::ActiveModel {
            provider_id: Set(self.uuid()),
            id: Set(new.id.uuid()),
            name: Set(columns::text(new.name)),
            status: Set(SiteStatus::Waiting),
            created_at: Set(at(now_ms)),
            ..Default::default()
        };
        site::Entity::insert(row).exec_without_returning(&*transaction).await.or_refused(Refused::SiteNameTaken)?;
        self.put_claim(&transaction, new.id, new.claim_hash, new.claim_expires_ms).await?;
        transaction.commit().await
    }

    /// Gives a site a new code; what older codes are not spent yet are void. False if there is no such site.
    pub async fn renew_claim(&self, id: SiteId, claim_hash: &[u8], expires_ms: u64) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        if self.lock_site(&transaction, id).await?.is_none() {
            return Ok(false);
        }
        claim::Entity::delete_many()
            .filter(claim::Column::ProviderId.eq(self.uuid()))
            .filter(claim::Column::SiteId.eq(id.uuid()))
            .filter(claim::Column::SpentAt.is_null())
            .exec(&*transaction)
            .await?;
        self.put_claim(&transaction, id, claim_hash, expires_ms).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Up to `limit` sites behind a name, in the order of names.
    pub async fn sites(&self, after: Option<&str>, limit: u64) -> Result<Vec<Site>, StoreError> {
        let transaction = self.read().await?;
        let mut select = site::Entity::find().filter(site::Column::ProviderId.eq(self.uuid()));
        if let Some(name) = after {
            select = select.filter(site::Column::Name.gt(name));
        }
        let rows = select.order_by_asc(site::Column::Name).limit(limit).all(&*transaction).await?;
        rows.into_iter().map(Site::try_from).collect()
    }

    /// One site.
    pub async fn site(&self, id: SiteId) -> Result<Option<Site>, StoreError> {
        let transaction = self.read().await?;
        let row = site::Entity::find_by_id((self.uuid(), id.uuid())).one(&*transaction).await?;
        row.map(Site::try_from).transpose()
    }

    /// Whoever writes for a site locks its row first: what is written for one site is written one after the other.
    pub(crate) async fn lock_site(
        &self,
        transaction: &Transaction<'_>,
        id: SiteId,
    ) -> Result<Option<site::Model>, StoreError> {
        Ok(site::Entity::find_by_id((self.uuid(), id.uuid())).lock_exclusive().one(&**transaction).await?)
    }

    async fn put_claim(
        &self,
        transaction: &Transaction<'_>,
        site: SiteId,
        code_hash: &[u8],
        expires_ms: u64,
    ) -> Result<(), StoreError> {
        let row = claim::ActiveModel {
            code_hash: Set(code_hash.to_vec()),
            provider_id: Set(self.uuid()),
            site_id: Set(site.uuid()),
            expires_at: Set(at(expires_ms)),
            spent_at: Set(None),
        };
        claim::Entity::insert(row).exec_without_returning(&**transaction).await?;
        Ok(())
    }
}
