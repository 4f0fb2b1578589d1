//! What is forgotten, and what never is.

use cloud_store::books::{Flow, NewNotice, Page};
use cloud_store::ids::{NoticeId, UserId};
use cloud_store::platform::{NewUser, Role};
use domain::event::Event;
use domain::ids::{ProviderId, SiteId};
use domain::ticket::Ending;

use crate::story::{Story, checkout, device, minted, opened, paid, receipt, ticket};
use crate::world::{NOW_MS, World, keys};

on_both_engines!(
    tickets_are_forgotten_so_long_after_their_end,
    the_money_of_a_forgotten_ticket_stays,
    strangers_notices_are_forgotten_and_proven_ones_stay,
    claim_codes_and_logins_are_forgotten_behind_their_end,
);

async fn tickets(world: &World, provider: ProviderId) -> Vec<u8> {
    let tickets = world.books(provider).tickets(None, None, Page::first(100)).await.unwrap();
    let mut numbers: Vec<u8> = tickets.iter().map(|ticket| ticket.id.bytes()[0]).collect();
    numbers.sort_unstable();
    numbers
}

async fn tickets_are_forgotten_so_long_after_their_end(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    // Ended at 5, 6 and 7 s; 4 was used and never said to be over, 5 was never used: both are over by their own time.
    let mut story = Story::of((1..=4).map(minted));
    for (number, ending) in [(1, Ending::Used), (2, Ending::Expired)] {
        story.tell(Event::TicketEnded { ticket: ticket(number), ending });
    }
    story.tell(Event::TicketRevoked { ticket: ticket(3) });
    story.tell(Event::TicketActivated { ticket: ticket(4), device: device(1) });
    story.tell(minted(5));
    let (books, stranger) = (world.books(provider), world.books(ProviderId::from_bytes([9; 16])));
    books.ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    assert_eq!(books.forget_tickets(NOW_MS + 5000, 10).await.unwrap(), 0);
    assert_eq!(stranger.forget_tickets(u64::MAX, 10).await.unwrap(), 0);
    assert_eq!(books.forget_tickets(NOW_MS + 6000, 10).await.unwrap(), 1);
    assert_eq!(books.forget_tickets(NOW_MS + 7001, 1).await.unwrap(), 1, "no more than asked for");
    assert_eq!(books.forget_tickets(NOW_MS + 7001, 10).await.unwrap(), 1);
    assert_eq!(tickets(&world, provider).await, [4, 5]);
    assert_eq!(books.forget_tickets(NOW_MS + 9000 + 3_600_000 + 1, 10).await.unwrap(), 1, "an hour to be used in");
    assert_eq!(books.forget_tickets(NOW_MS + 8000 + 5_400_000, 10).await.unwrap(), 0);
    assert_eq!(books.forget_tickets(NOW_MS + 8000 + 5_400_001, 10).await.unwrap(), 1, "an hour and a half to be used");
    assert_eq!(books.records_after(site, 1, 0, 100).await.unwrap().len(), story.records.len());
}

async fn the_money_of_a_forgotten_ticket_stays(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let ended = Event::TicketEnded { ticket: ticket(1), ending: Ending::Used };
    let story = Story::of([minted(1), opened(1), paid(1, Some(receipt(1))), ended]);
    let books = world.books(provider);
    books.ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    let before = books.payments(Flow::MpesaCustomerPayment, None, None, Page::first(9)).await.unwrap();
    assert_eq!(books.forget_tickets(u64::MAX, 10).await.unwrap(), 1);
    let after = books.payments(Flow::MpesaCustomerPayment, None, None, Page::first(9)).await.unwrap();
    assert_eq!((after.len(), &after), (1, &before));
    let receipt = receipt(1);
    assert_eq!((after[0].ticket, after[0].external_txn_id.as_deref()), (Some(ticket(1)), Some(receipt.as_str())));
}

fn notice(number: u8, site: SiteId, is_proven: bool) -> NewNotice<'static> {
    NewNotice {
        id: NoticeId::from_bytes([number; 16]),
        site: Some(site),
        checkout: Some(checkout(1)),
        path_kind: "stk",
        is_proven,
        body: b"{}",
        received_ms: NOW_MS + u64::from(number),
    }
}

async fn strangers_notices_are_forgotten_and_proven_ones_stay(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    for (number, is_proven) in [(1, false), (2, true), (3, false), (4, false)] {
        books.keep_notice(notice(number, site, is_proven), None).await.unwrap();
    }
    let stranger = world.books(ProviderId::from_bytes([9; 16]));
    assert_eq!(stranger.forget_strangers(u64::MAX, 10).await.unwrap(), 0);
    assert_eq!(books.forget_strangers(NOW_MS + 1, 10).await.unwrap(), 0);
    assert_eq!(books.forget_strangers(NOW_MS + 4, 1).await.unwrap(), 1);
    assert_eq!(books.forget_strangers(NOW_MS + 4, 10).await.unwrap(), 1);
    assert_eq!(books.forget_strangers(u64::MAX, 10).await.unwrap(), 1);
    let is_there = books.keep_notice(notice(2, site, true), None).await;
    assert!(is_there.is_err(), "the proven one");
}

async fn claim_codes_and_logins_are_forgotten_behind_their_end(mut world: World) {
    let provider = world.provider().await;
    let (spent, waiting) = (world.site(provider).await, world.waiting_site(provider).await);
    let platform = world.store.platform();
    // Both codes are good for a second.
    assert_eq!(platform.forget_claims(NOW_MS + 1000, 10).await.unwrap(), 0);
    assert!(platform.claim(&waiting.bytes(), keys(1), NOW_MS).await.unwrap().is_some());
    assert_eq!(platform.forget_claims(NOW_MS + 1001, 1).await.unwrap(), 1);
    assert_eq!(platform.forget_claims(NOW_MS + 1001, 10).await.unwrap(), 1);
    assert!(world.books(provider).site(spent).await.unwrap().is_some());
    let id = UserId::from_bytes([1; 16]);
    let user = NewUser { id, email: "a@b", password_hash: "x", role: Role::Admin, provider: None };
    platform.create_user(user, NOW_MS).await.unwrap();
    for (token, ends_ms) in [(b"1", 1), (b"2", 2), (b"3", 3)] {
        platform.put_login(token, id, NOW_MS, NOW_MS + ends_ms).await.unwrap();
    }
    assert_eq!(platform.forget_logins(NOW_MS + 1, 10).await.unwrap(), 0);
    assert_eq!(platform.forget_logins(NOW_MS + 3, 1).await.unwrap(), 1);
    assert_eq!(platform.forget_logins(NOW_MS + 3, 10).await.unwrap(), 1);
    assert!(platform.login(b"3", NOW_MS).await.unwrap().is_some());
}
