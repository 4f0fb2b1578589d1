//! What an outage has piled up, on a server that knows nothing yet of how much that is: each batch reads the rows it is
//! about and no others.

use cloud_store::books::Ingested;
use domain::code::Code;
use domain::event::Event;
use domain::ids::{CheckoutId, TicketId};
use domain::phone::Phone;
use domain::receipt::ReceiptNumber;
use domain::session::{Closing, SessionKey};
use domain::usage::Usage;
use testkit::machine::{PATIENCE, poll};

use crate::story::{Story, device, kes, offer};
use crate::world::{NOW_MS, World, cluster};

/// Each opens a checkout, gets a ticket and a session; then pays, has it used, and goes.
const GUESTS: u32 = 4000;
const BATCH: usize = 500;

fn id(number: u32, kind: u8) -> [u8; 16] {
    // Scattered as random ids are.
    let mut id = [kind; 16];
    id[..4].copy_from_slice(&number.wrapping_mul(2_654_435_761).to_be_bytes());
    id[8..12].copy_from_slice(&number.to_be_bytes());
    id
}

/// Weeks, kind by kind: all were told of before any comes up again. Where these begin.
fn weeks() -> (Story, usize) {
    let (ticket, checkout) = (|n| TicketId::from_bytes(id(n, 1)), |n| CheckoutId::from_bytes(id(n, 2)));
    let receipt = |n: u32| ReceiptNumber::parse(&format!("UAF{n:07}")).unwrap();
    let session = |n: u32| SessionKey { nas: "hotspot".parse().unwrap(), id: format!("8{n:07x}").parse().unwrap() };
    let payer = Phone::from_number(254_700_000_001).unwrap();
    let (usage, closing) = (Usage { secs: 3600, bytes_up: 1, bytes_down: 9 }, Closing::Stopped { cause: 1 });
    let begin: [&dyn Fn(u32) -> Event; 3] = [
        &|n| Event::CheckoutOpened { checkout: checkout(n), offer: offer(1), payer },
        &|n| Event::TicketMinted { ticket: ticket(n), code: Code::from_random(n.into()), offer: offer(1) },
        &|n| Event::SessionStarted { ticket: ticket(n), session: session(n), device: device(1) },
    ];
    let go_on: [&dyn Fn(u32) -> Event; 4] = [
        &|n| Event::CheckoutPaid { checkout: checkout(n), amount: kes(2050), ticket: ticket(n), receipt: None },
        &|n| Event::ReceiptBound { receipt: receipt(n), checkout: checkout(n) },
        &|n| Event::TicketActivated { ticket: ticket(n), device: device(1) },
        &|n| Event::SessionClosed { ticket: ticket(n), session: session(n), usage, closing },
    ];
    let all = begin.into_iter().chain(go_on).flat_map(|kind| (0..GUESTS).map(kind));
    (Story::of(all), begin.len() * GUESTS as usize)
}

/// Rows of a table that were read since the database was made. Whoever has read them is gone first: only then all of it is
/// counted.
fn rows_read(url: &str, table: &str) -> u32 {
    let sql = |statement: &str| cluster().sql_behind(url, statement).unwrap();
    let others = "pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    sql(&format!("select pg_terminate_backend(pid) from {others}"));
    poll(PATIENCE, || (sql(&format!("select count(*) from {others}")) == "0").then_some(())).unwrap();
    let read = "select seq_tup_read + idx_tup_fetch from pg_stat_user_tables where relname =";
    sql(&format!("{read} '{table}'")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_reads_the_rows_it_is_about_and_no_others_without_statistics_too() {
    const TABLES: [&str; 3] = ["tickets", "payments", "sessions"];
    let mut world = World::postgres().await;
    let (provider, site) = world.provider_and_site().await;
    let ((story, known), url) = (weeks(), world.url.clone());
    for table in TABLES {
        let unwatched = format!("alter table {table} set (autovacuum_enabled = false)");
        cluster().sql_behind(&url, &unwatched).unwrap();
    }
    let (begin, go_on) = story.records.split_at(known);
    let mut before = TABLES.map(|_| 0);
    for records in [begin, go_on] {
        // Its connections end with the count.
        let store = world.neighbour().await;
        for batch in records.chunks(BATCH) {
            let stored = store.provider(provider).ingest(site, 1, batch, NOW_MS).await.unwrap();
            assert_eq!(stored, Ingested::Stored { through: batch.last().unwrap().sequence });
        }
        let after = tokio::task::block_in_place(|| TABLES.map(|table| rows_read(&url, table)));
        if records == go_on {
            for ((table, after), before) in TABLES.into_iter().zip(after).zip(before) {
                // Looked up by each kind of events, and looked at once more where they are written.
                let read = after - before;
                assert!((GUESTS..=5 * GUESTS).contains(&read), "{table}: {read} rows");
            }
        }
        before = after;
    }
}
