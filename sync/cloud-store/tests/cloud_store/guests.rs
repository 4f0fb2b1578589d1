//! Who guests were is forgotten in time; what they paid and used, and when, is not.

use cloud_store::StoreError;
use cloud_store::books::{
    Admitted, Counter, Flow, Forgotten, Ingested, Lane, NewDirective, NewNotice, Page, ProviderBooks, Seen, Session,
    Ticket, Unreadable,
};
use cloud_store::ids::{NoticeId, PaymentId};
use domain::event::{Event, Record};
use domain::ids::{ProviderId, SiteId};
use domain::session::{Closing, SessionKey};
use domain::ticket::Ending;
use domain::usage::Usage;
use sqlx::{Connection as _, Row as _};
use sync_proto::{Directive, Sale};

use crate::story::{Story, checkout, device, minted, opened, paid, plan, receipt, ticket};
use crate::world::{NOW_MS, World};

on_both_engines!(
    devices_of_sessions_and_tickets_are_forgotten_behind_their_end,
    a_session_that_nobody_ended_counts_from_its_beginning,
    the_payer_of_a_notice_is_forgotten_and_the_money_stays,
    what_a_site_was_asked_is_nobodys_once_it_was_done,
    what_a_closed_site_was_asked_is_nobodys_too,
    a_record_that_cannot_be_read_is_named_and_holds_up_nothing,
    records_stay_in_their_places_without_the_guest,
    a_clock_that_was_ahead_holds_up_nothing,
    every_epoch_is_gone_through,
    a_stranger_forgets_nobody,
);

const PHONE: &str = "712345678";

fn session(number: u8) -> SessionKey {
    SessionKey { nas: "ap".parse().unwrap(), id: format!("801000{number:02}").parse().unwrap() }
}

fn started(number: u8) -> Event {
    Event::SessionStarted { ticket: ticket(number), session: session(number), device: device(number) }
}

fn closed(number: u8) -> Event {
    let usage = Usage { secs: 60, bytes_up: 1, bytes_down: 2 };
    Event::SessionClosed { ticket: ticket(number), session: session(number), usage, closing: Closing::Missed }
}

fn activated(number: u8) -> Event {
    Event::TicketActivated { ticket: ticket(number), device: device(number) }
}

fn ended(number: u8) -> Event {
    Event::TicketEnded { ticket: ticket(number), ending: Ending::Used }
}

/// Takes guests out until nothing is left to look at; of how many rows, all in all.
async fn forget(books: ProviderBooks<'_>, site: SiteId, before_ms: u64, limit: u64) -> u64 {
    let mut forgotten = 0;
    while let Some(done) = forget_some(books, site, before_ms, limit).await.unwrap() {
        assert!(done <= limit);
        forgotten += done;
    }
    forgotten
}

/// Takes guests out of up to so many rows; of how many.
async fn forget_some(
    books: ProviderBooks<'_>,
    site: SiteId,
    before_ms: u64,
    limit: u64,
) -> Result<Option<u64>, StoreError> {
    let done = books.forget_guests(site, before_ms, NOW_MS, limit).await?;
    Ok(done.map(|Forgotten { rows, unreadable }| {
        assert_eq!(unreadable, []);
        rows
    }))
}

async fn rows(books: ProviderBooks<'_>, site: SiteId) -> (Vec<Session>, Vec<Ticket>) {
    let page = Page::first(100);
    (books.sessions(Some(site), page).await.unwrap(), books.tickets(Some(site), None, page).await.unwrap())
}

