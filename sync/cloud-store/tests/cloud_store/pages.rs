//! What the cloud's pages ask for: figures of a list of sites, the code that is good now, the gateway that was compared.

use cloud_store::books::{Figures, Takings};
use cloud_store::ids::UserId;
use cloud_store::platform::{NewUser, Role};
use domain::event::Event;
use domain::ids::SiteId;
use domain::money::Currency;

use crate::story::{Story, checkout, kes, ticket};
use crate::world::{NOW_MS, World, keys};

on_both_engines!(
    a_list_of_sites_has_its_figures_and_nobody_elses,
    the_open_code_is_the_one_that_can_be_spent,
    only_the_gateway_that_was_compared_is_confirmed,
    a_login_is_prolonged_and_never_shortened,
);

async fn a_list_of_sites_has_its_figures_and_nobody_elses(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let (other, others_site) = world.provider_and_site().await;
    let silent = world.site(provider).await;
    let paid = |number| Event::CheckoutPaid {
        checkout: checkout(number),
        amount: kes(2005),
        ticket: ticket(number),
        receipt: None,
    };
    let events = Story::of([paid(1), paid(2), paid(3)]).records;
    world.books(provider).ingest(site, 1, &events, NOW_MS).await.unwrap();
    world.books(other).ingest(others_site, 1, &events, NOW_MS).await.unwrap();

    let takings = vec![Takings { currency: Currency::Kes, cents: 6015, payments: 3 }];
    let full = Figures { stored: 3, takings };
    let day = NOW_MS..NOW_MS + 86_400_000;
    let books = world.books(provider);
    let own = books.figures(&[site, silent, others_site], day.clone()).await.unwrap();
    assert_eq!(own.into_iter().collect::<Vec<_>>(), [(site, full.clone())]);
    let later = books.figures(&[site], day.end..day.end + 1).await.unwrap();
    assert_eq!(later[&site], Figures { stored: 3, takings: Vec::new() });
    assert!(books.figures(&[], day.clone()).await.unwrap().is_empty());
    let all = world.store.platform().figures(&[(provider, site), (other, others_site)], day).await.unwrap();
    assert_eq!((all.len(), &all[&others_site]), (2, &full));
}

async fn the_open_code_is_the_one_that_can_be_spent(mut world: World) {
    let provider = world.provider().await;
    let stranger = world.provider().await;
    let site = world.waiting_site(provider).await;
    let books = world.books(provider);
    assert!(books.renew_claim(site, b"new", NOW_MS + 2000).await.unwrap());
    let open = books.open_claim(site, NOW_MS).await.unwrap().unwrap();
    assert_eq!((open.code_hash.as_slice(), open.expires_ms), (&b"new"[..], NOW_MS + 2000));
    assert_eq!(books.open_claim(site, NOW_MS + 2000).await.unwrap(), None);
    assert_eq!(world.books(stranger).open_claim(site, NOW_MS).await.unwrap(), None);
    world.store.platform().claim(b"new", keys(1), NOW_MS).await.unwrap().unwrap();
    assert_eq!(books.open_claim(site, NOW_MS).await.unwrap(), None);
}

async fn only_the_gateway_that_was_compared_is_confirmed(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let stranger = world.provider().await;
    let books = world.books(provider);
    assert!(!books.confirm_gateway(site, keys(2), NOW_MS).await.unwrap());
    assert!(!books.confirm_gateway(SiteId::from_bytes([9; 16]), keys(1), NOW_MS).await.unwrap());
    assert!(!world.books(stranger).confirm_gateway(site, keys(1), NOW_MS).await.unwrap());
    assert!(books.confirm_gateway(site, keys(1), NOW_MS).await.unwrap());
    assert!(!books.confirm_gateway(site, keys(1), NOW_MS).await.unwrap(), "nobody waits any more");
    assert_eq!(books.site(site).await.unwrap().unwrap().confirmed_ms, Some(NOW_MS));
}

async fn a_login_is_prolonged_and_never_shortened(world: World) {
    let (platform, id) = (world.store.platform(), UserId::from_bytes([1; 16]));
    let user = NewUser { id, email: "a@b", password_hash: "$argon2id$", role: Role::Admin, provider: None };
    platform.create_user(user, NOW_MS).await.unwrap();
    platform.put_login(b"token", id, NOW_MS, NOW_MS + 1000).await.unwrap();
    assert!(platform.prolong_login(b"token", NOW_MS + 5000).await.unwrap());
    assert!(!platform.prolong_login(b"token", NOW_MS + 2000).await.unwrap());
    assert!(!platform.prolong_login(b"other", NOW_MS + 9000).await.unwrap());
    assert_eq!(platform.login(b"token", NOW_MS + 4999).await.unwrap().unwrap().expires_ms, NOW_MS + 5000);
}
