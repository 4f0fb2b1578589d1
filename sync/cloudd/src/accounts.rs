//! A provider's account with M-PESA on its way to its gateways: opened from the vault, and handed to the gate, which seals
//! it for each of them.

use cloud_gate::Gate;
use cloud_store::books::Credentials;
use cloud_store::{ProviderBooks, StoreError};
use domain::ids::{Chance, ProviderId, SiteId};
use sync_proto::Account;

use crate::config::Config;
use crate::credentials::place;
use crate::vault::{Unopened, Vault};

/// Sites asked for at once.
const PAGE: u64 = 500;

/// Why an account does not reach its gateways.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotHanded {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the account with M-PESA does not open: {0}")]
    Unopened(#[from] Unopened),
}

/// What hands accounts on.
#[derive(Clone, Copy)]
pub(crate) struct Accounts<'a> {
    pub(crate) gate: &'a Gate,
    pub(crate) vault: &'a Vault,
    pub(crate) config: &'a Config,
}

impl Accounts<'_> {
    /// To one site whose gateway was just confirmed: what its owner saved before, settings too.
    pub(crate) async fn hand_to(
        self,
        books: ProviderBooks<'_>,
        site: SiteId,
        now_ms: u64,
        chance: &mut (dyn Chance + Send),
    ) -> Result<(), NotHanded> {
        books.repeat_settings(site, now_ms).await?;
        let Some(account) = self.account(books).await? else { return Ok(()) };
        self.gate.put_account(books.owner(), site, Some(&account), now_ms, chance).await?;
        Ok(())
    }

    /// To all sites with a confirmed gateway, also that there is none any more; returns how many these are.
    pub(crate) async fn hand_to_all(
        self,
        books: ProviderBooks<'_>,
        now_ms: u64,
        chance: &mut (dyn Chance + Send),
    ) -> Result<u32, NotHanded> {
        let account = self.account(books).await?;
        let (mut handed, mut after) = (0, None);
        loop {
            let page = books.sites(after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else { return Ok(handed) };
            after = Some(last.name.clone());
            for site in &page {
                let put = self.gate.put_account(books.owner(), site.id, account.as_ref(), now_ms, chance).await?;
                handed += u32::from(put);
            }
        }
    }

    /// The account, once all of it was saved.
    async fn account(self, books: ProviderBooks<'_>) -> Result<Option<Account>, NotHanded> {
        let Some(saved) = books.credentials().await? else { return Ok(None) };
        let Credentials {
            mpesa_shortcode, mpesa_till, mpesa_consumer_key, mpesa_consumer_secret, mpesa_passkey, ..
        } = saved;
        let open = |field: &str, sealed: Option<String>| self.open(books.owner(), field, sealed);
        let keys = (
            open("mpesa_consumer_key", mpesa_consumer_key)?,
            open("mpesa_consumer_secret", mpesa_consumer_secret)?,
            open("mpesa_passkey", mpesa_passkey)?,
        );
        let ((Some(consumer_key), Some(consumer_secret), Some(passkey)), Some(shortcode)) = (keys, mpesa_shortcode)
        else {
            return Ok(None);
        };
        Ok(Some(Account {
            shortcode,
            till: mpesa_till,
            consumer_key,
            consumer_secret,
            passkey,
            base_url: self.config.mpesa_base_url.to_string(),
            callback_base: self.config.public_url.to_string(),
        }))
    }

    fn open(self, provider: ProviderId, field: &str, sealed: Option<String>) -> Result<Option<String>, Unopened> {
        let Some(sealed) = sealed else { return Ok(None) };
        let opened = self.vault.open(&place(provider, field), &sealed)?;
        String::from_utf8(opened).map(Some).map_err(|_| Unopened::Damaged)
    }
}
