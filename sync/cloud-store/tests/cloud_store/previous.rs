//! The schema as older versions left it, with rows in it: what migrating makes of it is what migrating makes of nothing,
//! and the rows are still there.

use std::collections::BTreeMap;

use cloud_store::books::{Flow, Page, PaymentStatus, SiteStatus, TicketStatus};
use cloud_store::{CloudStore, Patience, StoreError};
use domain::ids::ProviderId;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

use crate::dump::dumps;
use crate::story::{kes, plan, ticket};
use crate::world::{World, cluster, keys};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_older_versions_come_out_as_new_ones_with_all_they_held() {
    let dumps = dumps("sqlite");
    assert!(!dumps.is_empty());
    for (name, dump) in dumps {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/old.db?mode=rwc", folder.path().display());
        let mut file = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(dump)).execute(&mut file).await.unwrap();
        file.close().await.unwrap();
        comes_out_as_new(&name, &url, World::sqlite().await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn databases_of_older_versions_come_out_as_new_ones_with_all_they_held() {
    let dumps = dumps("postgres");
    assert!(!dumps.is_empty());
    for (name, dump) in dumps {
        let loaded = move || {
            let url = cluster().database().unwrap();
            cluster().sql_behind(&url, &dump).unwrap();
            url
        };
        let url = tokio::task::spawn_blocking(loaded).await.unwrap();
        comes_out_as_new(&name, &url, World::postgres().await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_in_use_is_not_waited_for_for_long_and_payments_are_heard_of_meanwhile() {
    let (name, dump) = dumps("postgres").into_iter().next().unwrap();
    let loaded = move || {
        let url = cluster().database().unwrap();
        cluster().sql_behind(&url, &dump).unwrap();
        url
    };
    let url = tokio::task::spawn_blocking(loaded).await.unwrap();
    let store = CloudStore::connect(&url, Patience::default()).await.unwrap();
    let pending = store.pending_migrations().await.unwrap();
    assert!(store.long_migrations().await.unwrap().iter().all(|(step, _)| pending.contains(step)), "{name}");
    assert!(!store.long_migrations().await.unwrap().is_empty(), "{name}");
    let mut other = sqlx::PgConnection::connect(&url).await.unwrap();
    let mut backup = sqlx::PgConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("begin; lock table sessions in row exclusive mode").execute(&mut backup).await.unwrap();
    let migrating = tokio::spawn({
        let store = store.clone();
        async move { store.migrate().await }
    });
    while !waits(&mut other).await {
        tokio::task::yield_now().await;
    }
    sqlx::raw_sql("begin; lock table notices in row exclusive mode nowait; rollback")
        .execute(&mut other)
        .await
        .unwrap();
    assert_eq!(migrating.await.unwrap(), Err(StoreError::Contended));
    assert_eq!(store.pending_migrations().await.unwrap(), pending, "nothing was changed");
    sqlx::raw_sql("rollback").execute(&mut backup).await.unwrap();
    assert_eq!(store.migrate().await, Ok(()));
    assert_eq!(store.long_migrations().await, Ok(vec![]));
}

/// Whether somebody waits for a table of this database.
async fn waits(server: &mut sqlx::PgConnection) -> bool {
    let query = "select exists(select from pg_locks where not granted and relation = 'sessions'::regclass)";
    sqlx::query_scalar(query).fetch_one(server).await.unwrap()
}

async fn comes_out_as_new(name: &str, url: &str, new: World) {
    let store = CloudStore::connect(url, Patience::default()).await.unwrap();
    let before = rows(url).await;
    assert!(before.values().filter(|count| **count > 0).count() >= 20, "{name}: a row of everything: {before:?}");
    assert!(!store.pending_migrations().await.unwrap().is_empty(), "{name}");
    store.migrate().await.unwrap();
    assert_eq!(store.pending_migrations().await.unwrap(), [""; 0], "{name}");
    let mut after = rows(url).await;
    after.retain(|table, _| before.contains_key(table));
    assert_eq!(after, before, "{name}");
    let from_nothing = catalogue(&new.url).await;
    // Two of a kind for every table, at least: itself and its key.
    assert!(from_nothing.len() > 2 * before.len(), "{from_nothing:#?}");
    assert_eq!(catalogue(url).await, from_nothing, "{name}");
    are_read(&store).await;
}

/// The rows as the store itself reads them.
async fn are_read(store: &CloudStore) {
    let providers = store.platform().providers(None, 10).await.unwrap();
    assert_eq!(providers.len(), 2);
    let books = store.provider(providers[0].id);
    let sites = books.sites(None, 10).await.unwrap();
    let site = sites.iter().find(|site| site.status == SiteStatus::Confirmed).unwrap();
    assert_eq!(site.keys, Some(keys(1)));
    let paid = books.payments(Flow::MpesaCustomerPayment, None, Some(PaymentStatus::Success), Page::first(9)).await;
    assert_eq!(paid.unwrap().iter().map(|payment| payment.amount).collect::<Vec<_>>(), [kes(2050)]);
    assert_eq!(books.ticket(ticket(3)).await.unwrap().unwrap().status, TicketStatus::Expired);
    assert_eq!(books.plan(site.id, plan(1)).await.unwrap().unwrap().plan.price, kes(2050));
    assert_eq!(books.records_after(site.id, 1, 0, 100).await.unwrap().len(), 12);
    assert_eq!(books.directives_after(site.id, 0, 9, 100).await.unwrap().len(), 1);
    assert!(books.paid_until().await.unwrap().is_some());
    assert!(store.platform().user_by_email("njeri@example.com").await.unwrap().is_some());
    assert_eq!(books.month_figures(&[site.id], 0..u64::MAX).await.unwrap()[&site.id].mpesa[0].cents, 2050);
    assert_eq!(store.provider(ProviderId::from_bytes([9; 16])).sites(None, 9).await.unwrap(), []);
}

/// How many rows stand in each table but the one of the steps.
async fn rows(url: &str) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for table in tables(url).await {
        let count = list(url, &format!("select cast(count(*) as text) from {table}")).await;
        counts.insert(table, count[0].parse().unwrap());
    }
    counts
}

async fn tables(url: &str) -> Vec<String> {
    let of_sqlite = "select name from sqlite_schema where type = 'table' and name <> 'seaql_migrations'";
    let of_postgres = "select relname::text from pg_class where relkind = 'r' and relname <> 'seaql_migrations' \
                       and relnamespace = 'public'::regnamespace";
    list(url, if url.starts_with("sqlite") { of_sqlite } else { of_postgres }).await
}

/// Everything the engine knows of the tables, a line each.
async fn catalogue(url: &str) -> Vec<String> {
    let of_sqlite = "select coalesce(sql, name) from sqlite_schema order by 1";
    let of_postgres = "select line from (\
        select format('%s.%s %s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default, \
                      coalesce(generation_expression, '') || coalesce(numeric_precision || ',' || numeric_scale, '')) \
            as line from information_schema.columns where table_schema = 'public' \
        union all select indexdef from pg_indexes where schemaname = 'public' \
        union all select format('%s %s %s %s', tablename, policyname, qual, with_check) from pg_policies \
        union all select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint \
            where connamespace = 'public'::regnamespace \
        union all select format('%s %s %s %s', relname, relowner::regrole, relrowsecurity, relforcerowsecurity) \
            from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r') as lines order by 1";
    list(url, if url.starts_with("sqlite") { of_sqlite } else { of_postgres }).await
}

/// What a question for texts brings, whoever's the rows are.
async fn list(url: &str, query: &str) -> Vec<String> {
    if url.starts_with("sqlite") {
        let mut file = sqlx::SqliteConnection::connect(url).await.unwrap();
        let rows = sqlx::query(AssertSqlSafe(query.to_owned())).fetch_all(&mut file).await.unwrap();
        return rows.iter().map(|row| row.get(0)).collect();
    }
    let superuser = url.replacen("lango@", "postgres@", 1);
    let mut server = sqlx::PgConnection::connect(&superuser).await.unwrap();
    let rows = sqlx::query(AssertSqlSafe(query.to_owned())).fetch_all(&mut server).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}
