//! A provider sees and changes its own data only, whatever ids it types; on PostgreSQL the database itself says so.

use cloud_store::books::{
    Admitted, Counter, Flow, Lane, NewApiKey, NewAuditEntry, NewDirective, NewNotice, NewOrder, Page, ProviderBooks,
    ReviewStatus, Seen, Settlement,
};
use cloud_store::ids::{ApiKeyId, AuditId, NoticeId, PaymentId, UserId};
use cloud_store::platform::{NewUser, Role};
use cloud_store::{Refused, StoreError};
use domain::event::Event;
use domain::ids::{ProviderId, ReviewId, SiteId};
use domain::review::Trouble;
use domain::session::SessionKey;
use sqlx::{PgConnection, Row};

use crate::frames::admit;
use crate::story::{Story, an_hour, checkout, device, kes, minted, opened, paid, plan, receipt, ticket};
use crate::world::{NOW_MS, World, keys};

on_both_engines!(a_stranger_sees_nothing, a_stranger_changes_nothing,);

const ORDER: PaymentId = PaymentId::from_bytes([77; 16]);

/// Something of everything.
async fn furnished(world: &mut World) -> (ProviderId, SiteId) {
    let (provider, site) = world.provider_and_site().await;
    let session = SessionKey { nas: "ap".parse().unwrap(), id: "80100001".parse().unwrap() };
    let review = ReviewId::from_bytes([1; 16]);
    let story = Story::of([
        Event::PlanAdded(an_hour(1)),
        minted(1),
        opened(1),
        paid(1, Some(receipt(1))),
        Event::SessionStarted { ticket: ticket(1), session, device: device(1) },
        Event::ReviewOpened { review, trouble: Trouble::NeverSettled, checkout: None, receipt: None },
    ]);
    let books = world.books(provider);
    books.ingest(site, 1, &story.records, NOW_MS).await.unwrap();
    books.direct(site, "x", b"1", NOW_MS).await.unwrap();
    books.keep_notice(notice(1, site), None).await.unwrap();
    books.create_order(NewOrder { id: ORDER, amount: kes(100) }, NOW_MS).await.unwrap();
    let key = NewApiKey { id: ApiKeyId::from_bytes([1; 16]), name: "x", key_hash: b"hash" };
    books.create_api_key(key, NOW_MS).await.unwrap();
    let id = AuditId::from_bytes([1; 16]);
    let entry = NewAuditEntry { id, user: None, action: "x", subject: None, detail: None };
    books.write_down(entry, NOW_MS).await.unwrap();
    let id = UserId::from_bytes([1; 16]);
    let user = NewUser { id, email: "a@b", password_hash: "x", role: Role::Provider, provider: Some(provider) };
    let platform = world.store.platform();
    platform.create_user(user, NOW_MS).await.unwrap();
    platform.put_login(b"token", id, NOW_MS, NOW_MS + 1).await.unwrap();
    platform.set_recovery_codes(id, &[b"code".to_vec()]).await.unwrap();
    platform.put_cloud_key("identity", b"sealed", NOW_MS).await.unwrap();
    platform.begin_job("clean-tickets", NOW_MS, NOW_MS, NOW_MS).await.unwrap();
    world.books(provider).keep_monthly_report("2027-01", "{}", false, NOW_MS).await.unwrap();
    (provider, site)
}

fn notice(number: u8, site: SiteId) -> NewNotice<'static> {
    NewNotice {
        id: NoticeId::from_bytes([number; 16]),
        site: Some(site),
        checkout: Some(checkout(1)),
        path_kind: "stk",
        is_proven: true,
        body: b"{}",
        received_ms: NOW_MS,
    }
}

async fn a_stranger_sees_nothing(mut world: World) {
    let (owner, site) = furnished(&mut world).await;
    let stranger = world.provider().await;
    assert_eq!(lengths(world.books(owner), site).await, [1; 20]);
    assert_eq!(lengths(world.books(stranger), site).await, [0; 20]);
}

