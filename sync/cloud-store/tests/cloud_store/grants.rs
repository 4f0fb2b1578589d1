//! Subscriptions that go on without a payment.

use cloud_store::books::SubscriptionStatus;
use cloud_store::ids::SubscriptionId;
use cloud_store::{Refused, StoreError};
use domain::ids::ProviderId;

use crate::world::{NOW_MS, World};

on_both_engines!(
    a_grant_moves_the_lease_and_begins_where_the_last_one_ends,
    what_is_refused_leaves_everything_as_it_was,
    two_grants_at_once_are_made_one_after_the_other,
    a_grant_needs_a_provider,
    what_is_over_says_so_and_the_lease_stays,
);

fn id(number: u8) -> SubscriptionId {
    SubscriptionId::from_bytes([number; 16])
}

/// As long again behind what there is.
fn more(ms: u64) -> impl FnOnce(Option<u64>) -> Result<u64, ()> + Send {
    move |paid_until_ms| Ok(paid_until_ms.unwrap_or(NOW_MS) + ms)
}

async fn a_grant_moves_the_lease_and_begins_where_the_last_one_ends(mut world: World) {
    let (provider, other) = (world.provider().await, world.provider().await);
    let books = world.books(provider);
    assert_eq!(books.lease_until_ms().await.unwrap(), None);
    assert_eq!(books.grant_subscription(id(1), more(1000), NOW_MS).await.unwrap(), Ok(NOW_MS + 1000));
    assert_eq!(books.grant_subscription(id(2), more(1000), NOW_MS + 5).await.unwrap(), Ok(NOW_MS + 2000));
    assert_eq!(books.lease_until_ms().await.unwrap(), Some(NOW_MS + 2000));
    let second = &books.subscriptions(10).await.unwrap()[0];
    assert_eq!((second.start_ms, second.expiry_ms), (Some(NOW_MS + 1000), Some(NOW_MS + 2000)));
    let paid = world.store.platform().paid_until(&[provider, other]).await.unwrap();
    assert_eq!(paid.into_iter().collect::<Vec<_>>(), [(provider, NOW_MS + 2000)]);
}

async fn what_is_refused_leaves_everything_as_it_was(mut world: World) {
    let provider = world.provider().await;
    let books = world.books(provider);
    let refused = books.grant_subscription(id(1), Err, NOW_MS).await;
    assert_eq!(refused.unwrap(), Err::<u64, _>(None));
    assert_eq!(books.subscriptions(10).await.unwrap(), []);
}

async fn two_grants_at_once_are_made_one_after_the_other(mut world: World) {
    let provider = world.provider().await;
    let neighbour = world.neighbour().await;
    let (here, there) = (world.books(provider), neighbour.provider(provider));
    let (one, other) = tokio::join!(
        here.grant_subscription(id(1), more(1000), NOW_MS),
        there.grant_subscription(id(2), more(1000), NOW_MS)
    );
    assert!(one.unwrap().is_ok() && other.unwrap().is_ok());
    assert_eq!(here.paid_until().await.unwrap(), Some(NOW_MS + 2000));
}

async fn a_grant_needs_a_provider(world: World) {
    let nobody = world.books(ProviderId::from_bytes([9; 16]));
    let refused = nobody.grant_subscription(id(1), more(1), NOW_MS).await;
    assert_eq!(refused, Err(StoreError::Refused(Refused::NoSuchProvider)));
}

async fn what_is_over_says_so_and_the_lease_stays(mut world: World) {
    let (over, running) = (world.provider().await, world.provider().await);
    let platform = world.store.platform();
    world.books(over).grant_subscription(id(1), more(1000), NOW_MS).await.unwrap().unwrap();
    world.books(running).grant_subscription(id(1), more(1001), NOW_MS).await.unwrap().unwrap();
    assert_eq!(platform.overdue_providers(None, NOW_MS + 999, 10).await.unwrap(), []);
    assert_eq!(platform.overdue_providers(None, NOW_MS + 1000, 10).await.unwrap(), [over]);
    assert_eq!(platform.overdue_providers(None, NOW_MS + 1001, 10).await.unwrap(), [over, running]);
    assert_eq!(platform.overdue_providers(None, NOW_MS + 1001, 1).await.unwrap(), [over]);
    assert_eq!(platform.overdue_providers(Some(over), NOW_MS + 1001, 10).await.unwrap(), [running]);
    assert_eq!(world.books(over).expire_subscriptions(NOW_MS + 1000).await.unwrap(), 1);
    assert_eq!(platform.overdue_providers(None, NOW_MS + 1000, 10).await.unwrap(), []);
    assert_eq!(world.books(over).subscriptions(10).await.unwrap()[0].status, SubscriptionStatus::Expired);
    assert_eq!(world.books(over).lease_until_ms().await.unwrap(), Some(NOW_MS + 1000));
}
