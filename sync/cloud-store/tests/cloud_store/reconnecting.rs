//! A server that goes away and comes back.

use cloud_store::{CloudStore, Patience, Wake};
use domain::ids::ProviderId;
use testkit::postgres::Cluster;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_listens_is_told_to_look_everywhere_once_the_server_is_back() {
    let cluster = Cluster::start().unwrap();
    let patience = Patience { connections: 2, connect_ms: 2000 };
    let store = CloudStore::connect(&cluster.database().unwrap(), patience).await.unwrap();
    store.migrate().await.unwrap();
    let mut wakes = store.wakes();
    assert_eq!(wakes.next().await, Some(Wake::Everything));
    cluster.stop_immediate().unwrap();
    assert!(!store.is_reachable().await);
    assert!(store.provider(ProviderId::from_bytes([1; 16])).sites(None, 1).await.is_err());
    cluster.start_again().unwrap();
    assert_eq!(wakes.next().await, Some(Wake::Everything));
    assert!(store.is_reachable().await);
    assert_eq!(store.provider(ProviderId::from_bytes([1; 16])).sites(None, 1).await.unwrap(), []);
}