/// How much everything that can be asked for with the site's and the rows' own ids brings to light.
async fn lengths(books: ProviderBooks<'_>, site: SiteId) -> [usize; 20] {
    let (page, flow) = (Page::first(10), Flow::MpesaCustomerPayment);
    let payment = PaymentId::from(checkout(1));
    let code = domain::code::Code::from_random(1).plain();
    [
        books.sites(None, 10).await.unwrap().len(),
        books.site(site).await.unwrap().iter().len(),
        usize::try_from(books.stored(site, 1).await.unwrap().min(1)).unwrap(),
        usize::try_from(books.site(site).await.unwrap().map_or(0, |site| site.epoch)).unwrap(),
        books.records_after(site, 1, 5, 10).await.unwrap().len(),
        books.directives_after(site, 0, 10, 10).await.unwrap().len(),
        books.payments(flow, None, None, page).await.unwrap().len(),
        books.payment(payment).await.unwrap().iter().len(),
        books.payment_payload(payment).await.unwrap().iter().len(),
        books.takings(None, &[NOW_MS, u64::MAX]).await.unwrap()[0].len(),
        books.tickets(Some(site), None, page).await.unwrap().len(),
        books.ticket(ticket(1)).await.unwrap().iter().len(),
        books.tickets_by_code(&code, 10).await.unwrap().len(),
        books.plan(site, plan(1)).await.unwrap().iter().len(),
        books.sessions(Some(site), page).await.unwrap().len(),
        books.sessions_of(ticket(1), page).await.unwrap().len(),
        books.review_items(ReviewStatus::Open, page).await.unwrap().len(),
        books.subscriptions(10).await.unwrap().len() * books.plans(None, 10).await.unwrap().len(),
        books.api_keys(10).await.unwrap().len() * books.audit_log(page).await.unwrap().len(),
        books.staff(10).await.unwrap().len() * usize::try_from(books.open_reviews().await.unwrap()).unwrap(),
    ]
}

async fn a_stranger_changes_nothing(mut world: World) {
    let (owner, site) = furnished(&mut world).await;
    let waiting = world.waiting_site(owner).await;
    let stranger = world.provider().await;
    let (own, books) = (world.books(owner), world.books(stranger));
    let before =
        (own.site(site).await.unwrap(), own.payments(Flow::MpesaCustomerPayment, None, None, Page::first(9)).await);
    let no_site = StoreError::Refused(Refused::NoSuchSite);
    assert!(!books.renew_claim(waiting, b"mine", NOW_MS + 10).await.unwrap());
    assert!(!books.confirm_gateway(site, keys(1), NOW_MS).await.unwrap());
    let seen = Seen { at_ms: NOW_MS + 9, version: None, wan: None, applied: 1 };
    let counter = Counter { start: 9, number: 9 };
    assert_eq!(admit(books, site, Lane::Push, counter, seen).await, Ok(Admitted::Unknown));
    assert_eq!(books.ingest(site, 1, &Story::of([minted(9)]).records, NOW_MS).await, Err(no_site.clone()));
    assert_eq!(books.direct(site, "x", b"2", NOW_MS).await, Err(no_site.clone()));
    assert_eq!(books.acknowledge(site, 1, NOW_MS).await, Ok(0));
    assert_eq!(books.keep_notice(notice(2, site), None).await, Err(no_site.clone()));
    let to_site = NewDirective { site, kind: "x", body: b"2" };
    let unaddressed = NewNotice { site: None, ..notice(3, site) };
    assert_eq!(books.keep_notice(unaddressed, Some(to_site)).await, Err(no_site));
    assert!(!books.track_order(ORDER, "mine").await.unwrap());
    let paid = Settlement::Paid { txn_id: "T", period_ms: 1 };
    assert!(!books.settle_order(ORDER, paid, b"{}", NOW_MS).await.unwrap());
    assert!(!books.use_api_key(b"hash", NOW_MS).await.unwrap());
    assert!(!books.revoke_api_key(ApiKeyId::from_bytes([1; 16]), NOW_MS).await.unwrap());
    assert!(!books.resolve_review(ReviewId::from_bytes([1; 16]), NOW_MS).await.unwrap());
    assert_eq!((books.expire_subscriptions(u64::MAX).await, books.forget_tickets(u64::MAX, 9).await), (Ok(0), Ok(0)));
    let after =
        (own.site(site).await.unwrap(), own.payments(Flow::MpesaCustomerPayment, None, None, Page::first(9)).await);
    assert_eq!(after, before);
    assert_eq!(lengths(own, site).await[1..], [1; 19]);
    assert_eq!(own.paid_until().await.unwrap(), None);
    assert!(world.store.platform().claim(b"mine", crate::world::keys(9), NOW_MS).await.unwrap().is_none());
}

