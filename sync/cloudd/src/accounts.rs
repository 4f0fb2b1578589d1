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

/// Somebody who saves again and again hands on again and again too.
const TRIES: u32 = 4;

/// Who gets it.
#[derive(Clone, Copy)]
enum To {
    /// A site whose gateway was just confirmed.
    New(SiteId),
    /// All sites with a confirmed gateway.
    All,
}

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
        self.hand(books, To::New(site), now_ms, chance).await.map(drop)
    }

    /// To all sites with a confirmed gateway, also that there is none any more; returns how many these are.
    pub(crate) async fn hand_to_all(
        self,
        books: ProviderBooks<'_>,
        now_ms: u64,
        chance: &mut (dyn Chance + Send),
    ) -> Result<u32, NotHanded> {
        self.hand(books, To::All, now_ms, chance).await
    }

    /// Somebody may save another account while this one is on its way, and hand that one on sooner. So whoever has handed
    /// one on looks once more: what arrives last is what was saved last.
    async fn hand(
        self,
        books: ProviderBooks<'_>,
        to: To,
        now_ms: u64,
        chance: &mut (dyn Chance + Send),
    ) -> Result<u32, NotHanded> {
        let mut saved = books.credentials().await?;
        let mut account = self.account(books.owner(), saved.clone())?;
        // A gateway that is new has none that could be taken from it.
        let nothing_to_say = matches!(to, To::New(_)) && account.is_none();
        let mut handed = if nothing_to_say { 0 } else { self.put(books, to, account.as_ref(), now_ms, chance).await? };
        for _ in 1..TRIES {
            let since = books.credentials().await?;
            if since == saved {
                break;
            }
            saved = since;
            account = self.account(books.owner(), saved.clone())?;
            handed = self.put(books, to, account.as_ref(), now_ms, chance).await?;
        }
        Ok(handed)
    }

    async fn put(
        self,
        books: ProviderBooks<'_>,
        to: To,
        account: Option<&Account>,
        now_ms: u64,
        chance: &mut (dyn Chance + Send),
    ) -> Result<u32, StoreError> {
        let owner = books.owner();
        if let To::New(site) = to {
            return self.gate.put_account(owner, site, account, now_ms, chance).await.map(u32::from);
        }
        let (mut handed, mut after) = (0, None);
        loop {
            let page = books.sites(after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else { return Ok(handed) };
            after = Some(last.name.clone());
            for site in &page {
                handed += u32::from(self.gate.put_account(owner, site.id, account, now_ms, chance).await?);
            }
        }
    }

    /// The account, once all of it was saved.
    fn account(self, owner: ProviderId, saved: Option<Credentials>) -> Result<Option<Account>, Unopened> {
        let Some(saved) = saved else { return Ok(None) };
        let Credentials {
            mpesa_shortcode, mpesa_till, mpesa_consumer_key, mpesa_consumer_secret, mpesa_passkey, ..
        } = saved;
        let open = |field: &str, sealed: Option<String>| self.open(owner, field, sealed);
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

#[cfg(test)]
mod tests {
    use cloud_store::books::{NewSite, SiteKeys};
    use cloud_store::platform::NewProvider;
    use cloud_store::{CloudStore, Patience};
    use sync_proto::{Directive, Keys, Pair};
    use tokio::runtime::Handle;
    use tokio::task::block_in_place;

    use super::*;
    use crate::chance::Kernel;
    use crate::config;
    use crate::config::Key;

    const OWNER: ProviderId = ProviderId::from_bytes([7; 16]);
    const SITE: SiteId = SiteId::from_bytes([8; 16]);
    const NOW_MS: u64 = 1_800_000_000_000;

    /// Somebody at a desk with books that all of them share.
    struct Desk {
        store: CloudStore,
        vault: Vault,
        config: Config,
        gate: Gate,
    }

    impl Desk {
        fn at(store: &CloudStore) -> Self {
            let key = |byte| Key::from_bytes([byte; 32]);
            let vault = Vault::new(&config::Keys { encryption: key(1), old: Vec::new(), secret: key(0) });
            let gate = Gate::new(store.clone(), Keys::from_seed(&[1; 32]));
            Desk { store: store.clone(), vault, config: config::tests::config(&[]).unwrap(), gate }
        }

        async fn save(&self, shortcode: &str) {
            let seal = |field: &str| self.vault.seal(&place(OWNER, field), shortcode.as_bytes(), &mut Kernel);
            let change = |saved: &mut Credentials| {
                saved.mpesa_shortcode = Some(shortcode.to_owned());
                saved.mpesa_consumer_key = seal("mpesa_consumer_key");
                saved.mpesa_consumer_secret = seal("mpesa_consumer_secret");
                saved.mpesa_passkey = seal("mpesa_passkey");
            };
            assert!(self.store.provider(OWNER).change_credentials(change).await.unwrap());
        }

        fn accounts(&self) -> Accounts<'_> {
            Accounts { gate: &self.gate, vault: &self.vault, config: &self.config }
        }

        async fn hand_to_all(&self, chance: &mut (dyn Chance + Send)) -> u32 {
            self.accounts().hand_to_all(self.store.provider(OWNER), NOW_MS, chance).await.unwrap()
        }
    }

    /// Chance that takes its time: when it is asked first, somebody else saves an account and hands it on.
    struct Meanwhile(Option<(Desk, &'static str)>);

    impl Chance for Meanwhile {
        fn fill(&mut self, buffer: &mut [u8]) {
            if let Some((desk, shortcode)) = self.0.take() {
                block_in_place(|| {
                    Handle::current().block_on(async {
                        desk.save(shortcode).await;
                        desk.hand_to_all(&mut Kernel).await;
                    });
                });
            }
            Kernel.fill(buffer);
        }
    }

    /// A provider with one confirmed gateway; the keys that gateway and cloud share.
    async fn furnished(store: &CloudStore) -> Pair {
        store.migrate().await.unwrap();
        let new = NewProvider { id: OWNER, business_name: "Mama Njeri", contact_email: "njeri@example.com" };
        store.platform().create_provider(new, NOW_MS).await.unwrap();
        let (books, gateway) = (store.provider(OWNER), Keys::from_seed(&[2; 32]));
        let new = NewSite { id: SITE, name: "Stage", claim_hash: b"1", claim_expires_ms: NOW_MS + 1 };
        books.create_site(new, NOW_MS).await.unwrap();
        let keys = SiteKeys { signing: gateway.public().verifying, sealing: gateway.public().agreement };
        store.platform().claim(b"1", keys, NOW_MS).await.unwrap().unwrap();
        assert!(books.confirm_gateway(SITE, keys, NOW_MS).await.unwrap());
        Pair::of(&gateway, &Keys::from_seed(&[1; 32]).public(), OWNER, SITE).unwrap()
    }

    /// Which accounts the gateway gets, in order.
    async fn handed(store: &CloudStore, pair: &Pair) -> Vec<String> {
        let directives = store.provider(OWNER).directives_after(SITE, 0, 99, 1 << 20).await.unwrap();
        let shortcode = |body: &[u8]| match postcard::from_bytes(body).unwrap() {
            Directive::PutAccount(Some(sealed)) => Account::unseal(&sealed, pair).unwrap().shortcode,
            other => panic!("{other:?}"),
        };
        directives.iter().map(|directive| shortcode(&directive.body)).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_arrives_last_is_what_was_saved_last() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("cloud.db").display());
        let store = CloudStore::connect(&url, Patience::default()).await.unwrap();
        let (pair, desk) = (furnished(&store).await, Desk::at(&store));
        desk.save("600111").await;
        let mut meanwhile = Meanwhile(Some((Desk::at(&store), "600222")));
        assert_eq!(desk.hand_to_all(&mut meanwhile).await, 1);
        assert_eq!(handed(&store, &pair).await, ["600222", "600111", "600222"]);
        // Also where a gateway is confirmed meanwhile.
        let mut meanwhile = Meanwhile(Some((Desk::at(&store), "600333")));
        desk.accounts().hand_to(store.provider(OWNER), SITE, NOW_MS, &mut meanwhile).await.unwrap();
        assert_eq!(handed(&store, &pair).await[3..], ["600333", "600222", "600333"]);
        assert_eq!(desk.hand_to_all(&mut Kernel).await, 1);
        assert_eq!(handed(&store, &pair).await[6..], ["600333"], "once, where nobody saves meanwhile");
    }
}
