//! The owner's account with the payment rail on its way to a gateway: sealed for it, and only once the owner has confirmed
//! that gateway.

use cloud_store::StoreError;
use cloud_store::books::SiteStatus;
use domain::ids::{Chance, ProviderId, SiteId};
use sync_proto::{Account, Directive, Pair};

use crate::Gate;
use crate::frame::keys_of;

impl Gate {
    /// Asks a gateway to use this account, or none. False where there is no confirmed gateway: it gets it when there is.
    pub async fn put_account(
        &self,
        provider: ProviderId,
        id: SiteId,
        account: Option<&Account>,
        now_ms: u64,
        chance: &mut (dyn Chance + Send),
    ) -> Result<bool, StoreError> {
        let books = self.store.provider(provider);
        let site = books.site(id).await?.filter(|site| site.status == SiteStatus::Confirmed);
        let keys = site.as_ref().and_then(keys_of);
        let Some(pair) = keys.and_then(|keys| Pair::of(&self.keys, &keys, provider, id)) else { return Ok(false) };
        let sealed = match account {
            Some(account) => Some(account.seal(&pair, chance).ok_or(StoreError::Damaged("an account"))?),
            None => None,
        };
        self.direct(provider, id, &Directive::PutAccount(sealed), now_ms).await.map(|_| true)
    }
}
