//! Sales that begin in the cloud, and what a guest may look up of tickets.

use cloud_store::books::{
    Directive, Ingested, NewDirective, NewSale, Payment, PaymentStatus, ProviderBooks, TicketUse,
};
use cloud_store::ids::PaymentId;
use cloud_store::{Refused, StoreError, Wake};
use domain::event::Event;
use domain::ids::{ProviderId, SiteId};
use domain::session::{Closing, SessionKey};
use domain::usage::Usage;

use crate::story::{
    Story, an_hour, checkout, device, failed, kes, minted, opened, paid, plan, receipt, redeemed, ticket,
};
use crate::world::{NOW_MS, World};

on_both_engines!(
    a_sale_is_a_payment_and_a_directive_or_neither,
    a_sale_wakes_its_site,
    what_the_site_tells_becomes_of_the_same_payment,
    a_sale_that_was_refused_may_yet_be_paid,
    strangers_sell_nothing_and_see_nothing,
    a_plan_is_found_wherever_it_is_sold,
    the_use_of_a_ticket_is_what_its_sessions_add_up_to,
    only_a_payment_that_a_checkout_asked_for_has_a_secret_id,
);

fn sale(number: u8, site: SiteId) -> NewSale<'static> {
    let directive = NewDirective { site, kind: "sell", body: b"ask them" };
    NewSale { checkout: checkout(number), price: kes(2000), directive, asked_ms: NOW_MS }
}

async fn payment(books: ProviderBooks<'_>, number: u8) -> Option<Payment> {
    books.payment(PaymentId::from(checkout(number))).await.unwrap()
}

async fn directives(books: ProviderBooks<'_>, site: SiteId) -> Vec<Directive> {
    books.directives_after(site, 0, 10, 1000).await.unwrap()
}

async fn told(world: &World, provider: ProviderId, site: SiteId, story: &Story) {
    let through = story.records.len() as u64;
    let ingested = world.books(provider).ingest(site, story.epoch, &story.records, NOW_MS).await;
    assert_eq!(ingested, Ok(Ingested::Stored { through }));
}

async fn a_sale_is_a_payment_and_a_directive_or_neither(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    assert_eq!(books.place_sale(sale(1, site)).await, Ok(1));
    let placed = payment(books, 1).await.unwrap();
    assert_eq!((placed.status, placed.site, placed.plan), (PaymentStatus::Pending, Some(site), None));
    assert_eq!((placed.amount, placed.created_ms), (kes(2000), NOW_MS));
    assert_eq!(directives(books, site).await, [Directive { sequence: 1, body: b"ask them".to_vec() }]);
    // The same name once more: nobody is asked twice.
    assert!(books.place_sale(sale(1, site)).await.is_err());
    assert_eq!(directives(books, site).await.len(), 1);
    let nowhere = SiteId::from_bytes([9; 16]);
    assert_eq!(books.place_sale(sale(2, nowhere)).await, Err(StoreError::Refused(Refused::NoSuchSite)));
    assert_eq!(payment(books, 2).await, None);
}

async fn a_sale_wakes_its_site(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let mut wakes = world.store.wakes();
    if world.is_postgres() {
        // What is said before somebody listens at the server is not heard.
        assert_eq!(wakes.next().await, Some(Wake::Everything));
    }
    world.books(provider).place_sale(sale(1, site)).await.unwrap();
    assert_eq!(wakes.next().await, Some(Wake::Site(provider, site)));
}

async fn what_the_site_tells_becomes_of_the_same_payment(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    books.place_sale(sale(1, site)).await.unwrap();
    let story = Story::of([opened(1), minted(1), paid(1, Some(receipt(1)))]);
    books.ingest(site, 1, story.part(1, 1), NOW_MS).await.unwrap();
    let taken = payment(books, 1).await.unwrap();
    // The price of the moment at which the phone was asked.
    assert_eq!((taken.status, taken.plan, taken.amount), (PaymentStatus::Pending, Some(plan(1)), kes(2050)));
    assert_eq!(taken.created_ms, NOW_MS);
    books.ingest(site, 1, story.part(2, 3), NOW_MS).await.unwrap();
    let settled = payment(books, 1).await.unwrap();
    assert_eq!((settled.status, settled.ticket), (PaymentStatus::Success, Some(ticket(1))));
}

