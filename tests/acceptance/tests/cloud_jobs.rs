//! What the service does now and then, and what its owner asks of it: subscriptions prolonged and over, old tickets
//! forgotten, months reported; by the real binary, on a database that several processes may share.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::path::Path;
use std::thread;

use acceptance::chain::{Chain, Ways};
use acceptance::cloud_books::CloudBooks;
use acceptance::radclient::login;
use acceptance::shop::phone;
use acceptance::site::{HOUR, device};
use testkit::Cloud;
use testkit::langod::Output;
use testkit::machine::{PATIENCE, poll};

/// An hour before the month began in Nairobi.
const LAST_MONTH: &str = "(date_trunc('month', now() AT TIME ZONE 'Africa/Nairobi') AT TIME ZONE 'Africa/Nairobi' \
                          - interval '1 hour')";

/// What a command that ends with this code says, which is one sentence.
#[track_caller]
fn complaint(cloud: &Cloud, arguments: &[&str], code: i32) -> String {
    let output = cloud.run(arguments).unwrap();
    assert_eq!(output.status.code(), Some(code), "{}{}", output.stdout, output.stderr);
    let sentence = output.stderr.trim_end().to_owned();
    assert!(sentence.starts_with("lango-cloud: ") && !sentence.contains('\n'), "{sentence}");
    sentence
}

#[test]
fn a_subscription_is_prolonged_by_days_and_to_a_day() {
    let cloud = Cloud::builder().prepare().unwrap();
    let provider = cloud.create_provider("Kibanda").unwrap();
    let listed = |cloud: &Cloud| cloud.json(&["provider", "list"]).unwrap()[0]["paid_until"].clone();
    assert!(listed(&cloud).is_null());
    let said = cloud.command(&["provider", "grant", &provider, "--days", "30"]).unwrap();
    assert!(said.starts_with("Kibanda is paid through ") && said.contains("midnight in Nairobi"), "{said}");
    let once = listed(&cloud);
    assert!(once.as_str().unwrap().ends_with("T21:00:00Z"), "{once}");
    let twice = cloud.json(&["provider", "grant", &provider, "--days", "30"]).unwrap()["paid_until"].clone();
    assert!(twice.as_str() > once.as_str() && twice == listed(&cloud), "{once} {twice}");
    let (year, rest) = twice.as_str().unwrap().split_once('-').unwrap();
    let (next, day) = (year.parse::<u16>().unwrap() + 1, rest.split('T').next().unwrap());
    let to_a_day = cloud.json(&["provider", "grant", &provider, "--until", &format!("{next}-{day}")]).unwrap();
    assert_eq!(to_a_day["paid_until"], format!("{next}-{day}T21:00:00Z"));
    let table = cloud.command(&["provider", "list"]).unwrap();
    assert!(table.contains("PAID UNTIL") && table.contains(&format!("{next}-{day}T21:00:00Z")), "{table}");
}

#[test]
fn a_term_that_makes_no_sense_is_refused_in_a_sentence() {
    let cloud = Cloud::builder().prepare().unwrap();
    let provider = cloud.create_provider("Kibanda").unwrap();
    let stranger = "00000000-0000-4000-8000-000000000000";
    assert!(complaint(&cloud, &["provider", "grant", stranger, "--days", "30"], 1).contains("no provider"));
    for days in ["0", "3651", "4294967295"] {
        assert!(complaint(&cloud, &["provider", "grant", &provider, "--days", days], 2).contains("1 to 3650 days"));
    }
    assert!(complaint(&cloud, &["provider", "grant", &provider, "--until", "2020-01-31"], 2).contains("is over"));
    assert!(complaint(&cloud, &["provider", "grant", &provider, "--until", "9999-12-31"], 2).contains("3650 days"));
    cloud.command(&["provider", "grant", &provider, "--days", "1000"]).unwrap();
    let paid_until = cloud.json(&["provider", "list"]).unwrap()[0]["paid_until"].as_str().unwrap().to_owned();
    let day = paid_until.split('T').next().unwrap();
    assert!(complaint(&cloud, &["provider", "grant", &provider, "--until", day], 2).contains("already"));
    for typed in [&["--days", "1", "--until", "2030-01-01"][..], &[], &["--until", "31.1.2030"], &["--days", "many"]] {
        let output = cloud.run(&[&["provider", "grant", &provider], typed].concat()).unwrap();
        assert_eq!(output.status.code(), Some(2), "{typed:?} {}", output.stderr);
    }
    assert_eq!(cloud.json(&["provider", "list"]).unwrap()[0]["paid_until"], paid_until);
}

