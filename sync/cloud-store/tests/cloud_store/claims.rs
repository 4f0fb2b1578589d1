//! Sites and the codes that claim them.

use cloud_store::books::{NewSite, SiteKeys, SiteStatus};
use cloud_store::platform::Claimed;
use cloud_store::{Refused, StoreError};
use domain::ids::SiteId;

use crate::world::{NOW_MS, World, keys};

on_both_engines!(
    a_code_makes_a_gateway_of_one_who_shows_it_in_time,
    of_two_who_show_a_code_one_is_enrolled,
    a_gateway_that_did_not_hear_the_answer_is_told_it_again,
    a_code_means_nothing_to_its_gateway_once_another_has_the_site,
    a_renewed_code_voids_the_one_before,
    secrets_wait_for_the_owner,
    two_sites_of_one_name_are_refused,
    all_sites_are_listed_for_admins,
);

async fn a_code_makes_a_gateway_of_one_who_shows_it_in_time(mut world: World) {
    let provider = world.provider().await;
    let site = world.waiting_site(provider).await;
    let code = site.bytes();
    let platform = world.store.platform();
    assert_eq!(platform.claim(b"unknown", keys(1), NOW_MS).await.unwrap(), None);
    assert_eq!(platform.claim(&code, keys(1), NOW_MS + 1000).await.unwrap(), None, "too late");
    let name = format!("Stage {site}");
    let claimed = platform.claim(&code, keys(1), NOW_MS + 999).await.unwrap();
    assert_eq!(claimed, Some(Claimed { provider, site, name }));
    assert_eq!(platform.claim(&code, keys(2), NOW_MS + 999).await.unwrap(), None, "spent");
    let site = world.books(provider).site(site).await.unwrap().unwrap();
    assert_eq!((site.status, site.keys), (SiteStatus::Enrolled, Some(keys(1))));
    assert_eq!((site.enrolled_ms, site.confirmed_ms), (Some(NOW_MS + 999), None));
}

async fn of_two_who_show_a_code_one_is_enrolled(mut world: World) {
    let provider = world.provider().await;
    let neighbour = world.neighbour().await;
    for _ in 0..10 {
        let site = world.waiting_site(provider).await;
        let (code, here, there) = (site.bytes(), world.store.platform(), neighbour.platform());
        let (one, other) = tokio::join!(here.claim(&code, keys(1), NOW_MS), there.claim(&code, keys(2), NOW_MS));
        let (one, other) = (one.unwrap().is_some(), other.unwrap().is_some());
        assert!(one ^ other);
        let expected = if one { keys(1) } else { keys(2) };
        assert_eq!(world.books(provider).site(site).await.unwrap().unwrap().keys, Some(expected));
    }
}

async fn a_gateway_that_did_not_hear_the_answer_is_told_it_again(mut world: World) {
    let provider = world.provider().await;
    let site = world.waiting_site(provider).await;
    let neighbour = world.neighbour().await;
    let (code, platform, there) = (site.bytes(), world.store.platform(), neighbour.platform());
    let (one, other) = tokio::join!(platform.claim(&code, keys(1), NOW_MS), there.claim(&code, keys(1), NOW_MS));
    let claimed = Some(Claimed { provider, site, name: format!("Stage {site}") });
    assert_eq!((one.unwrap(), other.unwrap()), (claimed.clone(), claimed.clone()));
    world.books(provider).confirm_gateway(site, keys(1), NOW_MS + 1).await.unwrap();
    let before = world.books(provider).site(site).await.unwrap();
    assert_eq!(platform.claim(&code, keys(1), NOW_MS + 999).await.unwrap(), claimed);
    assert_eq!(world.books(provider).site(site).await.unwrap(), before, "nothing is spent or begun anew");
    let half = SiteKeys { sealing: keys(2).sealing, ..keys(1) };
    for others in [keys(2), half] {
        assert_eq!(platform.claim(&code, others, NOW_MS + 999).await.unwrap(), None);
    }
    assert_eq!(platform.claim(&code, keys(1), NOW_MS + 1000).await.unwrap(), None, "too late");
}

