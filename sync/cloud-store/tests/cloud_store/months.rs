//! What a month brought, and the reports that are kept.

use cloud_store::books::{MonthFigures, MonthlyReport, Takings};
use domain::event::Event;
use domain::ids::{ProviderId, SiteId};
use domain::money::{Currency, Money};
use domain::session::SessionKey;

use crate::story::{Story, device, kes, minted, offer, opened, paid, receipt, ticket};
use crate::world::{NOW_MS, World};

on_both_engines!(
    a_month_is_what_was_paid_sold_and_used_in_it,
    what_was_paid_by_phone_is_not_cash,
    currencies_are_not_added_up,
    a_guest_of_two_places_is_one_guest,
    a_report_is_kept_in_the_place_of_an_older_one,
    the_last_word_on_a_month_stays,
);

fn activated(number: u8) -> Event {
    Event::TicketActivated { ticket: ticket(number), device: device(number) }
}

fn came_online(number: u8, by: u8) -> Event {
    let session = SessionKey { nas: "ap".parse().unwrap(), id: format!("8010{number:04}").parse().unwrap() };
    Event::SessionStarted { ticket: ticket(number), session, device: device(by) }
}

fn sum(cents: u64, payments: u64) -> Takings {
    Takings { currency: Currency::Kes, cents, payments }
}

async fn told(world: &World, provider: ProviderId, site: SiteId, teller: u8, events: impl IntoIterator<Item = Event>) {
    let mut story = Story::by(teller, 1);
    events.into_iter().for_each(|event| story.tell(event));
    world.books(provider).ingest(site, 1, &story.records, NOW_MS).await.unwrap();
}

async fn a_month_is_what_was_paid_sold_and_used_in_it(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let idle = world.site(provider).await;
    // A second each: 2050 cents by phone at 3 s, the same for cash at 6 and 7 s.
    let events = [
        minted(1),
        opened(1),
        paid(1, Some(receipt(1))),
        minted(2),
        minted(3),
        activated(2),
        activated(3),
        activated(1),
        came_online(1, 1),
        came_online(2, 2),
        came_online(2, 2),
    ];
    told(&world, provider, site, 1, events).await;
    let books = world.books(provider);
    let month = |from_s: u64, until_s: u64| NOW_MS + from_s * 1000..NOW_MS + until_s * 1000;
    let all = books.month_figures(&[site, idle], month(0, 60)).await.unwrap();
    let (mpesa, cash) = (vec![sum(2050, 1)], vec![sum(4100, 2)]);
    let whole = MonthFigures { mpesa, cash, tickets_issued: 3, tickets_used: 3, guests: 2 };
    assert_eq!(all.into_iter().collect::<Vec<_>>(), [(site, whole)]);
    let later = books.month_figures(&[site], month(7, 11)).await.unwrap();
    let part = MonthFigures { cash: vec![sum(2050, 1)], tickets_used: 2, guests: 2, ..MonthFigures::default() };
    assert_eq!(later.get(&site), Some(&part), "the end belongs to the next month");
    assert_eq!(books.month_figures(&[], month(0, 60)).await.unwrap().len(), 0);
    let stranger = world.provider().await;
    assert_eq!(world.books(stranger).month_figures(&[site], month(0, 60)).await.unwrap().len(), 0);
    assert_eq!(world.books(stranger).guests(month(0, 60)).await.unwrap(), 0);
}

async fn what_was_paid_by_phone_is_not_cash(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    // Used before the payment is told of, in another batch; and one made by hand.
    told(&world, provider, site, 1, [minted(1), activated(1), minted(2), activated(2)]).await;
    let books = world.books(provider);
    let within = NOW_MS..NOW_MS + 60_000;
    assert_eq!(books.month_figures(&[site], within.clone()).await.unwrap()[&site].cash, [sum(4100, 2)]);
    let mut story = Story::by(1, 1);
    let redeemed = Event::ReceiptRedeemed { receipt: receipt(2), ticket: ticket(2) };
    let events = [minted(1), activated(1), minted(2), activated(2), opened(1), paid(1, None), redeemed];
    events.into_iter().for_each(|event| story.tell(event));
    books.ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    let month = &books.month_figures(&[site], within).await.unwrap()[&site];
    assert_eq!((month.cash.as_slice(), month.mpesa.as_slice()), (&[][..], &[sum(4100, 2)][..]));
}

async fn currencies_are_not_added_up(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let mut events = vec![minted(1), activated(1)];
    for (number, price) in [(2, Money::from_cents(500, Currency::Ugx).unwrap()), (3, kes(0))] {
        let code = domain::code::Code::from_random(u64::from(number));
        let mut offer = offer(1);
        offer.price = price;
        events.extend([Event::TicketMinted { ticket: ticket(number), code, offer }, activated(number)]);
    }
    told(&world, provider, site, 1, events).await;
    let month = &world.books(provider).month_figures(&[site], NOW_MS..NOW_MS + 60_000).await.unwrap()[&site];
    let ugx = Takings { currency: Currency::Ugx, cents: 500, payments: 1 };
    assert_eq!(month.cash, [sum(2050, 1), ugx], "what costs nothing is no sale");
    assert_eq!((month.tickets_issued, month.tickets_used), (3, 3));
}

async fn a_guest_of_two_places_is_one_guest(mut world: World) {
    let (provider, one) = world.provider_and_site().await;
    let other = world.site(provider).await;
    told(&world, provider, one, 1, [minted(1), came_online(1, 1), came_online(1, 2)]).await;
    told(&world, provider, other, 2, [minted(2), came_online(2, 1)]).await;
    let (books, within) = (world.books(provider), NOW_MS..NOW_MS + 60_000);
    let months = books.month_figures(&[one, other], within.clone()).await.unwrap();
    assert_eq!((months[&one].guests, months[&other].guests), (2, 1));
    assert_eq!(books.guests(within).await.unwrap(), 2);
}

async fn a_report_is_kept_in_the_place_of_an_older_one(mut world: World) {
    let (provider, other) = (world.provider().await, world.provider().await);
    let books = world.books(provider);
    assert_eq!(books.monthly_report("2026-11").await.unwrap(), None);
    for (report, now_ms) in [("{\"guests\":1}", NOW_MS), ("{\"guests\":2}", NOW_MS + 1)] {
        assert!(books.keep_monthly_report("2026-11", report, false, now_ms).await.unwrap());
        let kept = books.monthly_report("2026-11").await.unwrap();
        assert_eq!(kept, Some(MonthlyReport { report: report.to_owned(), is_final: false, made_ms: now_ms }));
    }
    assert_eq!(books.monthly_report("2026-10").await.unwrap(), None);
    assert_eq!(world.books(other).monthly_report("2026-11").await.unwrap(), None);
}

async fn the_last_word_on_a_month_stays(mut world: World) {
    let provider = world.provider().await;
    let books = world.books(provider);
    assert!(books.keep_monthly_report("2026-11", "{}", false, NOW_MS).await.unwrap());
    assert!(books.keep_monthly_report("2026-11", "{\"guests\":1}", true, NOW_MS + 1).await.unwrap());
    for is_final in [false, true] {
        assert!(!books.keep_monthly_report("2026-11", "{}", is_final, NOW_MS + 2).await.unwrap());
    }
    let kept = MonthlyReport { report: "{\"guests\":1}".to_owned(), is_final: true, made_ms: NOW_MS + 1 };
    assert_eq!(books.monthly_report("2026-11").await.unwrap(), Some(kept));
    assert!(books.keep_monthly_report("2026-12", "{}", false, NOW_MS + 2).await.unwrap());
}