async fn devices_of_sessions_and_tickets_are_forgotten_behind_their_end(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let other = world.site(provider).await;
    let books = world.books(provider);
    // Two guests have come and gone, each second an event; the third is still there.
    let come = |number| [minted(number), activated(number), started(number)];
    let gone = [closed(1), ended(1), closed(2), ended(2)];
    let story = Story::of(come(1).into_iter().chain(come(2)).chain(gone).chain(come(3)));
    books.ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    let mut elsewhere = Story::by(2, 1);
    elsewhere.tell(started(4));
    elsewhere.tell(closed(4));
    books.ingest(other, 1, &elsewhere.records, NOW_MS).await.unwrap();
    let (mut sessions, mut tickets) = rows(books, site).await;
    assert_eq!(books.oldest_guest(site, NOW_MS + 7000).await, Ok(None), "nobody has gone");
    assert_eq!(books.oldest_guest(site, NOW_MS + 7001).await, Ok(Some(NOW_MS + 3000)));
    assert_eq!(forget(books, site, NOW_MS + 7000, 1).await, 4, "the records of their coming alone");
    assert_eq!(rows(books, site).await, (sessions.clone(), tickets.clone()));
    let behind_the_end_ms = NOW_MS + 10_001;
    assert_eq!(forget_some(books, site, behind_the_end_ms, 1).await, Ok(Some(1)), "no more than asked for");
    assert_eq!(forget(books, site, behind_the_end_ms, 1).await, 3);
    sessions.iter_mut().filter(|session| session.ended_ms.is_some()).for_each(|session| session.device = None);
    tickets.iter_mut().filter(|ticket| ticket.ended_ms.is_some()).for_each(|ticket| ticket.device = None);
    let left = sessions.iter().filter_map(|session| session.device.clone());
    let left: Vec<_> = left.chain(tickets.iter().filter_map(|ticket| ticket.device.clone())).collect();
    assert_eq!(left, [device(3).to_string(), device(3).to_string()]);
    assert_eq!(rows(books, site).await, (sessions, tickets), "nothing but the device");
    assert_eq!(rows(books, other).await.0[0].device, Some(device(4).to_string()), "of another site");
    assert_eq!(forget(books, site, behind_the_end_ms, 10).await, 0);
    assert_eq!(books.oldest_guest(site, behind_the_end_ms).await, Ok(None));
}

async fn a_session_that_nobody_ended_counts_from_its_beginning(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    books.ingest(site, 1, &Story::of([started(1), activated(1)]).records, NOW_MS).await.unwrap();
    assert_eq!(forget_some(books, site, NOW_MS + 1000, 10).await, Ok(None));
    assert_eq!(forget_some(books, site, NOW_MS + 1001, 10).await, Ok(Some(1)));
    // Of this ticket nobody knows when it will be over.
    forget(books, site, NOW_MS + 2001, 10).await;
    let (sessions, tickets) = rows(books, site).await;
    assert_eq!((&sessions[0].device, &tickets[0].device), (&None, &None));
    books.ingest(site, 1, &[Record { sequence: 3, ..Story::of([closed(1)]).records.remove(0) }], NOW_MS).await.unwrap();
    assert_eq!(rows(books, site).await.0[0].usage.secs, 60, "it is closed all the same");
}

