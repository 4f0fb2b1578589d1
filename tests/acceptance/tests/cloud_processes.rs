//! Several processes of the cloud on one PostgreSQL: whichever of them hears something, and whichever of them dies, and even
//! if the database itself dies, the gateways notice nothing but a pause.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use acceptance::chain::{Chain, Ways, address_of, finding};
use acceptance::cloud_books::{CloudBooks, codes};
use acceptance::metrics;
use acceptance::shop::phone;
use acceptance::site::HOUR;
use testkit::machine::{PATIENCE, poll};
use testkit::{Cloud, Langod, Relay};

/// Far below the 25 seconds for which a question is held.
const LONG_BEFORE_THE_HOLD_ENDS: Duration = Duration::from_secs(5);

/// How many questions for directives a process has answered.
fn answered(cloud: &Cloud) -> u64 {
    metrics::of_cloud(cloud, "lango_cloud_requests_total{route=\"/sync/v1/hold\",status=\"200\"}")
}

/// Waits until a process holds a question, and it alone.
#[track_caller]
fn holds_a_question(cloud: &Cloud) {
    let held = || metrics::of_cloud(cloud, "lango_cloud_held_questions");
    poll(PATIENCE, || (held() == 1).then_some(())).unwrap();
}

#[test]
fn a_callback_to_one_process_wakes_the_question_another_one_holds() {
    let books = CloudBooks::open();
    let (near, far) = (books.cloud().start().unwrap(), books.cloud().start().unwrap());
    let ways = Ways { gateway: address_of(&near), rail: address_of(&far) };
    let chain = Chain::on(near, ways, |gateway| gateway);
    let id = chain.shop.buys(&phone(1));
    holds_a_question(&chain.cloud);
    let before = answered(&chain.cloud);
    chain.shop.pass_secs(30);
    let paid = poll(LONG_BEFORE_THE_HOLD_ENDS, || (chain.shop.payment(&id)["status"] == "success").then_some(()));
    assert!(paid.is_some(), "{}\n{}", chain.cloud.log(), far.log());
    chain.is_seen(|site| site["applied"] == 1);
    assert_eq!(answered(&chain.cloud), before + 1, "the very question that was held brought it");
    assert_eq!(answered(&far), 0);
    chain.shop.agrees();
}

#[test]
fn another_process_takes_over_from_one_that_was_killed() {
    let books = CloudBooks::open();
    let (first, second) = (books.cloud().start().unwrap(), books.cloud().start().unwrap());
    let balancer = Relay::to(address_of(&first)).unwrap();
    let ways = Ways { gateway: balancer.address(), rail: balancer.address() };
    let mut chain = Chain::on(first, ways, |gateway| gateway);
    let paid_before = chain.shop.buys(&phone(1));
    chain.shop.pass_secs(30);
    chain.shop.ticket(&paid_before);
    let paid_after = chain.shop.buys(&phone(2));
    chain.shop.langod.mint(HOUR, 20).unwrap();
    chain.cloud.kill_9().unwrap();
    chain.shop.langod.mint(HOUR, 20).unwrap();
    balancer.leads_to(address_of(&second));
    chain.shop.pass_secs(30);
    chain.shop.ticket(&paid_after);
    chain.is_seen(|site| site["applied"] == site["last_directive"]);
    chain.is_in_step();
    books.agree_with(&chain.shop.langod, &chain.site);
    assert_eq!(codes(&chain.shop.langod).len(), 42);
}

/// How many events a gateway has been told are stored. Nothing is sold meanwhile.
fn told(langod: &Langod) -> u64 {
    let found = finding(langod).unwrap()["found"].as_str().unwrap().to_owned();
    let untold: u64 = found.split("; ").last().unwrap().split(' ').next().unwrap().parse().unwrap();
    metrics::gauge(langod, "lango_outbox_sequence") - untold
}

#[test]
fn a_database_that_crashes_in_the_middle_of_sales_has_all_it_said_it_had() {
    let books = CloudBooks::synced();
    let cloud = books.cloud().start().unwrap();
    let line = Relay::to(address_of(&cloud)).unwrap();
    let ways = Ways { gateway: line.address(), ..Ways::straight_to(&cloud) };
    let chain = Chain::on(cloud, ways, |gateway| gateway);
    let langod = &chain.shop.langod;
    let mut sold = 0;
    for _ in 0..2 {
        let is_over = AtomicBool::new(false);
        let stored = || books.count("events");
        thread::scope(|scope| {
            let selling = scope.spawn(|| {
                let still_selling = || !is_over.load(Ordering::Acquire);
                (0..).take_while(|_| still_selling()).map(|_| langod.mint(HOUR, 5).unwrap().len()).sum::<usize>()
            });
            let before = stored();
            poll(PATIENCE, || (stored() > before + 50).then_some(())).unwrap();
            books.cluster.stop_immediate().unwrap();
            is_over.store(true, Ordering::Release);
            sold += selling.join().unwrap();
        });
        // Nothing more comes up until the database was looked at.
        line.cut();
        let told = told(langod);
        books.cluster.start_again().unwrap();
        assert!(told > 50 && stored() >= told, "{} of {told}", stored());
        line.leads_to(address_of(&chain.cloud));
    }
    chain.is_in_step();
    books.agree_with(langod, &chain.site);
    assert_eq!(codes(langod).len(), sold);
    assert_eq!(books.count("events"), metrics::gauge(langod, "lango_outbox_sequence"));
    let id = chain.shop.buys(&phone(1));
    chain.shop.pass_secs(30);
    chain.shop.ticket(&id);
}

#[test]
fn a_callback_that_the_database_cannot_take_is_not_thanked_for() {
    let books = CloudBooks::open();
    let cloud = books.cloud().start().unwrap();
    let ways = Ways::straight_to(&cloud);
    let chain = Chain::on(cloud, ways, |gateway| gateway.edit("query_after_seconds = 600", "query_after_seconds = 1"));
    let id = chain.shop.buys(&phone(1));
    books.cluster.stop_immediate().unwrap();
    chain.shop.pass_secs(30);
    let callback = chain.posted().pop().unwrap();
    let refused = chain.posts(&callback);
    assert_eq!(refused.problem(), (503, "database_unreachable".to_owned()));
    assert!(refused.header("retry-after").is_some());
    chain.shop.ticket(&id);
    books.cluster.start_again().unwrap();
    let taken = poll(PATIENCE, || (chain.posts(&callback).status == 200).then_some(()));
    assert!(taken.is_some(), "{}", chain.cloud.log());
    chain.is_seen(|site| site["applied"] == 1);
    assert_eq!(chain.shop.payments()[0]["receipt"], chain.shop.daraja.control().statement()[0].receipt.as_str());
    chain.is_in_step();
    chain.shop.agrees();
}
