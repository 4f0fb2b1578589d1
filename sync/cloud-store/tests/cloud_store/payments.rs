//! What payments add up to: a success never falls, a receipt is one payment.

use cloud_store::books::{Flow, Ingested, Page, Payment, PaymentStatus, ProviderBooks, ReviewStatus};
use cloud_store::ids::PaymentId;
use domain::event::Event;
use domain::ids::SiteId;

use crate::story::{Story, bound, checkout, failed, minted, opened, paid, receipt, redeemed, ticket};
use crate::world::{NOW_MS, World};

on_both_engines!(
    a_success_never_falls_in_any_batch,
    a_receipt_that_comes_later_is_bound,
    money_for_which_no_ticket_could_be_made_is_there_all_the_same,
    a_payment_made_by_hand_is_one_of_its_own,
    a_payment_by_hand_that_turns_out_to_be_a_checkouts_is_counted_once,
    a_second_claim_on_a_receipt_goes_before_a_person,
    two_sites_that_claim_one_receipt_at_once_both_get_their_events_stored,
    a_text_that_no_column_holds_is_cleaned,
);

async fn told(books: ProviderBooks<'_>, site: SiteId, story: &Story) {
    let through = story.records.len() as u64;
    assert_eq!(books.ingest(site, 1, &story.records, NOW_MS).await.unwrap(), Ingested::Stored { through });
}

async fn payment(books: ProviderBooks<'_>, number: u8) -> Payment {
    books.payment(PaymentId::from(checkout(number))).await.unwrap().unwrap()
}

async fn all(books: ProviderBooks<'_>) -> Vec<Payment> {
    books.payments(Flow::MpesaCustomerPayment, None, None, Page::first(100)).await.unwrap()
}

async fn disputes(books: ProviderBooks<'_>) -> Vec<(String, Option<String>)> {
    let items = books.review_items(ReviewStatus::Open, Page::first(10)).await.unwrap();
    items.into_iter().map(|item| (item.trouble, item.receipt)).collect()
}

async fn a_success_never_falls_in_any_batch(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let story = Story::of([opened(1), failed(1), minted(1), paid(1, Some(receipt(1))), failed(1), opened(1)]);
    for through in 1..=6 {
        books.ingest(site, 1, story.part(through, through), NOW_MS).await.unwrap();
        let expected = match through {
            1 => PaymentStatus::Pending,
            2 | 3 => PaymentStatus::Failed,
            _ => PaymentStatus::Success,
        };
        assert_eq!(payment(books, 1).await.status, expected, "after {through}");
    }
    let payment = payment(books, 1).await;
    assert_eq!((payment.amount.cents(), payment.external_txn_id.as_deref()), (2050, Some("UAF0AB0001")));
    assert_eq!((payment.paid_ms, payment.failure_code), (Some(NOW_MS + 4000), None));
    let other = world.site(provider).await;
    let books = world.books(provider);
    let mut story = Story::by(2, 1);
    [opened(2), paid(2, None), failed(2)].into_iter().for_each(|event| story.tell(event));
    told(books, other, &story).await;
    assert_eq!(self::payment(books, 2).await.status, PaymentStatus::Success);
}

async fn a_receipt_that_comes_later_is_bound(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let story = Story::of([opened(1), paid(1, None), bound(receipt(1), 1), bound(receipt(1), 1), bound(receipt(2), 1)]);
    books.ingest(site, 1, story.part(1, 2), NOW_MS).await.unwrap();
    assert_eq!(payment(books, 1).await.external_txn_id, None);
    books.ingest(site, 1, story.part(3, 5), NOW_MS).await.unwrap();
    assert_eq!(payment(books, 1).await.external_txn_id.as_deref(), Some("UAF0AB0001"));
    assert_eq!(disputes(books).await, []);
}

async fn money_for_which_no_ticket_could_be_made_is_there_all_the_same(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    told(books, site, &Story::of([opened(1), bound(receipt(1), 1), failed(1)])).await;
    let payment = payment(books, 1).await;
    assert_eq!((payment.status, payment.ticket), (PaymentStatus::Success, None));
    assert_eq!((payment.amount.cents(), payment.external_txn_id.as_deref()), (2050, Some("UAF0AB0001")));
}

async fn a_payment_made_by_hand_is_one_of_its_own(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    told(books, site, &Story::of([minted(1), redeemed(receipt(1), 1), redeemed(receipt(1), 1)])).await;
    let payments = all(books).await;
    assert_eq!(payments.len(), 1);
    assert_eq!((payments[0].status, payments[0].amount.cents()), (PaymentStatus::Success, 2050));
    assert_eq!((payments[0].ticket, payments[0].site), (Some(ticket(1)), Some(site)));
    assert_eq!(disputes(books).await, []);
}

async fn a_payment_by_hand_that_turns_out_to_be_a_checkouts_is_counted_once(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let story = Story::of([opened(1), minted(1), redeemed(receipt(1), 1), paid(1, Some(receipt(1)))]);
    books.ingest(site, 1, story.part(1, 3), NOW_MS).await.unwrap();
    books.ingest(site, 1, story.part(4, 4), NOW_MS).await.unwrap();
    let payments = all(books).await;
    assert_eq!(payments.len(), 1);
    assert_eq!((payments[0].id, payments[0].status), (checkout(1).into(), PaymentStatus::Success));
    assert_eq!(payments[0].external_txn_id.as_deref(), Some("UAF0AB0001"));
    assert_eq!(disputes(books).await, []);
}

async fn a_second_claim_on_a_receipt_goes_before_a_person(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let other = world.site(provider).await;
    let books = world.books(provider);
    told(books, site, &Story::of([opened(1), minted(1), paid(1, Some(receipt(1)))])).await;
    let mut story = Story::by(2, 1);
    for event in [minted(2), redeemed(receipt(1), 2), opened(3), minted(3), paid(3, None), bound(receipt(1), 3)] {
        story.tell(event);
    }
    told(books, other, &story).await;
    assert_eq!(payment(books, 1).await.external_txn_id.as_deref(), Some("UAF0AB0001"));
    let third = payment(books, 3).await;
    assert_eq!((third.status, third.external_txn_id), (PaymentStatus::Success, None));
    assert_eq!(all(books).await.len(), 2);
    let dispute = ("receipt_used_before".to_owned(), Some("UAF0AB0001".to_owned()));
    assert_eq!(disputes(books).await, [dispute.clone(), dispute]);
}

async fn two_sites_that_claim_one_receipt_at_once_both_get_their_events_stored(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let other = world.site(provider).await;
    let neighbour = world.neighbour().await;
    let (here, there) = (world.books(provider), neighbour.provider(provider));
    let mut second = Story::by(2, 1);
    [minted(2), redeemed(receipt(1), 2)].into_iter().for_each(|event| second.tell(event));
    let first = Story::of([minted(1), redeemed(receipt(1), 1)]);
    tokio::join!(told(here, site, &first), told(there, other, &second));
    assert_eq!(all(here).await.len(), 1);
    assert_eq!(disputes(here).await.len(), 1);
}

async fn a_text_that_no_column_holds_is_cleaned(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let code = "17\0".parse().unwrap();
    told(books, site, &Story::of([opened(1), Event::CheckoutFailed { checkout: checkout(1), code }])).await;
    assert_eq!(payment(books, 1).await.failure_code.as_deref(), Some("17"));
}
