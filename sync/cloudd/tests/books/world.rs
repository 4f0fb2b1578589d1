//! A cloud that does not run, and its books, which a test fills by the door of the store.

use std::time::{SystemTime, UNIX_EPOCH};

use cloud_store::books::{NewSite, SiteKeys};
use cloud_store::platform::NewProvider;
use cloud_store::{CloudStore, Patience};
use domain::event::Record;
use domain::ids::{ProviderId, SiteId};
use sync_proto::ClaimCode;
use testkit::cloud::{Cloud, CloudBuilder};
use testkit::postgres::Cluster;

pub(crate) const DAY_MS: u64 = 24 * 3600 * 1000;

pub(crate) struct World {
    pub(crate) cloud: Cloud,
    pub(crate) store: CloudStore,
    pub(crate) now_ms: u64,
    url: String,
    cluster: Option<Cluster>,
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let cloud = builder().prepare().unwrap();
        let url = format!("sqlite:{}", cloud.data_dir().join("lango-cloud.db").display());
        cloud.command(&["migrate"]).unwrap();
        Self::at(cloud, url, None).await
    }

    pub(crate) async fn postgres() -> Self {
        let cluster = Cluster::start().unwrap();
        let url = cluster.database().unwrap();
        let cloud = builder().database(&url).prepare().unwrap();
        cloud.command(&["migrate"]).unwrap();
        Self::at(cloud, url, Some(cluster)).await
    }

    async fn at(cloud: Cloud, url: String, cluster: Option<Cluster>) -> Self {
        let store = CloudStore::connect(&url, Patience::default()).await.unwrap();
        World { cloud, store, now_ms: now_ms(), url, cluster }
    }

    /// The same books under other variables.
    pub(crate) fn cloud_with(&self, variables: &[(&str, &str)]) -> Cloud {
        let builder = match self.cluster {
            Some(_) => builder().database(&self.url),
            None => builder().env("DATABASE_URL", &self.url),
        };
        variables.iter().fold(builder, |builder, (name, value)| builder.env(name, value)).prepare().unwrap()
    }

    /// The cloud as it serves.
    pub(crate) fn serve(&mut self) {
        self.cloud.launch().unwrap();
    }

    /// A site's gateway claims it with keys of its own, and its owner confirms them at the command line.
    pub(crate) async fn confirm(&self, provider: ProviderId, site: SiteId) {
        let keys = SiteKeys { signing: [site.bytes()[0]; 32], sealing: [site.bytes()[0]; 32] };
        let (provider, site) = (provider.to_string(), site.to_string());
        let renewed = self.cloud.json(&["site", "claim", &site, "--provider", &provider]).unwrap();
        let hash = ClaimCode::parse(renewed["claim_code"].as_str().unwrap()).unwrap().hash();
        assert!(self.store.platform().claim(&hash, keys, self.now_ms).await.unwrap().is_some());
        self.cloud.confirm_site(&provider, &site).unwrap();
    }

    /// A provider of this number, with a site that has told this.
    pub(crate) async fn provider(&self, number: u8, records: &[Record]) -> (ProviderId, SiteId) {
        let (id, site) = (ProviderId::from_bytes([number; 16]), SiteId::from_bytes([number; 16]));
        let made_ms = self.now_ms - 600 * DAY_MS;
        let new = NewProvider { id, business_name: "Mama Njeri", contact_email: "njeri@example.com" };
        self.store.platform().create_provider(new, made_ms).await.unwrap();
        let new = NewSite { id: site, name: "Stage", claim_hash: &[number], claim_expires_ms: made_ms };
        self.store.provider(id).create_site(new, made_ms).await.unwrap();
        self.store.provider(id).ingest(site, 1, records, self.now_ms).await.unwrap();
        (id, site)
    }

    /// Runs statements in the database, on PostgreSQL, whoever's the rows are.
    pub(crate) fn sql(&self, statements: &str) {
        self.cluster.as_ref().unwrap().sql_behind(&self.url, statements).unwrap();
    }

    /// What a command prints that cannot be done, and what it complains of.
    pub(crate) fn fails(&self, arguments: &[&str]) -> (String, String) {
        let output = self.cloud.run(arguments).unwrap();
        assert_eq!(output.status.code(), Some(1), "{}{}", output.stdout, output.stderr);
        (output.stdout, output.stderr)
    }
}

fn builder() -> CloudBuilder {
    Cloud::builder().binary(env!("CARGO_BIN_EXE_lango-cloud"))
}

#[expect(clippy::disallowed_methods, reason = "the binary goes by the machine's clock too")]
fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64
}
