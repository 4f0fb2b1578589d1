//! What tickets and plans add up to.

use cloud_store::books::{Ingested, Page, ProviderBooks, Ticket, TicketStatus};
use domain::event::Event;
use domain::ids::SiteId;
use domain::plan::{Allowance, Plan, Rate, Terms};
use domain::ticket::Ending;

use crate::story::{Story, an_hour, device, kes, minted, offer, plan, terms, ticket};
use crate::world::{NOW_MS, World};

on_both_engines!(
    a_ticket_goes_its_way_and_not_back,
    what_another_site_tells_first_is_kept,
    plans_come_back_as_they_were_announced,
    lists_are_walked_page_by_page,
);

async fn told(books: ProviderBooks<'_>, site: SiteId, story: &Story) {
    let through = story.records.len() as u64;
    assert_eq!(books.ingest(site, 1, &story.records, NOW_MS).await.unwrap(), Ingested::Stored { through });
}

async fn the_ticket(books: ProviderBooks<'_>, number: u8) -> Ticket {
    books.ticket(ticket(number)).await.unwrap().unwrap()
}

fn activated(number: u8) -> Event {
    Event::TicketActivated { ticket: ticket(number), device: device(1) }
}

fn ended(number: u8, ending: Ending) -> Event {
    Event::TicketEnded { ticket: ticket(number), ending }
}

async fn a_ticket_goes_its_way_and_not_back(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let moved = Event::TicketMoved { ticket: ticket(1), device: device(2) };
    let story = Story::of([
        minted(1),
        activated(1),
        moved,
        ended(1, Ending::Expired),
        activated(1),
        ended(1, Ending::Used),
        Event::TicketRevoked { ticket: ticket(1) },
    ]);
    use TicketStatus::{Active, Expired, New, Revoked};
    for (place, status) in [New, Active, Active, Expired, Expired, Expired, Revoked].into_iter().enumerate() {
        books.ingest(site, 1, story.part(place + 1, place + 1), NOW_MS).await.unwrap();
        let ticket = the_ticket(books, 1).await;
        assert_eq!(ticket.status, status, "after {}", place + 1);
        let expires_ms = if place == 0 { 1000 + 3_600_000 } else { 2000 + 5_400_000 };
        assert_eq!(ticket.expires_ms, Some(NOW_MS + expires_ms), "after {}", place + 1);
    }
    let ticket = the_ticket(books, 1).await;
    assert_eq!((ticket.created_ms, ticket.activated_ms), (NOW_MS + 1000, Some(NOW_MS + 2000)));
    assert_eq!((ticket.ended_ms, ticket.device), (Some(NOW_MS + 4000), Some(device(2).to_string())));
    assert_eq!((ticket.price, ticket.plan, ticket.duration_secs), (kes(2050), Some(plan(1)), Some(5400)));
    assert_eq!(books.tickets_by_code(&ticket.code.unwrap(), 10).await.unwrap().len(), 1);
}

async fn what_another_site_tells_first_is_kept(mut world: World) {
    let (provider, home) = world.provider_and_site().await;
    let visited = world.site(provider).await;
    let books = world.books(provider);
    told(books, visited, &Story::of([activated(1), ended(1, Ending::Used)])).await;
    let ticket = the_ticket(books, 1).await;
    assert_eq!((ticket.status, ticket.code, ticket.price), (TicketStatus::Used, None, kes(0)));
    let mut story = Story::by(2, 1);
    story.tell(minted(1));
    told(books, home, &story).await;
    let ticket = the_ticket(books, 1).await;
    assert_eq!((ticket.status, ticket.price), (TicketStatus::Used, kes(2050)));
    assert!(ticket.code.is_some());
}

async fn plans_come_back_as_they_were_announced(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let data = Allowance::Data { quota_bytes: 1_500_000_000, validity_secs: 86_400 };
    let rate = Some(Rate { up_bits_per_sec: 2_000_000, down_bits_per_sec: u32::MAX });
    let rich = Terms { rate, devices: 16, idle_timeout_secs: Some(600), outage_credit: false, ..terms(data) };
    let by_online = terms(Allowance::Online { duration_secs: u32::MAX });
    let plans = [
        an_hour(1),
        Plan { id: plan(2), name: "Plan 2".into(), price: kes(5), terms: rich },
        Plan { id: plan(3), name: "Plan 3".into(), price: kes(9_999_999_999), terms: by_online },
    ];
    let changed = Plan { price: kes(1), ..an_hour(1) };
    let events = plans.iter().cloned().chain([changed.clone()]).map(Event::PlanAdded);
    told(books, site, &Story::of(events)).await;
    let stored: Vec<_> = books.plans(Some(site), 10).await.unwrap().into_iter().map(|plan| plan.plan).collect();
    assert_eq!(stored, [changed, plans[1].clone(), plans[2].clone()]);
    assert_eq!(books.plan(site, plan(2)).await.unwrap().unwrap().plan, plans[1]);
    assert_eq!(offer(1).terms, stored[0].terms);
}

async fn lists_are_walked_page_by_page(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let mut story = Story::of((1..=7).map(minted));
    // Three of one moment.
    story.records[2..5].iter_mut().for_each(|record| record.wall_ms = Some(NOW_MS + 3000));
    told(books, site, &story).await;
    let mut seen = Vec::new();
    let mut page = Page::first(2);
    loop {
        let tickets = books.tickets(None, Some(TicketStatus::New), page).await.unwrap();
        let Some(last) = tickets.last() else { break };
        page = Page::after(last.place(), 2);
        seen.extend(tickets.into_iter().map(|ticket| ticket.id));
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1].map(ticket));
}
