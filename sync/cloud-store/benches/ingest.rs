//! What taking in outboxes costs: prints events a second into each engine, every commit synced to disk. A site's story is
//! that of a busy day: of twelve events six are about a sale by M-PESA, four about the guest's time online.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on says so")]

use std::time::Instant;

use cloud_store::books::{Ingested, NewSite};
use cloud_store::platform::NewProvider;
use cloud_store::{CloudStore, Patience};
use domain::code::Code;
use domain::device::Mac;
use domain::event::{Event, Record};
use domain::ids::{CheckoutId, EventId, PlanId, ProviderId, SiteId, TicketId};
use domain::money::{Currency, Money};
use domain::phone::Phone;
use domain::plan::{Allowance, Offer, Terms};
use domain::receipt::ReceiptNumber;
use domain::session::{Closing, SessionKey};
use domain::ticket::Ending;
use domain::time::Moment;
use domain::usage::Usage;
use testkit::postgres::Cluster;

const NOW_MS: u64 = 1_800_000_000_000;
const BATCH: usize = 500;
const BATCHES: usize = 40;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}/cloud.db", folder.path().display());
    let cluster = Cluster::start_with(&["fsync=on"]).unwrap();
    for sites in [1, 4] {
        measure("SQLite", &file, sites).await;
        measure("PostgreSQL", &cluster.database().unwrap(), sites).await;
    }
}

async fn measure(engine: &str, url: &str, sites: u8) {
    let store = CloudStore::connect(url, Patience::default()).await.unwrap();
    store.migrate().await.unwrap();
    let mut outboxes = Vec::new();
    for number in 0..sites {
        // Sites of another measurement are other sites.
        let number = number + 10 * sites;
        outboxes.push((enrol(&store, number).await, story(number)));
    }
    let begun = now();
    let tellers = outboxes.into_iter().map(|((provider, site), records)| {
        let store = store.clone();
        tokio::spawn(async move {
            for batch in records.chunks(BATCH) {
                let stored = store.provider(provider).ingest(site, 1, batch, NOW_MS).await.unwrap();
                assert_eq!(stored, Ingested::Stored { through: batch.last().unwrap().sequence });
            }
        })
    });
    for teller in tellers.collect::<Vec<_>>() {
        teller.await.unwrap();
    }
    let events = BATCH * BATCHES * usize::from(sites);
    let rate = events as f64 / begun.elapsed().as_secs_f64();
    println!("{engine}, {sites} sites, batches of {BATCH}: {rate:.0} events/s");
}

#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn now() -> Instant {
    Instant::now()
}

async fn enrol(store: &CloudStore, number: u8) -> (ProviderId, SiteId) {
    let (provider, site) = (ProviderId::from_bytes([number; 16]), SiteId::from_bytes([number; 16]));
    let new = NewProvider { id: provider, business_name: "Mama Njeri", contact_email: "njeri@example.com" };
    store.platform().create_provider(new, NOW_MS).await.unwrap();
    let new = NewSite { id: site, name: "Stage", claim_hash: &[number], claim_expires_ms: NOW_MS };
    store.provider(provider).create_site(new, NOW_MS).await.unwrap();
    (provider, site)
}

fn story(site: u8) -> Vec<Record> {
    let events = (0_u32..).flat_map(|sale| sale_of(site, sale));
    let record = |(sequence, event): (u64, Event)| Record {
        epoch: 1,
        sequence,
        id: EventId::from_bytes(id(site, sequence as u32, 9)),
        moment: Moment::BEGINNING,
        wall_ms: Some(NOW_MS + sequence * 1000),
        event,
    };
    (1..).zip(events).map(record).take(BATCH * BATCHES).collect()
}

fn id(site: u8, number: u32, kind: u8) -> [u8; 16] {
    // Scattered as random ids are.
    let scattered = number.wrapping_mul(2_654_435_761).to_be_bytes();
    let mut id = [kind; 16];
    id[..4].copy_from_slice(&scattered);
    id[4] = site;
    id[8..12].copy_from_slice(&number.to_be_bytes());
    id
}

fn sale_of(site: u8, sale: u32) -> [Event; 12] {
    let ticket = TicketId::from_bytes(id(site, sale, 1));
    let printed = TicketId::from_bytes(id(site, sale, 2));
    let checkout = CheckoutId::from_bytes(id(site, sale, 3));
    let given_up = CheckoutId::from_bytes(id(site, sale, 4));
    let receipt = ReceiptNumber::parse(&format!("U{site:02}{sale:07}")).unwrap();
    let amount = Money::from_cents(2000, Currency::Kes).unwrap();
    let plan = PlanId::from_bytes([site; 16]);
    let payer = Phone::from_number(254_700_000_001).unwrap();
    let device = Mac::from_bytes([2, 0, 0, 0, 0, 1]).unwrap();
    let session =
        |place: u8| SessionKey { nas: "hotspot".parse().unwrap(), id: format!("{place}{sale:07x}").parse().unwrap() };
    let started = |place| Event::SessionStarted { ticket, session: session(place), device };
    let usage = Usage { secs: 1800, bytes_up: 1 << 20, bytes_down: 1 << 28 };
    let closed =
        |place| Event::SessionClosed { ticket, session: session(place), usage, closing: Closing::Stopped { cause: 1 } };
    [
        Event::CheckoutOpened { checkout, offer: offer(plan, amount), payer },
        Event::TicketMinted { ticket, code: Code::from_random(sale.into()), offer: offer(plan, amount) },
        Event::CheckoutPaid { checkout, amount, ticket, receipt: Some(receipt) },
        Event::ReceiptBound { receipt, checkout },
        Event::TicketActivated { ticket, device },
        started(1),
        closed(1),
        started(2),
        closed(2),
        Event::TicketEnded { ticket, ending: Ending::Expired },
        Event::TicketMinted { ticket: printed, code: Code::from_random(sale.into()), offer: offer(plan, amount) },
        Event::CheckoutOpened { checkout: given_up, offer: offer(plan, amount), payer },
    ]
}

fn offer(plan: PlanId, price: Money) -> Offer {
    let terms = Terms {
        allowance: Allowance::Elapsed { duration_secs: 3600 },
        rate: None,
        devices: 1,
        idle_timeout_secs: None,
        unused_validity_secs: 86_400,
        outage_credit: true,
    };
    Offer { plan, price, terms }
}
