//! Whose an address is, read from its token before anything is known of the payment, and proven with the key that only the
//! site and the cloud can make.

use cloud_store::StoreError;
use cloud_store::books::Site;
use domain::ids::{CheckoutId, ProviderId, SiteId};
use payment_proto::mpesa::{C2bToken, CallbackKey, CallbackToken};
use sync_proto::Pair;

use crate::cloud::Cloud;
use crate::sync::keys_of;

/// What the address of a push's callback proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ProvenPush {
    pub(super) provider: ProviderId,
    pub(super) site: SiteId,
    pub(super) checkout: CheckoutId,
}

/// What the address for notices of money received proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ProvenReceiver {
    pub(super) provider: ProviderId,
    pub(super) site: SiteId,
}

/// Proves the address of a push's callback.
pub(super) async fn push(cloud: &Cloud, provider: &str, token: &str) -> Result<Option<ProvenPush>, StoreError> {
    let (Ok(provider), Ok(token)) = (provider.parse(), CallbackToken::read(token)) else { return Ok(None) };
    let Some(key) = callback_key(cloud, provider, token.claimed_site()).await? else { return Ok(None) };
    let proven = token.verify(&key).ok();
    Ok(proven.map(|proven| ProvenPush { provider, site: proven.site(), checkout: proven.checkout() }))
}

/// Proves the address for notices of money received.
pub(super) async fn receiver(cloud: &Cloud, provider: &str, token: &str) -> Result<Option<ProvenReceiver>, StoreError> {
    let (Ok(provider), Ok(token)) = (provider.parse(), C2bToken::read(token)) else { return Ok(None) };
    let Some(key) = callback_key(cloud, provider, token.claimed_site()).await? else { return Ok(None) };
    let proven = token.verify(&key).ok();
    Ok(proven.map(|proven| ProvenReceiver { provider, site: proven.site() }))
}

async fn callback_key(cloud: &Cloud, provider: ProviderId, id: SiteId) -> Result<Option<CallbackKey>, StoreError> {
    let site: Option<Site> = cloud.store.provider(provider).site(id).await?;
    let keys = site.as_ref().and_then(keys_of);
    let pair = keys.and_then(|keys| Pair::of(&cloud.sync_keys, &keys, provider, id));
    Ok(pair.map(|pair| CallbackKey::from_bytes(pair.callback_key())))
}