#[test]
fn a_site_whose_lease_has_lapsed_sells_again_once_its_provider_is_granted_days() {
    let books = CloudBooks::open();
    let cloud = books.cloud().hold_seconds(1).start().unwrap();
    let ways = Ways::straight_to(&cloud);
    let chain = Chain::on(cloud, ways, |gateway| gateway);
    let (provider, langod) = (&chain.shop.provider, &chain.shop.langod);
    langod.mint(HOUR, 1).unwrap();
    let lapsed = "'active', now() - interval '90 days', now() - interval '60 days', 0, now()";
    books.sql(&format!(
        "INSERT INTO provider_subscriptions (provider_id, id, status, start_date, expiry_date, amount_cents, created_at) \
         VALUES ('{provider}', gen_random_uuid(), {lapsed})"
    ));
    let sells = || langod.mint(HOUR, 1).is_ok();
    assert!(poll(PATIENCE, || (!sells()).then_some(())).is_some(), "{}", langod.log().text());
    chain.cloud.command(&["provider", "grant", provider, "--days", "30"]).unwrap();
    assert!(poll(PATIENCE, || sells().then_some(())).is_some(), "{}", langod.log().text());
    assert_eq!(books.count("audit_log WHERE action = 'provider.grant'"), 1);
}

/// A database with a provider whose subscription is over, an old ticket, an old notice of a stranger and an old code.
fn with_leftovers() -> (CloudBooks, Cloud, String) {
    let books = CloudBooks::open();
    let cloud = books.cloud().prepare().unwrap();
    cloud.command(&["migrate"]).unwrap();
    let provider = cloud.create_provider("Kibanda").unwrap();
    let site = cloud.create_site(&provider, "Market").unwrap().site;
    cloud.command(&["provider", "grant", &provider, "--days", "30"]).unwrap();
    books.sql("UPDATE provider_subscriptions SET expiry_date = now() - interval '1 day'");
    books.sql("UPDATE claims SET expires_at = now() - interval '31 days'");
    for days in [399, 401] {
        books.sql(&format!(
            "INSERT INTO tickets (provider_id, id, site_id, status, ended_at, created_at) VALUES \
             ('{provider}', gen_random_uuid(), '{site}', 'used', now() - interval '{days} days', now())"
        ));
    }
    for (days, is_proven) in [(29, false), (31, false), (31, true)] {
        books.sql(&format!(
            "INSERT INTO notices (provider_id, id, path_kind, is_proven, body, received_at) VALUES \
             ('{provider}', gen_random_uuid(), 'stk', {is_proven}, '', now() - interval '{days} days')"
        ));
    }
    (books, cloud, provider)
}

#[test]
fn each_job_is_done_when_it_is_asked_for_and_twice_does_no_harm() {
    let (books, cloud, _) = with_leftovers();
    assert_eq!(cloud.command(&["job", "expire-subscriptions"]).unwrap(), "1 subscription is over.\n");
    assert_eq!(cloud.json(&["job", "expire-subscriptions"]).unwrap()["expired"], 0);
    let said = cloud.command(&["job", "clean-tickets"]).unwrap();
    assert!(said.contains("1 ticket, 1 notice of a stranger, 1 claim code and 0 logins"), "{said}");
    let again = cloud.json(&["job", "clean-tickets"]).unwrap();
    assert!(
        again.as_object().is_some_and(|counts| counts.len() == 6 && counts.values().all(|count| count == 0)),
        "{again}"
    );
    assert_eq!((books.count("tickets"), books.count("notices"), books.count("claims")), (1, 2, 0));
    let sooner = books.cloud().env("TICKET_DAYS", "100").prepare().unwrap();
    assert_eq!(sooner.json(&["job", "clean-tickets"]).unwrap()["tickets"], 1);
}

