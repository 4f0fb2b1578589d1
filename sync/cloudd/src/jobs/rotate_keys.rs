//! What is sealed with an old key is sealed with ENCRYPTION_KEY. A process that does not know that key yet could then open
//! nothing: it is to be given to all of them, with the old one beside it, before a night has passed.

use cloud_store::{CloudStore, StoreError};
use domain::ids::{Chance, ProviderId};

use super::AT_ONCE;
use super::failures::Failures;
use crate::identity::NoIdentity;
use crate::vault::{Unopened, Vault};
use crate::{credentials, identity};

/// Why it is not done. What was sealed anew until then stays so.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotRotated {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Identity(#[from] NoIdentity),
    #[error("a secret of provider {0} does not open: {1}")]
    Unopened(ProviderId, Unopened),
}

/// Seals anew whatever an old key has sealed; returns how much that was.
pub(crate) async fn rotate_keys(
    store: &CloudStore,
    vault: &Vault,
    chance: &mut (dyn Chance + Send),
) -> Result<u32, NotRotated> {
    let mut resealed = u32::from(identity::reseal(store, vault, chance).await?);
    let mut failures = Failures::of("rotate-keys");
    let mut after: Option<ProviderId> = None;
    loop {
        let page = store.platform().providers(after, AT_ONCE).await?;
        let Some(last) = page.last() else { return failures.or(resealed) };
        after = Some(last.id);
        for provider in page.iter().map(|provider| provider.id) {
            let of_provider = reseal(store, provider, vault, chance).await;
            resealed += failures.pass(provider, of_provider)?.unwrap_or(0);
        }
    }
}

async fn reseal(
    store: &CloudStore,
    provider: ProviderId,
    vault: &Vault,
    chance: &mut (dyn Chance + Send),
) -> Result<u32, NotRotated> {
    let anew = |secrets: &mut _| credentials::reseal(secrets, provider, vault, chance);
    let resealed = store.provider(provider).reseal_credentials(anew).await?;
    resealed.map_err(|error| NotRotated::Unopened(provider, error))
}
