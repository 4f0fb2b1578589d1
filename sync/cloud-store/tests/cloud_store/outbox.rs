//! Taking in outboxes: once, in order, and only one story.

use cloud_store::books::{Flow, Ingested, Page};
use cloud_store::{Refused, StoreError};
use domain::event::Event;
use domain::ids::SiteId;

use crate::story::{Story, an_hour, minted, opened, paid, receipt};
use crate::world::{NOW_MS, World};

on_both_engines!(
    records_are_stored_once_and_given_back_as_they_came,
    what_is_missing_in_between_is_asked_for,
    another_story_in_the_same_epoch_is_a_fork,
    a_new_epoch_begins_from_one_and_is_remembered,
    two_who_send_the_same_batch_store_it_once,
    a_batch_that_is_out_of_order_is_refused,
    an_unknown_site_is_refused,
    a_batch_with_absurd_money_changes_nothing,
);

fn story() -> Story {
    Story::of([
        Event::PlanAdded(an_hour(1)),
        minted(1),
        opened(2),
        minted(2),
        paid(2, Some(receipt(2))),
        minted(3),
        opened(4),
    ])
}

async fn records_are_stored_once_and_given_back_as_they_came(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let (books, story) = (world.books(provider), story());
    let ingest = async |from, to| books.ingest(site, 1, story.part(from, to), NOW_MS).await.unwrap();
    assert_eq!(ingest(1, 4).await, Ingested::Stored { through: 4 });
    assert_eq!(ingest(1, 4).await, Ingested::Stored { through: 4 });
    assert_eq!(ingest(3, 7).await, Ingested::Stored { through: 7 });
    let before = books.payments(Flow::MpesaCustomerPayment, None, None, Page::first(10)).await.unwrap();
    for (from, to) in [(1, 7), (7, 7), (2, 3)] {
        assert_eq!(ingest(from, to).await, Ingested::Stored { through: 7 });
    }
    let after = books.payments(Flow::MpesaCustomerPayment, None, None, Page::first(10)).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(books.tickets(None, None, Page::first(10)).await.unwrap().len(), 3);
    assert_eq!(books.stored(site, 1).await.unwrap(), 7);
    assert_eq!(books.records_after(site, 1, 0, 100).await.unwrap(), story.records);
    assert_eq!(books.records_after(site, 1, 4, 2).await.unwrap(), story.part(5, 6));
    assert_eq!(books.ingest(site, 1, &[], NOW_MS).await.unwrap(), Ingested::Stored { through: 7 });
}

async fn what_is_missing_in_between_is_asked_for(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let (books, story) = (world.books(provider), story());
    assert_eq!(books.ingest(site, 1, story.part(2, 3), NOW_MS).await.unwrap(), Ingested::Gap { stored: 0 });
    books.ingest(site, 1, story.part(1, 2), NOW_MS).await.unwrap();
    assert_eq!(books.ingest(site, 1, story.part(4, 7), NOW_MS).await.unwrap(), Ingested::Gap { stored: 2 });
    assert_eq!(books.stored(site, 1).await.unwrap(), 2);
}

async fn another_story_in_the_same_epoch_is_a_fork(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let (books, story) = (world.books(provider), story());
    books.ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    let mut other = Story::by(2, 1);
    (0..9).for_each(|_| other.tell(minted(9)));
    other.records[..3].clone_from_slice(story.part(1, 3));
    let fork = Ingested::Fork { common: 3, next_epoch: 2 };
    assert_eq!(books.ingest(site, 1, &other.records, NOW_MS).await.unwrap(), fork);
    let fork = Ingested::Fork { common: 5, next_epoch: 2 };
    assert_eq!(books.ingest(site, 1, other.part(6, 9), NOW_MS).await.unwrap(), fork);
    assert_eq!(books.stored(site, 1).await.unwrap(), 7);
    assert_eq!(books.records_after(site, 1, 0, 100).await.unwrap(), story.records);
}

async fn a_new_epoch_begins_from_one_and_is_remembered(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    assert_eq!(books.site(site).await.unwrap().unwrap().epoch, 0);
    for epoch in [1, 5] {
        let mut story = Story::by(1, epoch);
        story.tell(minted(1));
        assert_eq!(books.ingest(site, epoch, &story.records, NOW_MS).await.unwrap(), Ingested::Stored { through: 1 });
    }
    assert_eq!(books.site(site).await.unwrap().unwrap().epoch, 5);
    assert_eq!((books.stored(site, 1).await.unwrap(), books.stored(site, 2).await.unwrap()), (1, 0));
    let mut other = Story::by(2, 1);
    other.tell(minted(1));
    let fork = Ingested::Fork { common: 0, next_epoch: 6 };
    assert_eq!(books.ingest(site, 1, &other.records, NOW_MS).await.unwrap(), fork);
}

async fn two_who_send_the_same_batch_store_it_once(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let (neighbour, story) = (world.neighbour().await, story());
    let here = world.books(provider);
    let there = neighbour.provider(provider);
    let (one, other) =
        tokio::join!(here.ingest(site, 1, &story.records, NOW_MS), there.ingest(site, 1, &story.records, NOW_MS));
    assert_eq!((one.unwrap(), other.unwrap()), (Ingested::Stored { through: 7 }, Ingested::Stored { through: 7 }));
    assert_eq!(world.books(provider).records_after(site, 1, 0, 100).await.unwrap().len(), 7);
}

async fn a_batch_that_is_out_of_order_is_refused(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let (books, story) = (world.books(provider), story());
    let mut gapped = story.records.clone();
    gapped.remove(2);
    let mut from_zero = story.records.clone();
    from_zero[0].sequence = 0;
    for (epoch, records) in [(1, gapped), (1, from_zero), (2, story.records)] {
        let refused = books.ingest(site, epoch, &records, NOW_MS).await;
        assert_eq!(refused, Err(StoreError::Refused(Refused::Disordered)));
    }
    assert_eq!(books.stored(site, 1).await.unwrap(), 0);
}

async fn an_unknown_site_is_refused(mut world: World) {
    let provider = world.provider().await;
    let refused = world.books(provider).ingest(SiteId::from_bytes([9; 16]), 1, &story().records, NOW_MS).await;
    assert_eq!(refused, Err(StoreError::Refused(Refused::NoSuchSite)));
}

async fn a_batch_with_absurd_money_changes_nothing(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let absurd = domain::plan::Plan { price: absurd_money(), ..an_hour(7) };
    let story = Story::of([minted(1), Event::PlanAdded(absurd)]);
    let refused = world.books(provider).ingest(site, 1, &story.records, NOW_MS).await;
    assert_eq!(refused, Err(StoreError::Refused(Refused::AbsurdAmount)));
    assert_eq!(world.books(provider).tickets(None, None, Page::first(10)).await.unwrap(), []);
}

/// As only a forger's bytes say it.
fn absurd_money() -> domain::money::Money {
    postcard::from_bytes(&postcard::to_allocvec(&(u64::MAX, 0_u32)).unwrap()).unwrap()
}