#[test]
fn what_is_due_is_done_once_by_the_processes_of_one_database() {
    let (books, _, _) = with_leftovers();
    let clouds: Vec<Cloud> = thread::scope(|scope| {
        let starting = [(); 3].map(|()| scope.spawn(|| books.cloud().start().unwrap()));
        starting.map(|cloud| cloud.join().unwrap()).into()
    });
    let done = poll(PATIENCE, || (books.count("job_runs WHERE ended_at IS NOT NULL") == 4).then_some(()));
    let logs: Vec<String> = clouds.iter().map(Cloud::log).collect();
    assert!(done.is_some(), "{logs:#?}");
    for job in ["expire-subscriptions", "clean-tickets", "monthly-report", "rotate-keys"] {
        let mark = format!("job=\"{job}\"");
        let said = poll(PATIENCE, || {
            let lines: Vec<_> = clouds.iter().map(Cloud::log).collect();
            let lines = lines.iter().flat_map(|log| log.lines()).filter(|line| line.contains(&mark)).count();
            (lines > 0).then_some(lines)
        });
        assert_eq!(said, Some(1), "{job}: {logs:#?}");
    }
    assert_eq!(books.count("provider_subscriptions WHERE status = 'expired'"), 1);
    assert_eq!((books.count("tickets"), books.count("notices"), books.count("claims")), (1, 2, 0));
}

#[test]
fn the_embedded_database_is_looked_after_too() {
    let mut cloud = Cloud::start().unwrap();
    let provider = cloud.create_provider("Kibanda").unwrap();
    cloud.create_site(&provider, "Market").unwrap();
    let said = |cloud: &Cloud, job: &str| cloud.wait_for_log(|line| line.contains(&format!("job=\"{job}\"")));
    for job in ["expire-subscriptions", "clean-tickets", "monthly-report", "rotate-keys"] {
        assert!(said(&cloud, job).is_some(), "{job}: {}", cloud.log());
    }
    cloud.restart().unwrap();
    let lines = cloud.log().lines().filter(|line| line.contains("job=\"monthly-report\"")).count();
    assert_eq!(lines, 1, "{}", cloud.log());
}

#[test]
fn a_job_that_a_dead_process_left_is_taken_over_and_one_under_way_is_not() {
    let (books, _, _) = with_leftovers();
    let mut cloud = books.cloud().start().unwrap();
    let all_done = || poll(PATIENCE, || (books.count("job_runs WHERE ended_at IS NOT NULL") == 4).then_some(()));
    assert!(all_done().is_some(), "{}", cloud.log());
    cloud.stop().unwrap();
    let began = |job: &str, ago: &str| {
        let since = format!("ended_at = NULL, started_at = now() - interval '{ago}'");
        books.sql(&format!("UPDATE job_runs SET {since} WHERE job = '{job}'"));
    };
    began("clean-tickets", "59 minutes");
    began("monthly-report", "61 minutes");
    cloud.launch().unwrap();
    let taken_over = poll(PATIENCE, || {
        (books.count("job_runs WHERE job = 'monthly-report' AND ended_at IS NOT NULL") == 1).then_some(())
    });
    assert!(taken_over.is_some(), "{}", cloud.log());
    // Jobs are looked at in a settled order, and this one stands before the other.
    assert_eq!(books.count("job_runs WHERE job = 'clean-tickets' AND ended_at IS NULL"), 1);
}

#[test]
fn a_month_is_reported_to_the_cent() {
    let books = CloudBooks::open();
    let cloud = books.cloud().start().unwrap();
    let ways = Ways::straight_to(&cloud);
    let chain = Chain::on(cloud, ways, |gateway| gateway);
    let by_phone = chain.shop.buys(&phone(1));
    chain.shop.pass_secs(30);
    chain.shop.ticket(&by_phone);
    let sheet = chain.shop.langod.mint(HOUR, 5).unwrap();
    for (ticket, guest) in sheet.iter().zip([1, 2]) {
        assert!(login(&chain.shop.langod, ticket, &device(guest)).is_accept());
    }
    chain.is_in_step();
    books.sql(&format!("UPDATE payments SET paid_at = {LAST_MONTH}"));
    books.sql(&format!(
        "UPDATE tickets SET created_at = {LAST_MONTH}, activated_at = activated_at - (now() - {LAST_MONTH})"
    ));
    let report = chain.cloud.json(&["job", "monthly-report"]).unwrap();
    let provider = &report["providers"][0];
    assert_eq!(
        (provider["name"].as_str(), provider["sites"][0]["name"].as_str()),
        (Some("Mama Njeri WiFi"), Some("Kibanda"))
    );
    let sum = |sales: u64| serde_json::json!([{ "currency": "KES", "sales": sales, "amount_cents": 2000 * sales }]);
    for part in [provider, &provider["sites"][0]] {
        assert_eq!((&part["mpesa"], &part["cash"]), (&sum(1), &sum(2)), "{part:#}");
        assert_eq!((&part["tickets_issued"], &part["tickets_used"]), (&6.into(), &2.into()), "{part:#}");
    }
    assert!(
        report["until"].as_str().unwrap().ends_with("-01T00:00:00Z")
            || report["until"].as_str().unwrap().contains("T21:00:00Z")
    );
    let table = chain.cloud.command(&["job", "monthly-report"]).unwrap();
    let line = table.lines().find(|line| line.contains("Kibanda")).unwrap();
    assert!(line.contains("KES 20.00") && line.contains("KES 40.00"), "{table}");

    let month = report["month"].as_str().unwrap();
    complaint(&chain.cloud, &["job", "monthly-report", "--month", "2999-12"], 2);
    assert_eq!(chain.cloud.json(&["job", "monthly-report", "--month", month]).unwrap(), report);
    assert!(complaint(&chain.cloud, &["job", "monthly-report", "--month", "2019-01"], 1).contains("forgotten"));
}