async fn a_sale_that_was_refused_may_yet_be_paid(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    books.place_sale(sale(1, site)).await.unwrap();
    let refused = Event::CheckoutFailed { checkout: checkout(1), code: "prompt_open".parse().unwrap() };
    let story = Story::of([refused, minted(1), paid(1, None), failed(1)]);
    books.ingest(site, 1, story.part(1, 1), NOW_MS).await.unwrap();
    let row = payment(books, 1).await.unwrap();
    assert_eq!((row.status, row.failure_code.as_deref()), (PaymentStatus::Failed, Some("prompt_open")));
    assert_eq!((row.plan, row.amount), (None, kes(2000)));
    books.ingest(site, 1, story.part(2, 4), NOW_MS).await.unwrap();
    let row = payment(books, 1).await.unwrap();
    assert_eq!((row.status, row.failure_code), (PaymentStatus::Success, None));
}

async fn strangers_sell_nothing_and_see_nothing(mut world: World) {
    let (owner, site) = world.provider_and_site().await;
    let stranger = world.provider().await;
    told(&world, owner, site, &Story::of([Event::PlanAdded(an_hour(1)), minted(1), started(1, 1)])).await;
    let (own, books) = (world.books(owner), world.books(stranger));
    own.place_sale(sale(1, site)).await.unwrap();
    assert_eq!(books.place_sale(sale(2, site)).await, Err(StoreError::Refused(Refused::NoSuchSite)));
    assert_eq!((payment(books, 1).await, payment(own, 2).await), (None, None));
    assert_eq!((directives(own, site).await.len(), directives(books, site).await.len()), (1, 0));
    assert_eq!(own.plans_named(plan(1), 9).await.unwrap().len(), 1);
    assert_eq!(books.plans_named(plan(1), 9).await.unwrap(), []);
    assert_eq!(own.ticket_use(ticket(1)).await.unwrap().open, 1);
    assert_eq!(books.ticket_use(ticket(1)).await.unwrap(), TicketUse::default());
}

async fn a_plan_is_found_wherever_it_is_sold(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let other = world.site(provider).await;
    told(&world, provider, site, &Story::of([Event::PlanAdded(an_hour(1)), Event::PlanAdded(an_hour(2))])).await;
    let mut story = Story::by(2, 1);
    story.tell(Event::PlanAdded(an_hour(2)));
    told(&world, provider, other, &story).await;
    let books = world.books(provider);
    let sites = async |number: u8| {
        let plans = books.plans_named(plan(number), 2).await.unwrap();
        plans.into_iter().map(|plan| plan.site).collect::<Vec<_>>()
    };
    let mut both = [site, other];
    both.sort_unstable();
    assert_eq!((sites(1).await, sites(2).await, sites(3).await), (vec![site], both.to_vec(), Vec::new()));
    assert_eq!(books.plans_named(plan(2), 1).await.unwrap().len(), 1);
}

fn session(name: u8) -> SessionKey {
    SessionKey { nas: "ap".parse().unwrap(), id: format!("801000{name:02}").parse().unwrap() }
}

fn started(number: u8, name: u8) -> Event {
    Event::SessionStarted { ticket: ticket(number), session: session(name), device: device(1) }
}

fn closed(number: u8, name: u8, secs: u64) -> Event {
    let usage = Usage { secs, bytes_up: secs * 10, bytes_down: secs * 100 };
    Event::SessionClosed { ticket: ticket(number), session: session(name), usage, closing: Closing::Missed }
}

async fn the_use_of_a_ticket_is_what_its_sessions_add_up_to(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let visited = world.site(provider).await;
    let story = [started(1, 1), closed(1, 1, 60), started(1, 2), started(2, 3), closed(2, 3, 7)];
    told(&world, provider, site, &Story::of(story)).await;
    let mut story = Story::by(2, 1);
    [started(1, 1), closed(1, 1, 40)].into_iter().for_each(|event| story.tell(event));
    told(&world, provider, visited, &story).await;
    let books = world.books(provider);
    let ended = Usage { secs: 100, bytes_up: 1000, bytes_down: 10_000 };
    assert_eq!(books.ticket_use(ticket(1)).await, Ok(TicketUse { ended, open: 1 }));
    assert_eq!(books.ticket_use(ticket(9)).await, Ok(TicketUse::default()));
}

async fn only_a_payment_that_a_checkout_asked_for_has_a_secret_id(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let story = Story::of([opened(1), minted(1), paid(1, None), minted(2), redeemed(receipt(2), 2)]);
    told(&world, provider, site, &story).await;
    let (books, page) = (world.books(provider), cloud_store::books::Page::first(9));
    let payments = books.payments(cloud_store::books::Flow::MpesaCustomerPayment, None, None, page).await.unwrap();
    for payment in &payments {
        assert_eq!(payment.id.is_secret(), payment.id == PaymentId::from(checkout(1)), "{payment:?}");
    }
    assert_eq!(payments.len(), 2);
}
