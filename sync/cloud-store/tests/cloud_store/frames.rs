//! Admitting frames: a counter is let in once.

use cloud_store::books::{Admitted, Counter, Lane, ProviderBooks, Seen};
use cloud_store::{Refused, StoreError};
use domain::ids::SiteId;

use crate::story::{Story, minted};
use crate::world::{NOW_MS, World, keys};

on_both_engines!(
    a_later_counter_is_let_in_and_an_earlier_one_is_not,
    of_two_processes_with_one_frame_one_lets_it_in,
    the_lanes_count_by_themselves,
    what_a_frame_tells_of_its_gateway_is_kept,
    whoever_calls_is_shown_as_it_was_before,
    a_site_without_a_gateway_is_unknown,
    a_new_gateway_counts_from_the_beginning,
);

fn seen() -> Seen<'static> {
    Seen { at_ms: NOW_MS, version: None, wan: None, applied: 0 }
}

fn counter(start: u32, number: u64) -> Counter {
    Counter { start, number }
}

/// A frame comes in that its signature proves.
pub(crate) async fn admit(
    books: ProviderBooks<'_>,
    site: SiteId,
    lane: Lane,
    counter: Counter,
    seen: Seen<'_>,
) -> Result<Admitted, StoreError> {
    match books.caller(site, 1).await? {
        Some(caller) => caller.admit(lane, counter, seen).await,
        None => Ok(Admitted::Unknown),
    }
}

async fn is_fresh(books: ProviderBooks<'_>, site: SiteId, lane: Lane, counter: Counter) -> bool {
    match admit(books, site, lane, counter, seen()).await.unwrap() {
        Admitted::Fresh(site) => {
            assert_eq!(if lane == Lane::Push { site.push } else { site.hold }, counter);
            true
        }
        Admitted::Stale(_) => false,
        Admitted::Unknown => panic!("the site is there"),
    }
}

async fn a_later_counter_is_let_in_and_an_earlier_one_is_not(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let cases = [
        ((0, 0), false),
        ((0, 1), true),
        ((0, 1), false),
        ((0, 9), true),
        ((0, 8), false),
        ((1, 0), true),
        ((0, 10), false),
        ((1, i64::MAX as u64), true),
        ((u32::MAX, 0), true),
        ((u32::MAX - 1, 1), false),
    ];
    for ((start, number), fresh) in cases {
        assert_eq!(is_fresh(books, site, Lane::Push, counter(start, number)).await, fresh, "{start} {number}");
    }
    let stale = admit(books, site, Lane::Push, counter(1, 1), seen()).await.unwrap();
    assert_eq!(stale, Admitted::Stale(counter(u32::MAX, 0)));
    let absurd = admit(books, site, Lane::Push, counter(u32::MAX, u64::MAX), seen()).await;
    assert_eq!(absurd, Err(StoreError::Refused(Refused::AbsurdCount)));
}

async fn of_two_processes_with_one_frame_one_lets_it_in(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let neighbour = world.neighbour().await;
    let (here, there) = (world.books(provider), neighbour.provider(provider));
    for number in 1..=30 {
        let frame = counter(1, number);
        let (one, other) =
            tokio::join!(is_fresh(here, site, Lane::Push, frame), is_fresh(there, site, Lane::Push, frame));
        assert!(one ^ other, "{number}: {one} {other}");
    }
}

async fn the_lanes_count_by_themselves(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    assert!(is_fresh(books, site, Lane::Push, counter(3, 7)).await);
    assert!(is_fresh(books, site, Lane::Hold, counter(1, 1)).await);
    assert!(!is_fresh(books, site, Lane::Hold, counter(1, 1)).await);
}

async fn what_a_frame_tells_of_its_gateway_is_kept(mut world: World) {
    let (provider, id) = world.provider_and_site().await;
    let books = world.books(provider);
    for _ in 0..3 {
        books.direct(id, "plan", b"x", NOW_MS).await.unwrap();
    }
    assert!(books.confirm_gateway(id, keys(1), NOW_MS).await.unwrap());
    let told = [(Some("0.1.0"), Some("up"), 2), (None, None, u64::MAX), (Some("0.2.0"), None, 3)];
    for (number, (version, wan, applied)) in told.into_iter().enumerate() {
        let seen = Seen { at_ms: NOW_MS + number as u64, version, wan, applied };
        admit(books, id, Lane::Hold, counter(1, number as u64 + 1), seen).await.unwrap();
        let site = books.site(id).await.unwrap().unwrap();
        assert_eq!(site.last_seen_ms, Some(NOW_MS + number as u64));
        assert_eq!(site.applied, if number == 2 { 3 } else { 2 }, "what can never have been asked was not done");
        assert_eq!((site.wan.as_deref(), site.last_directive), (Some("up"), 3));
    }
    assert_eq!(books.site(id).await.unwrap().unwrap().version.as_deref(), Some("0.2.0"));
    // Books that went back to an older copy ask behind what the gateway has done since.
    let seen = Seen { at_ms: NOW_MS, version: None, wan: None, applied: 40 };
    admit(books, id, Lane::Hold, counter(2, 1), seen).await.unwrap();
    let site = books.site(id).await.unwrap().unwrap();
    // Behind that comes once more what nobody has acknowledged.
    assert_eq!((site.applied, site.last_directive), (40, 43));
    assert_eq!(books.direct(id, "plan", b"x", NOW_MS).await, Ok(44));
}

async fn whoever_calls_is_shown_as_it_was_before(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    books.ingest(site, 1, &Story::of([minted(1), minted(2)]).records, NOW_MS).await.unwrap();
    assert!(is_fresh(books, site, Lane::Push, counter(1, 1)).await);
    for (epoch, stored) in [(1, 2), (2, 0)] {
        let caller = books.caller(site, epoch).await.unwrap().unwrap();
        assert_eq!((caller.site.push, caller.stored), (counter(1, 1), stored));
    }
    assert!(books.caller(SiteId::from_bytes([7; 16]), 1).await.unwrap().is_none());
    let stranger = world.provider().await;
    assert!(world.books(stranger).caller(site, 1).await.unwrap().is_none());
}

async fn a_site_without_a_gateway_is_unknown(mut world: World) {
    let provider = world.provider().await;
    let waiting = world.waiting_site(provider).await;
    for site in [waiting, SiteId::from_bytes([7; 16])] {
        let admitted = admit(world.books(provider), site, Lane::Push, counter(1, 1), seen()).await;
        assert_eq!(admitted, Ok(Admitted::Unknown));
    }
}

async fn a_new_gateway_counts_from_the_beginning(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    assert!(is_fresh(books, site, Lane::Push, counter(9, 9)).await);
    assert!(books.renew_claim(site, b"second", NOW_MS + 1000).await.unwrap());
    world.store.platform().claim(b"second", keys(2), NOW_MS).await.unwrap().unwrap();
    assert!(is_fresh(books, site, Lane::Push, counter(1, 1)).await);
}
