//! The cloud: the real gate over the real books, whose database goes away in the middle of things.

use std::convert::Infallible;

use cloud_gate::{Asked, Gate, NotSold, Notice, Posted, Refused};
use cloud_store::books::{Flow, NewSite, Page, PaymentStatus};
use cloud_store::ids::SubscriptionId;
use cloud_store::platform::NewProvider;
use cloud_store::{CloudStore, Patience, StoreError};
use domain::ids::{CheckoutId, PlanId, ProviderId, SiteId};
use domain::phone::Phone;
use sync_proto::{ClaimCode, Keys, PublicKeys};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::dice::Dice;

/// One cloud and its database.
pub struct Cloud {
    runtime: Runtime,
    store: CloudStore,
    gate: Gate,
    dice: Dice,
    folder: TempDir,
}

/// The provider of all sites.
pub const PROVIDER: ProviderId = ProviderId::from_bytes([0x11; 16]);

impl Cloud {
    /// An empty cloud with one provider, who has paid for so long.
    pub fn open(mut dice: Dice, paid_until_ms: u64) -> Result<Self, String> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        // Where there is a disk of memory, nobody waits for a real one.
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.map_err(|error| error.to_string())?;
        let url = format!("sqlite:{}", folder.path().join("cloud.db").display());
        let store = runtime.block_on(async {
            let store = CloudStore::connect(&url, Patience::default()).await?;
            store.migrate().await?;
            let new = NewProvider { id: PROVIDER, business_name: "Simulated", contact_email: "owner@example.net" };
            store.platform().create_provider(new, 0).await?;
            store.platform().approve_provider(PROVIDER).await?;
            let grant = |_| Ok::<_, Infallible>(paid_until_ms);
            let granted =
                store.provider(PROVIDER).grant_subscription(SubscriptionId::draw(&mut dice), grant, 0).await?;
            let Ok(_) = granted;
            Ok::<_, StoreError>(store)
        });
        let store = store.map_err(|error| error.to_string())?;
        let mut seed = [0; 32];
        domain::ids::Chance::fill(&mut dice, &mut seed);
        let gate = Gate::new(store.clone(), Keys::from_seed(&seed));
        Ok(Cloud { runtime, store, gate, dice, folder })
    }

    /// A new site and the code that claims it.
    pub fn create_site(&mut self, name: &str, now_ms: u64) -> Result<(SiteId, ClaimCode), String> {
        let (id, claim) = (SiteId::draw(&mut self.dice), ClaimCode::draw(&mut self.dice));
        let new = NewSite { id, name, claim_hash: &claim.hash(), claim_expires_ms: now_ms + 900_000 };
        let made = self.runtime.block_on(self.store.provider(PROVIDER).create_site(new, now_ms));
        made.map(|()| (id, claim)).map_err(|error| error.to_string())
    }

    /// The keys gateways know it by.
    pub fn keys(&self) -> PublicKeys {
        self.gate.keys()
    }

    /// The database goes away after so many steps, or stays.
    pub fn goes_away_after(&self, steps: Option<u32>) {
        self.store.goes_away_after(steps);
    }

    /// A gateway's enrolment.
    pub fn enrol(&self, bytes: &[u8], now_ms: u64) -> Result<Vec<u8>, Refused> {
        self.runtime.block_on(self.gate.enrol(bytes, now_ms))
    }

    /// The owner compares the words and confirms the gateway that has claimed a site; false if it was confirmed before.
    pub fn confirm(&self, id: SiteId, now_ms: u64) -> Result<bool, StoreError> {
        let books = self.store.provider(PROVIDER);
        self.runtime.block_on(async {
            let keys = books.site(id).await?.and_then(|site| site.keys);
            let keys = keys.ok_or(StoreError::Damaged("a site without a gateway"))?;
            books.confirm_gateway(id, keys, now_ms).await
        })
    }

    /// A guest buys through it.
    pub fn sell(
        &mut self,
        at: SiteId,
        plan: PlanId,
        payer: Phone,
        now_ms: u64,
    ) -> Result<Result<CheckoutId, NotSold>, StoreError> {
        let (gate, dice) = (&self.gate, &mut self.dice);
        self.runtime.block_on(async {
            match gate.seller(PROVIDER, plan, Some(at), now_ms).await? {
                Ok(seller) => seller.sell(payer, None, dice, now_ms).await.map(Ok),
                Err(not_sold) => Ok(Err(not_sold)),
            }
        })
    }

    /// How a payment stands.
    pub fn payment(&self, checkout: CheckoutId) -> Result<Option<PaymentStatus>, StoreError> {
        let payment = self.runtime.block_on(self.store.provider(PROVIDER).payment(checkout.into()))?;
        Ok(payment.map(|payment| payment.status))
    }

    /// The last directive of a site.
    pub fn last_directive(&self, id: SiteId) -> Result<u64, StoreError> {
        let site = self.runtime.block_on(self.store.provider(PROVIDER).site(id))?;
        Ok(site.map_or(0, |site| site.last_directive))
    }

    /// Every byte it has on its disk.
    pub fn disk(&self) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for file in std::fs::read_dir(self.folder.path())? {
            bytes.extend(std::fs::read(file?.path())?);
        }
        Ok(bytes)
    }

    /// What a gateway tells.
    pub fn push(&self, bytes: &[u8], now_ms: u64) -> Result<Vec<u8>, Refused> {
        self.runtime.block_on(self.gate.push(bytes, now_ms))
    }

    /// What a gateway asks; answered with what there is.
    pub fn hold(&self, bytes: &[u8], now_ms: u64) -> Result<Vec<u8>, Refused> {
        self.runtime.block_on(async {
            match self.gate.hold(bytes, now_ms).await? {
                Asked::Answered(answer) => Ok(answer),
                Asked::Held(mut held) => {
                    let directives = held.look().await?.unwrap_or_default();
                    held.answer(directives, now_ms).await
                }
            }
        })
    }

    /// What the rail posts; whether it was kept and proven.
    pub fn notice(&mut self, path: &str, body: &[u8], now_ms: u64) -> Result<bool, StoreError> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let notice = match segments[..] {
            ["api", "stk", "callback", provider, token] => Notice::Push { provider, token: Some(token) },
            _ => return Ok(false),
        };
        let posted = Posted { body, now_ms, room_for_strangers: &|| true };
        self.runtime.block_on(self.gate.notice(notice, posted, &mut self.dice))
    }

    /// How far a site's outbox is stored.
    pub fn stored(&self, site: SiteId, epoch: u32) -> Result<u64, StoreError> {
        self.runtime.block_on(self.store.provider(PROVIDER).stored(site, epoch))
    }

    /// Guests' payments that succeeded: external id and cents.
    pub fn paid(&self) -> Result<Vec<(Option<String>, u64)>, StoreError> {
        let books = self.store.provider(PROVIDER);
        let page = Page::first(100_000);
        let rows = self.runtime.block_on(books.payments(
            Flow::MpesaCustomerPayment,
            None,
            Some(PaymentStatus::Success),
            page,
        ))?;
        Ok(rows.into_iter().map(|row| (row.external_txn_id, row.amount.cents())).collect())
    }

    /// The codes of all tickets the cloud knows.
    pub fn tickets(&self) -> Result<Vec<String>, StoreError> {
        let books = self.store.provider(PROVIDER);
        let rows = self.runtime.block_on(books.tickets(None, None, Page::first(100_000)))?;
        Ok(rows.into_iter().filter_map(|row| row.code).map(|code| code.to_string()).collect())
    }
}
