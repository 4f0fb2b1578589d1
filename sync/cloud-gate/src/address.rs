//! Whose an address is, read from its token before anything is known of the payment, and proven with the key that only the
//! site and the cloud can make.

use cloud_store::StoreError;
use domain::ids::{CheckoutId, ProviderId, SiteId};
use payment_proto::mpesa::{C2bToken, CallbackKey, CallbackToken};
use sync_proto::Pair;

use crate::Gate;
use crate::frame::keys_of;

/// What an address proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Proven {
    pub(crate) provider: ProviderId,
    pub(crate) site: SiteId,
    /// The payment it answers, if it is the address of one payment.
    pub(crate) checkout: Option<CheckoutId>,
}

impl Gate {
    /// Proves the address of a push's callback.
    pub(crate) async fn prove_push(&self, provider: &str, token: &str) -> Result<Option<Proven>, StoreError> {
        let (Ok(provider), Ok(token)) = (provider.parse(), CallbackToken::read(token)) else { return Ok(None) };
        let Some(key) = self.callback_key(provider, token.claimed_site()).await? else { return Ok(None) };
        let proven = token.verify(&key).ok();
        Ok(proven.map(|proven| Proven { provider, site: proven.site(), checkout: Some(proven.checkout()) }))
    }

    /// Proves the address for notices of money received.
    pub(crate) async fn prove_receiver(&self, provider: &str, token: &str) -> Result<Option<Proven>, StoreError> {
        let (Ok(provider), Ok(token)) = (provider.parse(), C2bToken::read(token)) else { return Ok(None) };
        let Some(key) = self.callback_key(provider, token.claimed_site()).await? else { return Ok(None) };
        let proven = token.verify(&key).ok();
        Ok(proven.map(|proven| Proven { provider, site: proven.site(), checkout: None }))
    }

    pub(crate) async fn callback_key(
        &self,
        provider: ProviderId,
        id: SiteId,
    ) -> Result<Option<CallbackKey>, StoreError> {
        let site = self.store.provider(provider).site(id).await?;
        let keys = site.as_ref().and_then(keys_of);
        let pair = keys.and_then(|keys| Pair::of(&self.keys, &keys, provider, id));
        Ok(pair.map(|pair| CallbackKey::from_bytes(pair.callback_key())))
    }
}
