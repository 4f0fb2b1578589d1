//! What sessions add up to.

use cloud_store::books::{Page, Session};
use domain::event::Event;
use domain::session::{Closing, SessionKey};
use domain::usage::Usage;

use crate::story::{Story, device, ticket};
use crate::world::{NOW_MS, World};

on_both_engines!(
    a_session_is_closed_with_its_totals_in_whatever_batch,
    a_name_used_again_is_another_session,
    an_end_without_a_beginning_is_kept,
);

fn key(id: &str) -> SessionKey {
    SessionKey { nas: "ap\0".parse().unwrap(), id: id.parse().unwrap() }
}

fn started(id: &str) -> Event {
    Event::SessionStarted { ticket: ticket(1), session: key(id), device: device(1) }
}

fn closed(id: &str, secs: u64, closing: Closing) -> Event {
    let usage = Usage { secs, bytes_up: secs * 10, bytes_down: secs * 100 };
    Event::SessionClosed { ticket: ticket(1), session: key(id), usage, closing }
}

/// The newest first.
async fn sessions_of(mut world: World, events: Vec<Event>, batch: usize) -> Vec<Session> {
    let (provider, site) = world.provider_and_site().await;
    let books = world.books(provider);
    for records in Story::of(events).records.chunks(batch) {
        books.ingest(site, 1, records, NOW_MS).await.unwrap();
    }
    books.sessions_of(ticket(1), Page::first(10)).await.unwrap()
}

async fn a_session_is_closed_with_its_totals_in_whatever_batch(world: World) {
    let events = vec![
        started("80100001"),
        started("80100002"),
        closed("80100001", 60, Closing::Missed),
        closed("80100001", 90, Closing::Stopped { cause: 1 }),
        closed("80100001", 30, Closing::Withdrawn),
    ];
    let sessions = sessions_of(world, events, 2).await;
    assert_eq!(sessions.len(), 2);
    assert_eq!((sessions[0].ended_ms, sessions[0].closing.as_deref()), (None, None));
    assert_eq!(sessions[1].usage, Usage { secs: 90, bytes_up: 900, bytes_down: 9000 });
    assert_eq!((sessions[1].started_ms, sessions[1].ended_ms), (Some(NOW_MS + 1000), Some(NOW_MS + 5000)));
    assert_eq!((sessions[1].nas.as_str(), sessions[1].closing.as_deref()), ("ap", Some("withdrawn")));
}

async fn a_name_used_again_is_another_session(world: World) {
    let events = vec![
        started("80100001"),
        closed("80100001", 60, Closing::Rebooted),
        started("80100001"),
        closed("80100001", 5, Closing::Stopped { cause: 4 }),
    ];
    let sessions = sessions_of(world, events, 3).await;
    let secs: Vec<u64> = sessions.iter().map(|session| session.usage.secs).collect();
    assert_eq!(secs, [5, 60]);
    assert_eq!(sessions[0].closing.as_deref(), Some("stopped:4"));
}

async fn an_end_without_a_beginning_is_kept(world: World) {
    let sessions = sessions_of(world, vec![closed("x", 7, Closing::Missed)], 1).await;
    assert_eq!((sessions.len(), sessions[0].started_ms, sessions[0].usage.secs), (1, None, 7));
}
