//! Who the cloud is to its gateways: keys of one seed, made once by whichever process comes first, kept in the books and
//! sealed there. A gateway knows them from its enrolment on, so they outlive every ENCRYPTION_KEY.

use cloud_store::{CloudStore, StoreError};
use domain::ids::Chance;
use sync_proto::Keys;

use crate::vault::{Unopened, Vault};

/// What the seed is called in the books, and the place it is sealed for.
const NAME: &str = "sync";
const PLACE: &str = "cloud_keys/sync";

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoIdentity {
    /// The books do not give them.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the books give does not open: one sentence about ENCRYPTION_KEY.
    #[error(
        "the cloud's own keys do not open: {0}; set ENCRYPTION_KEY to the key this database was begun with, or list \
         that one in ENCRYPTION_KEYS_OLD"
    )]
    Unopened(#[from] Unopened),
}

/// The cloud's keys, which are made if there are none.
pub(crate) async fn keys(
    store: &CloudStore,
    vault: &Vault,
    chance: &mut (dyn Chance + Send),
    now_ms: u64,
) -> Result<Keys, NoIdentity> {
    let kept = match store.platform().cloud_key(NAME).await? {
        Some(kept) => kept,
        None => {
            let mut seed = [0; 32];
            chance.fill(&mut seed);
            let sealed = vault.seal(PLACE, &seed, chance).ok_or(Unopened::Damaged)?;
            store.platform().put_cloud_key(NAME, sealed.as_bytes(), now_ms).await?
        }
    };
    let seed = vault.open(PLACE, text(&kept)?)?;
    Ok(Keys::from_seed(&seed.try_into().map_err(|_| Unopened::Damaged)?))
}

/// Seals the seed under the current key. Whether that was needed.
pub(crate) async fn reseal(
    store: &CloudStore,
    vault: &Vault,
    chance: &mut (dyn Chance + Send),
) -> Result<bool, NoIdentity> {
    let Some(kept) = store.platform().cloud_key(NAME).await? else { return Ok(false) };
    let Some(anew) = vault.reseal(PLACE, text(&kept)?, chance)? else { return Ok(false) };
    Ok(store.platform().reseal_cloud_key(NAME, &kept, anew.as_bytes()).await?)
}

fn text(kept: &[u8]) -> Result<&str, Unopened> {
    std::str::from_utf8(kept).map_err(|_| Unopened::NotSealed)
}