#[test]
fn what_was_sold_for_cash_is_kept_when_its_tickets_are_forgotten() {
    let (books, cloud, provider) = with_leftovers();
    books.sql("DELETE FROM tickets; UPDATE providers SET created_at = now() - interval '600 days'");
    let site = books.sql("SELECT id FROM sites");
    for (days, is_over) in [(450, true), (450, true), (450, false)] {
        let ended_at = if is_over { "now() - interval '449 days'" } else { "NULL" };
        books.sql(&format!(
            "INSERT INTO tickets (provider_id, id, site_id, code, price_cents, status, created_at, activated_at, ended_at) \
             VALUES ('{provider}', gen_random_uuid(), '{site}', 'x', 2050, 'used', now() - interval '{days} days', \
             now() - interval '{days} days', {ended_at})"
        ));
    }
    let month = books.sql("SELECT to_char((now() - interval '450 days') AT TIME ZONE 'Africa/Nairobi', 'YYYY-MM')");
    let report =
        |cloud: &Cloud| cloud.json(&["job", "monthly-report", "--month", &month]).unwrap()["providers"].clone();
    assert_eq!(cloud.json(&["job", "clean-tickets"]).unwrap()["tickets"], 2);
    let kept = report(&cloud);
    assert_eq!(kept[0]["cash"], serde_json::json!([{ "currency": "KES", "sales": 3, "amount_cents": 6150 }]));
    assert_eq!((&kept[0]["tickets_issued"], &kept[0]["tickets_used"]), (&3.into(), &3.into()));
    // A process that would remember tickets for longer finds some of them gone, and says what was said.
    let longer = books.cloud().env("TICKET_DAYS", "3650").prepare().unwrap();
    assert_eq!((report(&longer), books.count("tickets")), (kept, 1));
}

#[test]
fn a_database_of_the_version_before_is_left_alone_until_it_is_migrated_and_then_served() {
    let books = CloudBooks::open();
    let dump = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/schema/m0009.postgres.sql");
    books.sql(&std::fs::read_to_string(dump).unwrap());
    let mut cloud = books.cloud().prepare().unwrap();
    let sentence = complaint(&cloud, &["serve"], 2);
    assert!(sentence.contains("from m0010") && sentence.contains("lango-cloud migrate"), "{sentence}");
    complaint(&cloud, &["provider", "list"], 2);
    let Output { stdout: steps, stderr: beforehand, .. } = cloud.run(&["migrate"]).unwrap();
    assert!(beforehand.contains("m0016_guests_are_forgotten_in_time makes an index"), "{beforehand}");
    assert!(steps.starts_with("m0010_") && !steps.contains("m0009"), "{steps}");
    assert_eq!(cloud.command(&["migrate"]).unwrap(), "The schema is up to date.\n");
    assert_eq!(cloud.json(&["provider", "list"]).unwrap().as_array().unwrap().len(), 2);
    // Its own keys in the dump were sealed by nobody.
    books.sql("DELETE FROM cloud_keys");
    cloud.launch().unwrap();
    assert_eq!((books.count("events"), books.count("payments")), (12, 4));
}
