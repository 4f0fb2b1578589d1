//! Tickets that travel: what a question writes down, what the sites' records lead to, and what is asked once only.

use cloud_store::books::{Counter, Lane, ProviderBooks, Seen, Ticket};
use domain::code::Code;
use domain::custody::{Errand, Homecoming, Lending, Release};
use domain::decisions::Refusal;
use domain::event::Event;
use domain::ids::{ProviderId, ReviewId, SiteId};
use domain::itinerary::{PATIENCE_MS, VISIT_MS};
use domain::review::Trouble;
use domain::ticket::Ending;
use domain::usage::Usage;
use sync_proto::{Directive, Find, Whereabouts};

use crate::frames::admit;
use crate::story::{Story, device, minted, offer, paid, receipt, ticket};
use crate::world::{NOW_MS, World, keys};

on_both_engines!(
    a_ticket_is_asked_for_once_lent_and_taken_back,
    two_sites_with_one_code_are_named_and_neither_is_asked,
    a_site_that_does_not_listen_is_not_asked,
    what_is_over_or_kept_is_said_at_once,
    a_receipt_leads_to_its_ticket_or_to_where_its_money_waits,
    strangers_and_unconfirmed_sites_have_nothing_to_lend,
    records_that_come_twice_send_nobody_twice,
    twenty_guests_ask_at_once_and_one_errand_is_written,
);

async fn site(world: &mut World, provider: ProviderId) -> SiteId {
    let site = world.site(provider).await;
    let books = world.books(provider);
    assert!(books.confirm_gateway(site, keys(1), NOW_MS).await.unwrap());
    heard(books, site, NOW_MS).await;
    site
}

/// Its gateway speaks.
async fn heard(books: ProviderBooks<'_>, site: SiteId, at_ms: u64) {
    let counter = Counter { start: u32::try_from((at_ms - NOW_MS) / 1000 + 1).unwrap(), number: 1 };
    let seen = Seen { at_ms, version: None, wan: None, applied: 0 };
    admit(books, site, Lane::Hold, counter, seen).await.unwrap();
}

async fn tell(books: ProviderBooks<'_>, site: SiteId, story: &mut Story, event: Event) {
    story.tell(event);
    let last = story.records.len();
    books.ingest(site, 1, story.part(last, last), NOW_MS).await.unwrap();
}

async fn errands(books: ProviderBooks<'_>, site: SiteId) -> Vec<Errand> {
    let directives = books.directives_after(site, 0, 100, 100_000).await.unwrap();
    let read = |body: &[u8]| match postcard::from_bytes(body).unwrap() {
        Directive::Custody(errand) => errand,
        other => panic!("{other:?}"),
    };
    directives.iter().map(|directive| read(&directive.body)).collect()
}

async fn row(books: ProviderBooks<'_>) -> Ticket {
    books.ticket(ticket(1)).await.unwrap().unwrap()
}

fn code(number: u64) -> Code {
    Code::from_random(number)
}

fn by_code() -> Find {
    Find::Code(code(1), None)
}

fn lending(to: SiteId) -> Lending {
    let (lent_ms, until_ms) = (NOW_MS, NOW_MS + VISIT_MS);
    let devices = vec![device(1)];
    Lending { visit: 1, to, code: code(1), offer: offer(1), is_running: true, lent_ms, until_ms, devices, payer: None }
}

fn lent(to: SiteId) -> Event {
    Event::TicketLent { ticket: ticket(1), lending: Box::new(lending(to)) }
}

fn asked(at: &str) -> Whereabouts {
    Whereabouts::Asked { code: code(1), at: at.to_owned() }
}

