//! A cloud's books on PostgreSQL, looked at behind its back.

use testkit::Langod;
use testkit::cloud::CloudBuilder;
use testkit::machine::{PATIENCE, poll};
use testkit::postgres::Cluster;

use crate::chain;
use crate::site::plain;

const COPY: &str = "copy_of_the_books";

/// The database of one cloud, however many processes serve it.
pub struct CloudBooks {
    /// The server.
    pub cluster: Cluster,
    url: String,
}

impl CloudBooks {
    /// An empty database.
    pub fn open() -> Self {
        Self::on(Cluster::start().unwrap())
    }

    /// One whose disk is told to keep what is committed.
    pub fn synced() -> Self {
        Self::on(Cluster::start_with(&["fsync=on"]).unwrap())
    }

    fn on(cluster: Cluster) -> Self {
        let url = cluster.database().unwrap();
        CloudBooks { cluster, url }
    }

    /// One more process on it.
    pub fn cloud(&self) -> CloudBuilder {
        chain::cloud().database(&self.url)
    }

    /// Runs statements, and returns what they print.
    pub fn sql(&self, statements: &str) -> String {
        self.cluster.sql_behind(&self.url, statements).unwrap()
    }

    /// A count.
    pub fn count(&self, of: &str) -> u64 {
        self.sql(&format!("SELECT count(*) FROM {of}")).parse().unwrap()
    }

    /// Keeps a copy as it is now. No process may have it open.
    pub fn keep_copy(&self) {
        self.copy(self.name(), COPY);
    }

    /// Puts the copy back. No process may have the books open.
    pub fn put_copy_back(&self) {
        self.cluster.sql(&format!("DROP DATABASE {} WITH (FORCE)", self.name())).unwrap();
        self.copy(COPY, self.name());
    }

    fn copy(&self, from: &str, to: &str) {
        self.cluster.sql(&format!("CREATE DATABASE {to} TEMPLATE {from} OWNER lango")).unwrap();
    }

    fn name(&self) -> &str {
        self.url.rsplit('/').next().unwrap()
    }

    /// The codes of all tickets of a site, in order.
    pub fn codes(&self, site: &str) -> Vec<String> {
        let listed = self.sql(&format!("SELECT code FROM tickets WHERE site_id = '{site}'"));
        let mut codes: Vec<_> = listed.lines().map(plain).collect();
        codes.sort_unstable();
        codes
    }

    /// Waits until the cloud lists exactly the tickets a gateway lists.
    #[track_caller]
    pub fn agree_with(&self, langod: &Langod, site: &str) {
        let agreed = poll(PATIENCE, || (self.codes(site) == codes(langod)).then_some(()));
        assert!(agreed.is_some(), "{:#?}\n{:#?}\n{}", self.codes(site), codes(langod), langod.log().text());
    }
}

/// The codes of all tickets a gateway lists, in order.
pub fn codes(langod: &Langod) -> Vec<String> {
    let tickets = langod.json(&["ticket", "list"]).unwrap();
    let mut codes: Vec<_> =
        tickets.as_array().unwrap().iter().map(|ticket| plain(ticket["code"].as_str().unwrap())).collect();
    codes.sort_unstable();
    codes
}