const TABLES: [&str; 22] = [
    "providers",
    "provider_subscriptions",
    "payments",
    "tickets",
    "sites",
    "plans",
    "events",
    "cursors",
    "directives",
    "sessions",
    "users",
    "api_keys",
    "audit_log",
    "review_items",
    "notices",
    "claims",
    "pesapal_orders",
    "logins",
    "recovery_codes",
    "cloud_keys",
    "job_runs",
    "monthly_reports",
];

async fn execute(connection: &mut PgConnection, sql: &str) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(connection).await?;
    Ok(done.rows_affected())
}

async fn count(connection: &mut PgConnection, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(connection).await.unwrap().get(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn raw_statements_see_and_change_only_whom_they_speak_for() {
    let mut world = World::postgres().await;
    let (owner, _) = furnished(&mut world).await;
    let stranger = world.provider().await;
    let pool = sqlx::PgPool::connect(&world.url).await.unwrap();
    let mut transaction = pool.begin().await.unwrap();
    // (what the transaction says, how many tables show rows)
    let speakers = [
        (String::new(), 0),
        (format!("set local lango.provider_id = '{stranger}'"), 1),
        ("set local lango.provider_id = ''".to_owned(), 0),
        (format!("set local lango.provider_id = '{owner}'"), 18),
        ("set local lango.provider_id = ''; set local lango.scope = 'provider'".to_owned(), 0),
        ("set local lango.scope = 'platform'".to_owned(), 22),
    ];
    for (says, expected) in speakers {
        sqlx::raw_sql(sqlx::AssertSqlSafe(says.clone())).execute(&mut *transaction).await.unwrap();
        let mut shown = 0;
        for table in TABLES {
            shown += usize::from(count(&mut transaction, table).await > 0);
        }
        assert_eq!(shown, expected, "{says}");
    }
    transaction.rollback().await.unwrap();
    let mut connection = pool.acquire().await.unwrap();
    assert_eq!(count(&mut connection, "payments").await, 0, "a setting must not outlive its transaction");
    execute(&mut connection, &format!("set lango.provider_id = '{stranger}'")).await.unwrap();
    assert_eq!(execute(&mut connection, "update payments set status = 'failed'").await.unwrap(), 0);
    assert_eq!(execute(&mut connection, "delete from tickets").await.unwrap(), 0);
    let smuggled =
        format!("insert into cursors (provider_id, site_id, epoch, stored) values ('{owner}', '{owner}', 9, 9)");
    assert!(execute(&mut connection, &smuggled).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_is_fenced_and_every_key_of_a_tenants_begins_with_the_provider() {
    let world = World::postgres().await;
    let pool = sqlx::PgPool::connect(&world.url).await.unwrap();
    let open = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace \
                and relname <> 'seaql_migrations' and not (relrowsecurity and relforcerowsecurity)";
    assert_eq!(sqlx::query(open).fetch_all(&pool).await.unwrap().len(), 0);
    // The platform's own tables, where a row is found before it is known whose it is.
    let others = "select indexrelid::regclass::text from pg_index join pg_class on pg_class.oid = indrelid \
                  join pg_attribute on attrelid = indrelid and attnum = indkey[0] \
                  where relnamespace = 'public'::regnamespace and attname <> 'provider_id' and relname not in \
                  ('seaql_migrations', 'providers', 'users', 'logins', 'recovery_codes', 'cloud_keys', 'job_runs', 'claims', \
                  'pesapal_orders')";
    let others: Vec<String> =
        sqlx::query(others).fetch_all(&pool).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(others, [""; 0]);
}
