//! Who guests were is forgotten; how many they were is still told.

use cloud_store::books::{NewSite, Page};
use domain::ids::{ProviderId, SiteId};
use serde_json::Value;

use crate::story::{device, records, visit};
use crate::world::{DAY_MS, World};

impl World {
    /// Two guests who have gone a hundred days ago, and one five days ago.
    async fn with_guests(&self) -> (ProviderId, SiteId) {
        let visits = [(1, 100), (2, 100), (3, 5)];
        let told = visits.into_iter().flat_map(|(guest, days)| visit(guest, self.now_ms - days * DAY_MS));
        self.provider(1, &records(told.collect())).await
    }

    /// The devices of sessions and tickets, the newest first.
    async fn devices(&self, of: ProviderId) -> (Vec<Option<String>>, Vec<Option<String>>) {
        let (books, page) = (self.store.provider(of), Page::first(9));
        let sessions = books.sessions(None, page).await.unwrap().into_iter().map(|session| session.device);
        let tickets = books.tickets(None, None, page).await.unwrap().into_iter().map(|ticket| ticket.device);
        (sessions.collect(), tickets.collect())
    }

    /// What is reported of the month of a hundred days ago.
    fn report(&self) -> Value {
        let then = jiff::Timestamp::from_millisecond((self.now_ms - 100 * DAY_MS) as i64).unwrap();
        let month = then.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(3))).strftime("%Y-%m").to_string();
        let report = self.cloud.json(&["job", "monthly-report", "--month", &month]).unwrap();
        report["providers"][0].clone()
    }
}

async fn guests_are_forgotten_after_the_days_that_are_set(world: World) {
    let (provider, _) = world.with_guests().await;
    let all = world.devices(provider).await;
    assert!(all.0.iter().chain(&all.1).all(Option::is_some), "{all:?}");
    let longer = world.cloud_with(&[("GUEST_DATA_DAYS", "101")]);
    assert_eq!(longer.json(&["job", "clean-tickets"]).unwrap()["guests"], 0);
    assert_eq!(world.devices(provider).await, all);
    // Of two guests: session, ticket and two records each.
    assert_eq!(world.cloud.json(&["job", "clean-tickets"]).unwrap()["guests"], 8);
    let last = vec![Some(device(3).to_string()), None, None];
    assert_eq!(world.devices(provider).await, (last.clone(), last));
    assert_eq!(world.cloud.json(&["job", "clean-tickets"]).unwrap()["guests"], 0);
    let said = world.cloud.command(&["job", "clean-tickets"]).unwrap();
    assert!(said.contains("who it was in 0 rows. Payments stay."), "{said}");
}

async fn a_month_still_tells_how_many_guests_there_were(world: World) {
    let (provider, site) = world.with_guests().await;
    world.cloud.command(&["job", "clean-tickets"]).unwrap();
    for _ in 0..2 {
        // Made anew each time, from the tickets, which are all there.
        let report = world.report();
        assert_eq!((&report["guests"], &report["sites"][0]["guests"]), (&2.into(), &2.into()), "{report:#}");
        assert_eq!(report["cash"][0]["amount_cents"], 4100, "{report:#}");
    }
    // And when the tickets go too.
    let sooner = world.cloud_with(&[("TICKET_DAYS", "100")]);
    assert_eq!(sooner.json(&["job", "clean-tickets"]).unwrap()["tickets"], 2);
    let report = world.report();
    assert_eq!((&report["guests"], &report["sites"][0]["guests"]), (&2.into(), &2.into()), "{report:#}");
    assert_eq!(world.store.provider(provider).records_after(site, 1, 0, 99).await.unwrap().len(), 15);
}

async fn guests_of_whom_a_site_told_late_are_counted_before_they_are_forgotten(world: World) {
    let (provider, _) = world.with_guests().await;
    world.report();
    assert_eq!(world.cloud.json(&["job", "clean-tickets"]).unwrap()["guests"], 8);
    let late = SiteId::from_bytes([9; 16]);
    let new = NewSite { id: late, name: "Tent", claim_hash: &[9], claim_expires_ms: 1 };
    let books = world.store.provider(provider);
    books.create_site(new, world.now_ms - 600 * DAY_MS).await.unwrap();
    let told = [4, 5, 6].into_iter().flat_map(|guest| visit(guest, world.now_ms - 100 * DAY_MS));
    books.ingest(late, 1, &records(told.collect()), world.now_ms).await.unwrap();
    assert_eq!(world.cloud.json(&["job", "clean-tickets"]).unwrap()["guests"], 12);
    let report = world.report();
    let guests = |at: usize| report["sites"][at]["guests"].as_u64().unwrap();
    assert_eq!([guests(0), guests(1)], [2, 3], "{report:#}");
    assert_eq!(report["guests"], 3, "at least: {report:#}");
}

async fn a_record_that_cannot_be_read_is_passed_over_and_named(world: World) {
    world.with_guests().await;
    let (site, sequence) = (SiteId::from_bytes([1; 16]), 2);
    world.sql(&format!("UPDATE events SET body = 'secret' WHERE sequence = {sequence}"));
    let output = world.cloud.run(&["job", "clean-tickets", "--json"]).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", output.stderr);
    let done: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!((&done["guests"], &done["unreadable"]), (&7.into(), &1.into()));
    assert!(output.stderr.contains(&site.to_string()) && output.stderr.contains("sequence=2"), "{}", output.stderr);
    assert!(!output.stderr.contains("secret"), "{}", output.stderr);
}

#[tokio::test]
async fn a_record_of_a_server_that_cannot_be_read_is_passed_over_and_named() {
    a_record_that_cannot_be_read_is_passed_over_and_named(World::postgres().await).await;
}

#[tokio::test]
async fn guests_of_whom_a_site_told_late_are_counted_in_a_file() {
    guests_of_whom_a_site_told_late_are_counted_before_they_are_forgotten(World::sqlite().await).await;
}

#[tokio::test]
async fn guests_of_whom_a_site_told_late_are_counted_on_a_server() {
    guests_of_whom_a_site_told_late_are_counted_before_they_are_forgotten(World::postgres().await).await;
}

#[tokio::test]
async fn guests_are_forgotten_in_a_file_after_the_days_that_are_set() {
    guests_are_forgotten_after_the_days_that_are_set(World::sqlite().await).await;
}

#[tokio::test]
async fn guests_are_forgotten_on_a_server_after_the_days_that_are_set() {
    guests_are_forgotten_after_the_days_that_are_set(World::postgres().await).await;
}

#[tokio::test]
async fn a_month_of_a_file_still_tells_how_many_guests_there_were() {
    a_month_still_tells_how_many_guests_there_were(World::sqlite().await).await;
}

#[tokio::test]
async fn a_month_of_a_server_still_tells_how_many_guests_there_were() {
    a_month_still_tells_how_many_guests_there_were(World::postgres().await).await;
}
