//! Writes the schema of today down, with rows of every kind, for the versions to come: `tests/vectors/schema` says when.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use cloud_store::books::{
    Credentials, NewApiKey, NewAuditEntry, NewDirective, NewNotice, NewOrder, NewSite, Settlement,
};
use cloud_store::ids::{ApiKeyId, AuditId, NoticeId, PaymentId, UserId};
use cloud_store::platform::{NewUser, Role};
use domain::event::Event;
use domain::ids::{ProviderId, ReviewId, SiteId};
use domain::review::Trouble;
use domain::session::{Closing, SessionKey};
use domain::ticket::Ending;
use domain::usage::Usage;

use crate::story::{Story, an_hour, checkout, device, failed, kes, minted, opened, paid, plan, receipt, ticket};
use crate::world::{NOW_MS, World, keys};

const DAY_MS: u64 = 24 * 3600 * 1000;

/// What older versions left on an engine, each under its file's name.
pub(crate) fn dumps(engine: &str) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let dumps = files.filter(|path| path.to_str().unwrap().ends_with(&format!(".{engine}.sql")));
    dumps.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/schema")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/vectors/schema; its README says when"]
async fn todays_schema_is_written_down() {
    for mut world in [World::sqlite().await, World::postgres().await] {
        furnish(&mut world).await;
        let (engine, dump) = if world.is_postgres() {
            // The superuser sees all rows.
            let url = world.url.replacen("lango@", "postgres@", 1);
            let dump = output(Command::new("pg_dump").args(["--column-inserts", "--no-comments", "--dbname", &url]));
            // What only psql understands is left out, and so is what tells of the server.
            ("postgres", dump.lines().filter(|line| !line.starts_with(['\\', '-'])).collect::<Vec<_>>().join("\n"))
        } else {
            let file = world.url.strip_prefix("sqlite:").unwrap();
            ("sqlite", output(Command::new("sqlite3").args([file, ".dump"])))
        };
        let last = world.last_step().await;
        let step = last.split('_').next().unwrap();
        let lines: Vec<_> = dump.lines().filter(|line| !line.is_empty()).collect();
        std::fs::write(folder().join(format!("{step}.{engine}.sql")), lines.join("\n") + "\n").unwrap();
    }
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Something of everything, as the store itself writes it.
async fn furnish(world: &mut World) {
    let (provider, site) = world.provider_and_site().await;
    world.waiting_site(provider).await;
    let platform = world.store.platform();
    platform.approve_provider(provider).await.unwrap();
    world.books(provider).confirm_gateway(site, keys(1), NOW_MS + 1).await.unwrap();
    tell(world, provider, site).await;
    pay_for_the_service(world, provider).await;
    let books = world.books(provider);
    let to_site = NewDirective { site, kind: "notice", body: b"a directive's bytes" };
    books.keep_notice(notice(1, Some(site)), Some(to_site)).await.unwrap();
    books.keep_notice(notice(2, None), None).await.unwrap();
    books.change_credentials(|saved| *saved = credentials()).await.unwrap();
    let key = NewApiKey { id: ApiKeyId::from_bytes([1; 16]), name: "accounting", key_hash: &[7; 32] };
    books.create_api_key(key, NOW_MS).await.unwrap();
    let id = AuditId::from_bytes([1; 16]);
    let entry = NewAuditEntry { id, user: None, action: "site.confirm", subject: Some("Stage"), detail: Some("{}") };
    books.write_down(entry, NOW_MS).await.unwrap();
    for (number, email, owner) in [(1, "njeri@example.com", Some(provider)), (2, "admin@example.net", None)] {
        let (id, role) = (UserId::from_bytes([number; 16]), owner.map_or(Role::Admin, |_| Role::Provider));
        let user = NewUser { id, email, password_hash: "$argon2id$x", role, provider: owner };
        platform.create_user(user, NOW_MS).await.unwrap();
        platform.put_login(&[number; 32], id, NOW_MS, NOW_MS + DAY_MS).await.unwrap();
        platform.set_recovery_codes(id, &[vec![number; 32]]).await.unwrap();
    }
    platform.put_cloud_key("sync", b"sealed:1:00000000:AAAA", NOW_MS).await.unwrap();
    let other = world.provider().await;
    let new = NewSite { id: SiteId::from_bytes([9; 16]), name: "Market", claim_hash: b"9", claim_expires_ms: NOW_MS };
    world.books(other).create_site(new, NOW_MS).await.unwrap();
}

async fn tell(world: &World, provider: ProviderId, site: SiteId) {
    let session = SessionKey { nas: "ap".parse().unwrap(), id: "80100001".parse().unwrap() };
    let usage = Usage { secs: 3600, bytes_up: 1_000_000, bytes_down: 9_000_000 };
    let review = ReviewId::from_bytes([1; 16]);
    let story = Story::of([
        Event::PlanAdded(an_hour(1)),
        minted(1),
        opened(1),
        paid(1, Some(receipt(1))),
        opened(2),
        failed(2),
        minted(3),
        Event::TicketActivated { ticket: ticket(3), device: device(1) },
        Event::SessionStarted { ticket: ticket(3), session: session.clone(), device: device(1) },
        Event::SessionClosed { ticket: ticket(3), session, usage, closing: Closing::Stopped { cause: 1 } },
        Event::TicketEnded { ticket: ticket(3), ending: Ending::Expired },
        Event::ReviewOpened { review, trouble: Trouble::NeverSettled, checkout: Some(checkout(2)), receipt: None },
    ]);
    world.books(provider).ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    assert!(world.books(provider).plan(site, plan(1)).await.unwrap().is_some());
}

/// Once in full, and once not yet.
async fn pay_for_the_service(world: &World, provider: ProviderId) {
    let books = world.books(provider);
    for number in [1, 2] {
        let id = PaymentId::from_bytes([number + 200; 16]);
        books.create_order(NewOrder { id, amount: kes(150_050) }, NOW_MS).await.unwrap();
        books.track_order(id, "tracking").await.unwrap();
    }
    let paid = Settlement::Paid { txn_id: "P1", period_ms: 30 * DAY_MS };
    books.settle_order(PaymentId::from_bytes([201; 16]), paid, br#"{"status":"COMPLETED"}"#, NOW_MS).await.unwrap();
}

fn notice(number: u8, site: Option<SiteId>) -> NewNotice<'static> {
    NewNotice {
        id: NoticeId::from_bytes([number; 16]),
        site,
        checkout: site.map(|_| checkout(1)),
        path_kind: "stk",
        is_proven: site.is_some(),
        body: br#"{"Body":{"stkCallback":{"ResultCode":0}}}"#,
        received_ms: NOW_MS + 5,
    }
}

fn credentials() -> Credentials {
    Credentials {
        mpesa_shortcode: Some("174379".to_owned()),
        mpesa_consumer_key: Some("sealed:1:00000000:AAAA".to_owned()),
        ..Credentials::default()
    }
}