async fn a_ticket_is_asked_for_once_lent_and_taken_back(mut world: World) {
    let provider = world.provider().await;
    let (home, visited) = (site(&mut world, provider).await, site(&mut world, provider).await);
    let books = world.books(provider);
    let (mut at_home, mut there) = (Story::by(1, 1), Story::by(2, 1));
    tell(books, home, &mut at_home, minted(1)).await;
    let (home_name, there_name) = (format!("Stage {home}"), format!("Stage {visited}"));
    for later_ms in [0, 1000, PATIENCE_MS - 1] {
        heard(books, home, NOW_MS + later_ms).await;
        let said = books.whereabouts(visited, by_code(), NOW_MS + later_ms).await.unwrap();
        assert_eq!(said, asked(&home_name));
    }
    let (answer_by_ms, until_ms) = (NOW_MS + PATIENCE_MS, NOW_MS + VISIT_MS);
    let release = Release { ticket: ticket(1), visit: 1, to: visited, answer_by_ms, until_ms };
    assert_eq!(errands(books, home).await, [Errand::Release(release)]);
    assert_eq!(row(books).await.custodian, None);

    tell(books, home, &mut at_home, lent(visited)).await;
    let host = Errand::Host { ticket: ticket(1), home, lending: Box::new(lending(visited)) };
    assert_eq!(errands(books, visited).await, [host]);
    assert_eq!(row(books).await.custodian, Some(visited));
    assert_eq!(books.whereabouts(visited, by_code(), NOW_MS).await.unwrap(), Whereabouts::Here(code(1)));

    for _ in 0..3 {
        let said = books.whereabouts(home, by_code(), NOW_MS).await.unwrap();
        assert_eq!(said, asked(&there_name));
    }
    let back = Errand::SendHome { ticket: ticket(1), visit: 1 };
    assert_eq!(errands(books, visited).await[1..], [back]);

    let used = Usage { secs: 60, ..Usage::default() };
    let sent = Event::TicketSentHome { ticket: ticket(1), visit: 1, used, first_use: None };
    tell(books, visited, &mut there, sent).await;
    let homecoming = Homecoming { ticket: ticket(1), visit: 1, used, first_use: None };
    assert_eq!(errands(books, home).await[1..], [Errand::TakeBack(homecoming)]);
    assert_eq!(row(books).await.custodian, None);
    assert_eq!(books.whereabouts(home, by_code(), NOW_MS).await.unwrap(), Whereabouts::Here(code(1)));
}

async fn two_sites_with_one_code_are_named_and_neither_is_asked(mut world: World) {
    let provider = world.provider().await;
    let (one, two) = (site(&mut world, provider).await, site(&mut world, provider).await);
    let here = site(&mut world, provider).await;
    let books = world.books(provider);
    tell(books, one, &mut Story::by(1, 1), minted(1)).await;
    let twin = Event::TicketMinted { ticket: ticket(2), code: code(1), offer: offer(1) };
    tell(books, two, &mut Story::by(2, 1), twin).await;
    let Whereabouts::Several(mut places) = books.whereabouts(here, by_code(), NOW_MS).await.unwrap() else {
        panic!("a guess was made");
    };
    places.sort();
    assert_eq!(places, [(one, format!("Stage {one}")), (two, format!("Stage {two}"))]);
    assert!(errands(books, one).await.is_empty() && errands(books, two).await.is_empty());
    let chosen = Find::Code(code(1), Some(two));
    assert!(matches!(books.whereabouts(here, chosen, NOW_MS).await.unwrap(), Whereabouts::Asked { .. }));
    assert_eq!((errands(books, one).await.len(), errands(books, two).await.len()), (0, 1));
}

async fn a_site_that_does_not_listen_is_not_asked(mut world: World) {
    let provider = world.provider().await;
    let (home, visited) = (site(&mut world, provider).await, site(&mut world, provider).await);
    let books = world.books(provider);
    tell(books, home, &mut Story::by(1, 1), minted(1)).await;
    let later_ms = NOW_MS + PATIENCE_MS + 1;
    let said = books.whereabouts(visited, by_code(), later_ms).await.unwrap();
    assert_eq!(said, Whereabouts::Away { at: format!("Stage {home}") });
    assert!(errands(books, home).await.is_empty());
    heard(books, home, later_ms).await;
    assert!(matches!(books.whereabouts(visited, by_code(), later_ms).await.unwrap(), Whereabouts::Asked { .. }));
    assert_eq!(errands(books, home).await.len(), 1);
}

