//! Directives: numbered without gaps, kept until carried out and after, and heard of at once.

use cloud_store::books::{Admitted, Counter, Directive, Lane, NewDirective, NewNotice, Seen};
use cloud_store::ids::NoticeId;
use cloud_store::{Refused, StoreError, Wake};
use domain::ids::SiteId;

use crate::frames::admit;
use crate::world::{NOW_MS, World, keys};

on_both_engines!(
    places_are_without_gaps_however_many_write,
    batches_are_bounded_by_rows_and_bytes,
    acknowledged_directives_stay_and_are_marked_once,
    a_directive_wakes_whoever_listens,
    a_directive_that_is_not_written_wakes_nobody,
    an_unknown_site_cannot_be_directed,
    what_was_numbered_twice_is_asked_for_once_more,
);

async fn places_are_without_gaps_however_many_write(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let (here, there) = (world.store.clone(), world.neighbour().await);
    let writers = (0..40_u8).map(|number| {
        let store = if number % 2 == 0 { here.clone() } else { there.clone() };
        tokio::spawn(async move { store.provider(provider).direct(site, "plan", &[number], NOW_MS).await.unwrap() })
    });
    let mut places = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        places.push(writer.await.unwrap());
    }
    places.sort_unstable();
    assert_eq!(places, (1..=40).collect::<Vec<u64>>());
    let stored = world.books(provider).directives_after(site, 0, 100, 10_000).await.unwrap();
    assert_eq!(stored.iter().map(|directive| directive.sequence).collect::<Vec<_>>(), places);
}

async fn batches_are_bounded_by_rows_and_bytes(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    for length in [10, 20, 30, 5] {
        books.direct(site, "x", &vec![7; length], NOW_MS).await.unwrap();
    }
    let places = async |applied, rows, bytes| {
        let batch = books.directives_after(site, applied, rows, bytes).await.unwrap();
        batch.iter().map(|directive| directive.sequence).collect::<Vec<_>>()
    };
    assert_eq!(places(0, 10, 1000).await, [1, 2, 3, 4]);
    assert_eq!(places(0, 2, 1000).await, [1, 2]);
    assert_eq!(places(0, 10, 59).await, [1, 2]);
    assert_eq!(places(2, 10, 1).await, [3], "one that is too long goes alone");
    assert_eq!(places(4, 10, 1000).await, [0; 0]);
}

async fn acknowledged_directives_stay_and_are_marked_once(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    for body in [b"a", b"b", b"c"] {
        books.direct(site, "x", body, NOW_MS).await.unwrap();
    }
    assert_eq!(books.acknowledge(site, 2, NOW_MS).await.unwrap(), 2);
    assert_eq!(books.acknowledge(site, 2, NOW_MS).await.unwrap(), 0);
    assert_eq!(books.acknowledge(site, u64::MAX, NOW_MS).await.unwrap(), 1);
    let again = books.directives_after(site, 0, 1, 100).await.unwrap();
    assert_eq!(again, [Directive { sequence: 1, body: b"a".to_vec() }]);
}

async fn a_directive_wakes_whoever_listens(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let listener = if world.is_postgres() { world.neighbour().await } else { world.store.clone() };
    let mut wakes = listener.wakes();
    if world.is_postgres() {
        // From now on nothing is lost.
        assert_eq!(wakes.next().await, Some(Wake::Everything));
    }
    let books = world.books(provider);
    books.direct(site, "x", b"1", NOW_MS).await.unwrap();
    assert_eq!(wakes.next().await, Some(Wake::Site(provider, site)));
    books.keep_notice(notice(site), Some(NewDirective { site, kind: "notice", body: b"2" })).await.unwrap();
    assert_eq!(wakes.next().await, Some(Wake::Site(provider, site)));
}

async fn a_directive_that_is_not_written_wakes_nobody(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let mut wakes = world.store.wakes();
    if world.is_postgres() {
        assert_eq!(wakes.next().await, Some(Wake::Everything));
    }
    let books = world.books(provider);
    books.keep_notice(notice(site), None).await.unwrap();
    let twice = books.keep_notice(notice(site), Some(NewDirective { site, kind: "notice", body: b"2" })).await;
    assert_eq!(twice, Err(StoreError::Refused(Refused::Exists)));
    let other = world.site(provider).await;
    world.books(provider).direct(other, "x", b"1", NOW_MS).await.unwrap();
    assert_eq!(wakes.next().await, Some(Wake::Site(provider, other)));
    assert_eq!(world.books(provider).directives_after(site, 0, 10, 100).await.unwrap(), []);
}

async fn an_unknown_site_cannot_be_directed(mut world: World) {
    let provider = world.provider().await;
    let refused = world.books(provider).direct(SiteId::from_bytes([9; 16]), "x", b"1", NOW_MS).await;
    assert_eq!(refused, Err(StoreError::Refused(Refused::NoSuchSite)));
}

fn notice(site: SiteId) -> NewNotice<'static> {
    NewNotice {
        id: NoticeId::from_bytes([1; 16]),
        site: Some(site),
        checkout: None,
        path_kind: "c2b",
        is_proven: true,
        body: b"{}",
        received_ms: NOW_MS,
    }
}

/// The database went back to an older copy: the site has carried out five, of which nothing is known any more.
async fn what_was_numbered_twice_is_asked_for_once_more(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    assert!(books.confirm_gateway(site, keys(1), NOW_MS).await.unwrap());
    for body in [b"one", b"two"] {
        books.direct(site, "x", body, NOW_MS).await.unwrap();
    }
    let seen = Seen { at_ms: NOW_MS, version: None, wan: None, applied: 5 };
    let admitted = admit(books, site, Lane::Hold, Counter { start: 1, number: 1 }, seen).await.unwrap();
    let Admitted::Fresh(now) = admitted else { panic!("{admitted:?}") };
    assert_eq!(now.last_directive, 7, "whoever asks is told at once");
    let anew = books.directives_after(site, 5, 10, 1000).await.unwrap();
    let anew: Vec<_> = anew.into_iter().map(|directive| (directive.sequence, directive.body)).collect();
    assert_eq!(anew, [(6, b"one".to_vec()), (7, b"two".to_vec())]);
    // What is known to be done, or was asked here, is not asked again.
    books.acknowledge(site, 5, NOW_MS).await.unwrap();
    let seen = Seen { applied: 7, ..seen };
    admit(books, site, Lane::Hold, Counter { start: 1, number: 2 }, seen).await.unwrap();
    assert_eq!(books.directives_after(site, 7, 10, 1000).await.unwrap(), []);
}