async fn a_code_means_nothing_to_its_gateway_once_another_has_the_site(mut world: World) {
    let provider = world.provider().await;
    let site = world.waiting_site(provider).await;
    let (books, platform) = (world.books(provider), world.store.platform());
    platform.claim(&site.bytes(), keys(1), NOW_MS).await.unwrap().unwrap();
    books.renew_claim(site, b"new", NOW_MS + 1000).await.unwrap();
    assert!(platform.claim(&site.bytes(), keys(1), NOW_MS).await.unwrap().is_some(), "nobody has shown the new one");
    platform.claim(b"new", keys(2), NOW_MS).await.unwrap().unwrap();
    assert_eq!(platform.claim(&site.bytes(), keys(1), NOW_MS).await.unwrap(), None);
    assert_eq!(books.site(site).await.unwrap().unwrap().keys, Some(keys(2)));
}

async fn a_renewed_code_voids_the_one_before(mut world: World) {
    let provider = world.provider().await;
    let site = world.waiting_site(provider).await;
    let (books, platform) = (world.books(provider), world.store.platform());
    assert!(books.renew_claim(site, b"new", NOW_MS + 1000).await.unwrap());
    assert_eq!(platform.claim(&site.bytes(), keys(1), NOW_MS).await.unwrap(), None);
    assert!(platform.claim(b"new", keys(1), NOW_MS).await.unwrap().is_some());
    assert!(!books.renew_claim(SiteId::from_bytes([9; 16]), b"other", NOW_MS).await.unwrap());
}

async fn secrets_wait_for_the_owner(mut world: World) {
    let provider = world.provider().await;
    let site = world.waiting_site(provider).await;
    let books = world.books(provider);
    assert!(!books.confirm_gateway(site, keys(1), NOW_MS).await.unwrap(), "no gateway yet");
    world.store.platform().claim(&site.bytes(), keys(1), NOW_MS).await.unwrap().unwrap();
    assert!(books.confirm_gateway(site, keys(1), NOW_MS + 1).await.unwrap());
    let confirmed = books.site(site).await.unwrap().unwrap();
    assert_eq!((confirmed.status, confirmed.confirmed_ms), (SiteStatus::Confirmed, Some(NOW_MS + 1)));
    books.renew_claim(site, b"again", NOW_MS + 1000).await.unwrap();
    world.store.platform().claim(b"again", keys(2), NOW_MS).await.unwrap().unwrap();
    let anew = books.site(site).await.unwrap().unwrap();
    assert_eq!((anew.status, anew.confirmed_ms), (SiteStatus::Enrolled, None), "another gateway, another confirmation");
}

async fn two_sites_of_one_name_are_refused(mut world: World) {
    let (provider, other) = (world.provider().await, world.provider().await);
    let new = |id: u8| NewSite {
        id: SiteId::from_bytes([id; 16]),
        name: "Stage",
        claim_hash: if id == 1 { b"1" } else { b"2" },
        claim_expires_ms: NOW_MS,
    };
    world.books(provider).create_site(new(1), NOW_MS).await.unwrap();
    let refused = world.books(provider).create_site(new(2), NOW_MS).await;
    assert_eq!(refused, Err(StoreError::Refused(Refused::SiteNameTaken)));
    world.books(other).create_site(new(2), NOW_MS).await.unwrap();
    assert_eq!(world.books(provider).sites(None, 10).await.unwrap().len(), 1);
    assert_eq!(world.books(provider).sites(Some("Stage"), 10).await.unwrap(), []);
}

async fn all_sites_are_listed_for_admins(mut world: World) {
    let (one, other) = (world.provider().await, world.provider().await);
    let mut sites = Vec::new();
    for provider in [one, other, one] {
        sites.push((provider, world.site(provider).await));
    }
    sites.sort_unstable();
    let (mut seen, mut after) = (Vec::new(), None);
    while let Some(health) = world.store.platform().all_sites(after, 1).await.unwrap().pop() {
        after = Some((health.provider, health.site.id));
        seen.extend(after);
    }
    assert_eq!(seen, sites);
}