async fn what_is_over_or_kept_is_said_at_once(mut world: World) {
    let provider = world.provider().await;
    let (home, visited) = (site(&mut world, provider).await, site(&mut world, provider).await);
    let books = world.books(provider);
    let mut story = Story::by(1, 1);
    tell(books, home, &mut story, minted(1)).await;
    books.whereabouts(visited, by_code(), NOW_MS).await.unwrap();
    let kept = Event::TicketKept { ticket: ticket(1), visit: 1, why: Some(Refusal::AwaitsCloud) };
    tell(books, home, &mut story, kept).await;
    let at = format!("Stage {home}");
    let said = books.whereabouts(visited, by_code(), NOW_MS).await.unwrap();
    assert_eq!(said, Whereabouts::Kept { why: Refusal::AwaitsCloud, at: at.clone() });
    tell(books, home, &mut story, Event::TicketEnded { ticket: ticket(1), ending: Ending::Used }).await;
    let said = books.whereabouts(visited, by_code(), NOW_MS + PATIENCE_MS).await.unwrap();
    assert_eq!(said, Whereabouts::Kept { why: Refusal::TimeUsed, at });
    assert_eq!(errands(books, home).await.len(), 1);
}

async fn a_receipt_leads_to_its_ticket_or_to_where_its_money_waits(mut world: World) {
    let provider = world.provider().await;
    let (home, visited) = (site(&mut world, provider).await, site(&mut world, provider).await);
    let books = world.books(provider);
    let mut story = Story::by(1, 1);
    tell(books, home, &mut story, minted(1)).await;
    tell(books, home, &mut story, paid(1, Some(receipt(1)))).await;
    let said = books.whereabouts(visited, Find::Receipt(receipt(1)), NOW_MS).await.unwrap();
    assert_eq!(said, asked(&format!("Stage {home}")));
    assert_eq!(errands(books, home).await.len(), 1);
    let unmatched = Event::ReviewOpened {
        review: ReviewId::from_bytes([9; 16]),
        trouble: Trouble::UnmatchedReceipt,
        checkout: None,
        receipt: Some(receipt(2)),
    };
    tell(books, home, &mut story, unmatched).await;
    let said = books.whereabouts(visited, Find::Receipt(receipt(2)), NOW_MS).await.unwrap();
    assert_eq!(said, Whereabouts::Unmatched { at: format!("Stage {home}") });
    let said = books.whereabouts(visited, Find::Receipt(receipt(3)), NOW_MS).await.unwrap();
    assert_eq!(said, Whereabouts::Unknown);
    assert_eq!(errands(books, home).await.len(), 1, "nothing is moved for money that is nobody's yet");
}

async fn strangers_and_unconfirmed_sites_have_nothing_to_lend(mut world: World) {
    let (provider, other) = (world.provider().await, world.provider().await);
    let (here, strangers) = (site(&mut world, provider).await, site(&mut world, other).await);
    tell(world.books(other), strangers, &mut Story::by(1, 1), minted(1)).await;
    let books = world.books(provider);
    assert_eq!(books.whereabouts(here, by_code(), NOW_MS).await.unwrap(), Whereabouts::Unknown);
    let unconfirmed = world.site(provider).await;
    let books = world.books(provider);
    tell(books, unconfirmed, &mut Story::by(2, 1), minted(2)).await;
    let said = books.whereabouts(here, Find::Code(code(2), None), NOW_MS).await.unwrap();
    assert_eq!(said, Whereabouts::Unknown);
}

async fn records_that_come_twice_send_nobody_twice(mut world: World) {
    let provider = world.provider().await;
    let (home, visited) = (site(&mut world, provider).await, site(&mut world, provider).await);
    let books = world.books(provider);
    let story = Story::of([minted(1), lent(visited)]);
    for _ in 0..3 {
        books.ingest(home, 1, &story.records, NOW_MS).await.unwrap();
    }
    assert_eq!(errands(books, visited).await.len(), 1);
}

async fn twenty_guests_ask_at_once_and_one_errand_is_written(mut world: World) {
    let provider = world.provider().await;
    let (home, visited) = (site(&mut world, provider).await, site(&mut world, provider).await);
    tell(world.books(provider), home, &mut Story::by(1, 1), minted(1)).await;
    let askers = (0..20).map(|_| {
        let store = world.store.clone();
        tokio::spawn(async move { store.provider(provider).whereabouts(visited, by_code(), NOW_MS).await })
    });
    for asker in askers.collect::<Vec<_>>() {
        assert!(matches!(asker.await.unwrap().unwrap(), Whereabouts::Asked { .. }));
    }
    assert_eq!(errands(world.books(provider), home).await.len(), 1);
}
