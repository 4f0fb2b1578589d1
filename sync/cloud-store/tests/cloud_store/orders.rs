//! What providers pay for the service.

use cloud_store::books::{Flow, NewOrder, Page, PaymentStatus, Settlement, SubscriptionStatus};
use cloud_store::ids::PaymentId;
use cloud_store::{Refused, StoreError};
use domain::ids::ProviderId;

use crate::story::kes;
use crate::world::{NOW_MS, World};

on_both_engines!(
    a_paid_order_begins_where_the_last_one_ends,
    a_success_is_counted_once_and_never_falls,
    two_orders_paid_at_once_pay_for_two_periods,
    an_order_needs_a_provider,
);

const MONTH_MS: u64 = 30 * 24 * 3600 * 1000;

fn order(number: u8) -> NewOrder {
    NewOrder { id: PaymentId::from_bytes([number; 16]), amount: kes(150_050) }
}

fn paid(txn_id: &str) -> Settlement<'_> {
    Settlement::Paid { txn_id, period_ms: MONTH_MS }
}

async fn a_paid_order_begins_where_the_last_one_ends(mut world: World) {
    let provider = world.provider().await;
    let books = world.books(provider);
    for number in [1, 2] {
        books.create_order(order(number), NOW_MS).await.unwrap();
        assert!(books.track_order(order(number).id, "tracking").await.unwrap());
        assert!(books.settle_order(order(number).id, paid(&number.to_string()), b"{}", NOW_MS).await.unwrap());
    }
    assert_eq!(books.paid_until().await.unwrap(), Some(NOW_MS + 2 * MONTH_MS));
    let known = world.store.platform().order(order(1).id).await.unwrap().unwrap();
    assert_eq!((known.provider, known.tracking_id.as_deref()), (provider, Some("tracking")));
    assert_eq!(books.expire_subscriptions(NOW_MS + MONTH_MS).await.unwrap(), 1);
    assert_eq!(books.expire_subscriptions(NOW_MS + MONTH_MS).await.unwrap(), 0);
    let subscriptions = books.subscriptions(10).await.unwrap();
    let mut statuses: Vec<_> = subscriptions.iter().map(|row| (row.expiry_ms, row.status)).collect();
    statuses.sort_by_key(|(expiry_ms, _)| *expiry_ms);
    let first = (Some(NOW_MS + MONTH_MS), SubscriptionStatus::Expired);
    assert_eq!(statuses, [first, (Some(NOW_MS + 2 * MONTH_MS), SubscriptionStatus::Active)]);
}

async fn a_success_is_counted_once_and_never_falls(mut world: World) {
    let provider = world.provider().await;
    let books = world.books(provider);
    let id = order(1).id;
    books.create_order(order(1), NOW_MS).await.unwrap();
    let failed = Settlement::Failed { code: "cancelled" };
    assert!(books.settle_order(id, failed, b"no", NOW_MS).await.unwrap());
    assert!(books.settle_order(id, paid("A"), b"yes", NOW_MS).await.unwrap());
    assert!(!books.settle_order(id, paid("A"), b"yes", NOW_MS + 5).await.unwrap());
    assert!(!books.settle_order(id, failed, b"no", NOW_MS + 6).await.unwrap());
    assert!(!books.settle_order(order(9).id, paid("B"), b"yes", NOW_MS).await.unwrap());
    assert_eq!(books.paid_until().await.unwrap(), Some(NOW_MS + MONTH_MS));
    let page = Page::first(10);
    let payments = books.payments(Flow::PesapalProviderSubscription, None, None, page).await.unwrap();
    assert_eq!((payments.len(), payments[0].status), (1, PaymentStatus::Success));
    assert_eq!((payments[0].paid_ms, payments[0].amount), (Some(NOW_MS), kes(150_050)));
    assert_eq!(books.payment_payload(id).await.unwrap().as_deref(), Some("\"yes\""));
}

async fn two_orders_paid_at_once_pay_for_two_periods(mut world: World) {
    let provider = world.provider().await;
    let neighbour = world.neighbour().await;
    let (here, there) = (world.books(provider), neighbour.provider(provider));
    for number in [1, 2] {
        here.create_order(order(number), NOW_MS).await.unwrap();
    }
    let (one, other) = tokio::join!(
        here.settle_order(order(1).id, paid("A"), b"{}", NOW_MS),
        there.settle_order(order(2).id, paid("B"), b"{}", NOW_MS)
    );
    assert!(one.unwrap() && other.unwrap());
    assert_eq!(here.paid_until().await.unwrap(), Some(NOW_MS + 2 * MONTH_MS));
}

async fn an_order_needs_a_provider(world: World) {
    let refused = world.books(ProviderId::from_bytes([9; 16])).create_order(order(1), NOW_MS).await;
    assert_eq!(refused, Err(StoreError::Refused(Refused::NoSuchProvider)));
}