fn notice(number: u8, site: SiteId, body: &'static [u8]) -> NewNotice<'static> {
    NewNotice {
        id: NoticeId::from_bytes([number; 16]),
        site: Some(site),
        checkout: Some(checkout(1)),
        path_kind: "stk",
        is_proven: true,
        body,
        received_ms: NOW_MS + u64::from(number),
    }
}

impl World {
    /// Runs a statement, whoever's the rows are.
    async fn run(&self, statement: &'static str) {
        if self.is_postgres() {
            let superuser = self.url.replacen("lango@", "postgres@", 1);
            let mut server = sqlx::PgConnection::connect(&superuser).await.unwrap();
            sqlx::raw_sql(statement).execute(&mut server).await.unwrap();
        } else {
            let mut file = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::raw_sql(statement).execute(&mut file).await.unwrap();
        }
    }
}

/// The bodies of all notices, in the order they came.
async fn bodies(world: &World) -> Vec<String> {
    let query = "select body from notices order by received_at";
    let bodies: Vec<Vec<u8>> = if world.is_postgres() {
        let superuser = world.url.replacen("lango@", "postgres@", 1);
        let mut server = sqlx::PgConnection::connect(&superuser).await.unwrap();
        sqlx::query(query).fetch_all(&mut server).await.unwrap().iter().map(|row| row.get(0)).collect()
    } else {
        let mut file = sqlx::SqliteConnection::connect(&world.url).await.unwrap();
        sqlx::query(query).fetch_all(&mut file).await.unwrap().iter().map(|row| row.get(0)).collect()
    };
    bodies.into_iter().map(|body| String::from_utf8(body).unwrap()).collect()
}

async fn the_payer_of_a_notice_is_forgotten_and_the_money_stays(mut world: World) {
    const BODY: &[u8] = br#"{"TransID":"UAF0AB0001","TransAmount":"20.50","MSISDN":"254712345678","FirstName":"JANE"}"#;
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let story = Story::of([opened(1), minted(1), paid(1, Some(receipt(1)))]);
    books.ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    for number in [1, 2, 3] {
        books.keep_notice(notice(number, site, BODY), None).await.unwrap();
    }
    books.keep_notice(notice(4, site, b"{\"ResultCode\":1032}"), None).await.unwrap();
    let payments = books.payments(Flow::MpesaCustomerPayment, None, None, Page::first(9)).await.unwrap();
    assert_eq!(forget_some(books, site, NOW_MS + 1, 10).await, Ok(None));
    assert_eq!(forget_some(books, site, NOW_MS + 3, 1).await, Ok(Some(1)));
    assert_eq!(forget_some(books, site, NOW_MS + 3, 10).await, Ok(Some(1)));
    assert_eq!(forget_some(books, site, NOW_MS + 3, 10).await, Ok(None));
    let kept = bodies(&world).await;
    assert!(kept[..2].iter().all(|body| body.contains("UAF0AB0001") && body.contains("20.50")), "{kept:?}");
    assert!(kept[..2].iter().all(|body| !body.contains(PHONE) && !body.contains("JANE")), "{kept:?}");
    assert_eq!(kept[2].as_bytes(), BODY, "it came later");
    assert_eq!(forget_some(books, site, NOW_MS + 9, 10).await, Ok(Some(1)), "the last names nobody");
    // Payments keep theirs, for audit.
    let shown = books.payment_payload(PaymentId::from(checkout(1))).await.unwrap().unwrap();
    assert!(shown.contains(PHONE), "{shown}");
    assert_eq!(books.payments(Flow::MpesaCustomerPayment, None, None, Page::first(9)).await.unwrap(), payments);
}

async fn hear(books: ProviderBooks<'_>, site: SiteId, at_ms: u64) {
    let seen = Seen { at_ms, version: None, wan: None, applied: 0 };
    let caller = books.caller(site, 1).await.unwrap().unwrap();
    let heard = caller.admit(Lane::Push, Counter { start: 1, number: 1 }, seen).await.unwrap();
    assert!(matches!(heard, Admitted::Fresh(_)), "{heard:?}");
}

async fn what_a_site_was_asked_is_nobodys_once_it_was_done(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let payer = domain::phone::Phone::from_number(254_712_345_678).unwrap();
    let sale = Sale { checkout: checkout(1), plan: plan(1), payer, device: Some(device(1)), asked_ms: NOW_MS };
    let body = postcard::to_allocvec(&Directive::Sell(sale)).unwrap();
    books.direct(site, "later", b"\xff\xff", NOW_MS).await.unwrap();
    books.direct(site, "sell", &body, NOW_MS).await.unwrap();
    let callback = Directive::Notice { path: "/x".into(), body: br#"{"MSISDN":"254712345678","TransID":"U1"}"#.into() };
    let callback = postcard::to_allocvec(&callback).unwrap();
    let to_site = NewDirective { site, kind: "notice", body: &callback };
    books.keep_notice(notice(1, site, b"{}"), Some(to_site)).await.unwrap();
    books.direct(site, "sell", &body, NOW_MS).await.unwrap();
    hear(books, site, NOW_MS + 6).await;
    books.acknowledge(site, 3, NOW_MS + 5).await.unwrap();
    assert_eq!(forget(books, site, NOW_MS + 5, 2).await, 0);
    assert_eq!(forget(books, site, NOW_MS + 6, 2).await, 2);
    let asked = books.directives_after(site, 0, 9, 10_000).await.unwrap();
    assert_eq!(asked.iter().map(|directive| directive.sequence).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!((&asked[0].body[..], &asked[3].body), (&b"\xff\xff"[..], &body), "unknown here; still to be done");
    let Directive::Sell(without) = postcard::from_bytes(&asked[1].body).unwrap() else { panic!("{asked:?}") };
    assert_eq!((without.device, without.payer == payer), (None, false));
    assert_eq!(Sale { payer, device: Some(device(1)), ..without }, sale);
    let Directive::Notice { body, .. } = postcard::from_bytes(&asked[2].body).unwrap() else { panic!("{asked:?}") };
    assert_eq!(body, br#"{"MSISDN":null,"TransID":"U1"}"#);
    assert_eq!(forget(books, site, NOW_MS + 6, 9).await, 0, "nothing is looked at twice");
    books.acknowledge(site, 4, NOW_MS + 5).await.unwrap();
    assert_eq!(forget(books, site, NOW_MS + 6, 9).await, 1);
}

async fn what_a_closed_site_was_asked_is_nobodys_too(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let payer = domain::phone::Phone::from_number(254_712_345_678).unwrap();
    let sale = Sale { checkout: checkout(1), plan: plan(1), payer, device: Some(device(1)), asked_ms: NOW_MS };
    let body = postcard::to_allocvec(&Directive::Sell(sale)).unwrap();
    for moment_ms in [NOW_MS, NOW_MS + 50] {
        books.direct(site, "sell", &body, moment_ms).await.unwrap();
    }
    hear(books, site, NOW_MS + 10).await;
    assert_eq!(forget(books, site, NOW_MS + 10, 9).await, 0, "it was heard of since, and may do it yet");
    assert_eq!(forget(books, site, NOW_MS + 11, 9).await, 1);
    let asked = books.directives_after(site, 0, 9, 10_000).await.unwrap();
    let Directive::Sell(without) = postcard::from_bytes(&asked[0].body).unwrap() else { panic!("{asked:?}") };
    assert_eq!((without.device, without.payer == payer), (None, false));
    assert_eq!(asked[1].body, body, "asked later");
}

async fn a_record_that_cannot_be_read_is_named_and_holds_up_nothing(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let story = Story::of([opened(1), opened(2), opened(3)]);
    books.ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    world.run("update events set body = 'x' where sequence = 2").await;
    let done = books.forget_guests(site, u64::MAX, NOW_MS, 9).await.unwrap();
    let expected = Forgotten { rows: 2, unreadable: vec![Unreadable { epoch: 1, sequence: 2 }] };
    assert_eq!(done, Some(expected));
    assert_eq!(books.forget_guests(site, u64::MAX, NOW_MS, 9).await, Ok(None), "named once");
}

async fn records_stay_in_their_places_without_the_guest(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let story = Story::of([opened(1), minted(1), activated(1), ended(1), opened(2), minted(2)]);
    books.ingest(site, 1, story.part(1, 5), NOW_MS).await.unwrap();
    // The ticket's own row, and of the first four records two.
    assert_eq!(forget(books, site, NOW_MS + 4001, 3).await, 3);
    let kept = books.records_after(site, 1, 0, 10).await.unwrap();
    let places = |records: &[Record]| records.iter().map(|r| (r.sequence, r.id, r.wall_ms)).collect::<Vec<_>>();
    assert_eq!(places(&kept), places(story.part(1, 5)));
    assert_eq!((&kept[1], &kept[3], &kept[4]), (&story.records[1], &story.records[3], &story.records[4]));
    for (record, told) in [(&kept[0], &story.records[0]), (&kept[2], &story.records[2])] {
        assert_ne!(record.event, told.event);
    }
    // What is told once more is the same story still, and changes nothing.
    assert_eq!(books.ingest(site, 1, &story.records, NOW_MS).await, Ok(Ingested::Stored { through: 6 }));
    assert_eq!(books.records_after(site, 1, 0, 5).await.unwrap(), kept);
    assert_eq!(books.stored(site, 1).await, Ok(6));
    assert_eq!(forget(books, site, NOW_MS + 4001, 3).await, 0);
    assert_eq!(forget(books, site, NOW_MS + 9000, 3).await, 1, "the second payer");
}

async fn a_clock_that_was_ahead_holds_up_nothing(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    let mut story = Story::of([opened(1), opened(2), opened(3)]);
    story.records[1].wall_ms = Some(NOW_MS * 2);
    books.ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    assert_eq!(forget(books, site, NOW_MS + 3000, 9).await, 1);
    assert_eq!(forget(books, site, NOW_MS + 3001, 9).await, 2);
}

async fn every_epoch_is_gone_through(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    for epoch in [1, 2] {
        let mut story = Story::by(1, epoch);
        (1..=5).for_each(|number| story.tell(opened(number)));
        books.ingest(site, epoch, &story.records, NOW_MS).await.unwrap();
    }
    assert_eq!(forget(books, site, NOW_MS + 3001, 2).await, 6);
    assert_eq!(forget(books, site, NOW_MS + 9000, 2).await, 4);
}

async fn a_stranger_forgets_nobody(mut world: World) {
    let (provider, site) = world.provider_and_site().await;
    let stranger = world.provider().await;
    let books = world.books(provider);
    books.ingest(site, 1, &Story::of([opened(1), activated(1), started(1)]).records, NOW_MS).await.unwrap();
    books.keep_notice(notice(1, site, b"{\"MSISDN\":\"254712345678\"}"), None).await.unwrap();
    for other in [stranger, ProviderId::from_bytes([9; 16])] {
        assert_eq!(forget_some(world.books(other), site, u64::MAX, 10).await, Ok(None));
        assert_eq!(world.books(other).oldest_guest(site, u64::MAX).await, Ok(None));
    }
    // A session, a ticket, a notice, three records.
    assert_eq!(forget(books, site, u64::MAX, 10).await, 6);
}
