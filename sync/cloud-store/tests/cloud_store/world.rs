//! A database of its own for every test, with providers and sites in it, and ids in a settled order.

use std::sync::OnceLock;

use cloud_store::books::{NewSite, ProviderBooks, SiteKeys};
use cloud_store::platform::NewProvider;
use cloud_store::{CloudStore, Patience};
use domain::ids::{Chance, ProviderId, SiteId};
use testkit::postgres::Cluster;

/// The moment at which all tests begin.
pub(crate) const NOW_MS: u64 = 1_800_000_000_000;

/// Runs each test of a list on both engines.
macro_rules! on_both_engines {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(crate::world::World::sqlite().await).await;
            })*
        }

        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(crate::world::World::postgres().await).await;
            })*
        }
    };
}

/// Ids that count up.
#[derive(Default)]
pub(crate) struct Counting(u64);

impl Chance for Counting {
    fn fill(&mut self, buffer: &mut [u8]) {
        self.0 += 1;
        buffer.fill(0);
        let bytes = self.0.to_be_bytes();
        buffer.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
    }
}

pub(crate) struct World {
    pub(crate) store: CloudStore,
    pub(crate) url: String,
    pub(crate) chance: Counting,
    _folder: Option<tempfile::TempDir>,
}

/// One server for all tests of this program; it ends with it.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| Cluster::start().unwrap())
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("cloud.db").display());
        Self::at(url, Some(folder)).await
    }

    pub(crate) async fn postgres() -> Self {
        let url = tokio::task::spawn_blocking(|| cluster().database().unwrap()).await.unwrap();
        Self::at(url, None).await
    }

    async fn at(url: String, folder: Option<tempfile::TempDir>) -> Self {
        let store = CloudStore::connect(&url, Patience::default()).await.unwrap();
        store.migrate().await.unwrap();
        World { store, url, chance: Counting::default(), _folder: folder }
    }

    /// Another process at the same database.
    pub(crate) async fn neighbour(&self) -> CloudStore {
        CloudStore::connect(&self.url, Patience::default()).await.unwrap()
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// The last step of the schema that was taken.
    pub(crate) async fn last_step(&self) -> String {
        let query = "select version from seaql_migrations order by version desc limit 1";
        if self.is_postgres() {
            return sqlx::query_scalar(query)
                .fetch_one(&sqlx::PgPool::connect(&self.url).await.unwrap())
                .await
                .unwrap();
        }
        sqlx::query_scalar(query).fetch_one(&sqlx::SqlitePool::connect(&self.url).await.unwrap()).await.unwrap()
    }

    pub(crate) fn books(&self, provider: ProviderId) -> ProviderBooks<'_> {
        self.store.provider(provider)
    }

    pub(crate) async fn provider(&mut self) -> ProviderId {
        let id = ProviderId::draw(&mut self.chance);
        let new = NewProvider { id, business_name: "Mama Njeri", contact_email: "njeri@example.com" };
        self.store.platform().create_provider(new, NOW_MS).await.unwrap();
        id
    }

    /// A site that waits for its gateway; the code's hash is the site's id.
    pub(crate) async fn waiting_site(&mut self, provider: ProviderId) -> SiteId {
        let id = SiteId::draw(&mut self.chance);
        let name = format!("Stage {id}");
        let claim_hash = &id.bytes();
        let new = NewSite { id, name: &name, claim_hash, claim_expires_ms: NOW_MS + 1000 };
        self.books(provider).create_site(new, NOW_MS).await.unwrap();
        id
    }

    /// A site with a gateway.
    pub(crate) async fn site(&mut self, provider: ProviderId) -> SiteId {
        let id = self.waiting_site(provider).await;
        self.store.platform().claim(&id.bytes(), keys(1), NOW_MS).await.unwrap().unwrap();
        id
    }

    pub(crate) async fn provider_and_site(&mut self) -> (ProviderId, SiteId) {
        let provider = self.provider().await;
        let site = self.site(provider).await;
        (provider, site)
    }
}

pub(crate) fn keys(seed: u8) -> SiteKeys {
    SiteKeys { signing: [seed; 32], sealing: [seed + 100; 32] }
}
