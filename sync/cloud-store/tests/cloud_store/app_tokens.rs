//! The token of an app that several sites share.

use cloud_store::books::AppToken;

use crate::world::{NOW_MS, World};

on_both_engines!(
    what_one_site_writes_the_next_one_reads,
    two_that_ask_at_once_are_told_one_after_the_other,
    a_provider_has_so_many_apps,
);

const APP: [u8; 16] = [7; 16];

async fn what_one_site_writes_the_next_one_reads(mut world: World) {
    let (owner, stranger) = (world.provider().await, world.provider().await);
    let token = AppToken {
        generation: 3,
        sealed: Some(vec![1, 2, 3]),
        ends_ms: Some(NOW_MS + 5),
        fetching_since_ms: Some(NOW_MS),
    };
    let before = world.books(owner).change_app_token(&APP, |known| std::mem::replace(known, token.clone())).await;
    assert_eq!(before.unwrap(), Some(AppToken::default()));
    let known = |provider| world.store.provider(provider);
    assert_eq!(known(owner).change_app_token(&APP, |known| known.clone()).await.unwrap(), Some(token));
    assert_eq!(known(owner).change_app_token(&[8; 16], |known| known.generation).await.unwrap(), Some(0));
    assert_eq!(known(stranger).change_app_token(&APP, |known| known.generation).await.unwrap(), Some(0));
}

async fn two_that_ask_at_once_are_told_one_after_the_other(mut world: World) {
    let owner = world.provider().await;
    let neighbour = world.neighbour().await;
    let count_up = |known: &mut AppToken| {
        known.generation += 1;
        known.generation
    };
    let here = async {
        for _ in 0..20 {
            world.books(owner).change_app_token(&APP, count_up).await.unwrap();
        }
    };
    let there = async {
        for _ in 0..20 {
            neighbour.provider(owner).change_app_token(&APP, count_up).await.unwrap();
        }
    };
    tokio::join!(here, there);
    assert_eq!(world.books(owner).change_app_token(&APP, count_up).await.unwrap(), Some(41));
}

async fn a_provider_has_so_many_apps(mut world: World) {
    let owner = world.provider().await;
    let books = world.books(owner);
    for app in 0..64 {
        assert_eq!(books.change_app_token(&[app; 16], |known| known.generation).await.unwrap(), Some(0));
    }
    assert_eq!(books.change_app_token(&[64; 16], |known| known.generation).await.unwrap(), None);
    assert_eq!(books.change_app_token(&[63; 16], |known| known.generation).await.unwrap(), Some(0));
}
