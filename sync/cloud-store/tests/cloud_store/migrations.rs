//! The schema, from nothing.

use cloud_store::{CloudStore, Patience, Refused, StoreError};
use domain::ids::ProviderId;

use crate::world::{World, cluster};

on_both_engines!(taking_the_steps_again_takes_none,);

async fn taking_the_steps_again_takes_none(world: World) {
    assert_eq!(world.store.pending_migrations().await.unwrap(), [""; 0]);
    world.store.migrate().await.unwrap();
    assert!(world.store.is_reachable().await);
    assert!(!world.store.sees_through_fences().await.unwrap());
}

async fn a_new_database_says_what_it_lacks(url: &str) {
    let store = CloudStore::connect(url, Patience::default()).await.unwrap();
    let pending = store.pending_migrations().await.unwrap();
    assert_eq!(pending.first().map(String::as_str), Some("m0001_a_provider_owns_sites"));
    let sites = store.provider(ProviderId::from_bytes([1; 16])).sites(None, 1).await;
    assert_eq!(sites, Err(StoreError::Pending));
    let neighbour = CloudStore::connect(url, Patience::default()).await.unwrap();
    let (one, other) = tokio::join!(store.migrate(), neighbour.migrate());
    assert_eq!((one, other), (Ok(()), Ok(())));
    assert_eq!(store.pending_migrations().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_migrate_a_new_file_at_once_do_it_once() {
    let folder = tempfile::tempdir().unwrap();
    a_new_database_says_what_it_lacks(&format!("sqlite:{}/new.db", folder.path().display())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_migrate_a_new_server_at_once_do_it_once() {
    let url = tokio::task::spawn_blocking(|| cluster().database().unwrap()).await.unwrap();
    a_new_database_says_what_it_lacks(&url).await;
}

#[tokio::test]
async fn what_is_no_address_is_refused() {
    for url in ["", "sqlite:", "sqlite::memory:", "mysql://x", "postgres:x", "/var/lib/cloud.db"] {
        let refused = CloudStore::connect(url, Patience::default()).await.map(drop);
        assert_eq!(refused, Err(StoreError::Refused(Refused::Address)), "{url}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_out_of_reach_and_its_password_is_not_shown() {
    let [port] = testkit::machine::free_ports().unwrap();
    let patience = Patience { connections: 1, connect_ms: 300 };
    let url = format!("postgresql://lango:hunter2@127.0.0.1:{port}/x");
    let error = CloudStore::connect(&url, patience).await.map(drop).unwrap_err();
    assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
