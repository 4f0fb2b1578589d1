//! The real binary on a real PostgreSQL: several processes on one database, and the database going away and coming back.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use testkit::cloud::{Cloud, CloudBuilder};
use testkit::machine::{PATIENCE, poll};
use testkit::phone;
use testkit::postgres::Cluster;

fn builder(database: &str) -> CloudBuilder {
    Cloud::builder().binary(env!("CARGO_BIN_EXE_lango-cloud")).database(database)
}

fn health(cloud: &Cloud) -> Option<u16> {
    phone::get(&format!("{}/healthz", cloud.url())).ok().map(|page| page.status)
}

#[test]
fn a_database_without_tables_is_not_served_and_not_touched() {
    let cluster = Cluster::start().unwrap();
    let cloud = builder(&cluster.database().unwrap()).prepare().unwrap();
    let refused = cloud.run(&["serve"]).unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stderr.contains("lango-cloud migrate"), "{}", refused.stderr);
}

#[test]
fn two_processes_serve_one_database_with_the_same_keys() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.database().unwrap();
    let (one, other) = (builder(&url).start().unwrap(), builder(&url).start().unwrap());
    let provider = one.create_provider("Kibanda").unwrap();
    let claim = one.create_site(&provider, "Market").unwrap();
    assert_eq!(other.site(&provider, &claim.site).unwrap()["name"], "Market");
    assert!(!one.log().contains("superuser"), "{}", one.log());
}

#[test]
fn health_follows_the_database_down_and_up_again() {
    let cluster = Cluster::start().unwrap();
    let cloud = builder(&cluster.database().unwrap()).start().unwrap();
    cluster.stop_immediate().unwrap();
    assert_eq!(health(&cloud), Some(503));
    cluster.start_again().unwrap();
    poll(PATIENCE, || (health(&cloud) == Some(200)).then_some(())).unwrap();
}

#[test]
fn a_superuser_is_warned_about() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.database().unwrap().replace("lango@", "postgres@");
    let cloud = builder(&url).start().unwrap();
    assert!(cloud.wait_for_log(|line| line.contains("superuser")).is_some());
}
