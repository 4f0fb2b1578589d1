//! The way to the cloud fails in each of its ways, or the cloud says that nothing may be sold: guests with tickets never
//! notice, and nothing is lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::time::Duration;

use acceptance::chain::{self, Chain, Ways, address_of, enrol, finding, is_in_step};
use acceptance::cloud_books::CloudBooks;
use acceptance::metrics;
use acceptance::one_page::OnePage;
use acceptance::radclient::login;
use acceptance::shop::{Shop, phone};
use acceptance::site::{HOUR, device, one_ticket};
use acceptance::unkept_clock::UnkeptClock;
use testkit::Cloud;
use testkit::machine::{PATIENCE, poll};

/// Far below the 25 seconds for which a question is held.
const LONG_BEFORE_THE_HOLD_ENDS: Duration = Duration::from_secs(10);

/// What a site does all day without anybody's help: it sells for cash, and lets guests in.
#[track_caller]
fn goes_on(shop: &Shop, sold: &str) {
    assert!(login(&shop.langod, sold, &device(1)).is_accept());
    let code = one_ticket(&shop.langod, HOUR);
    assert!(login(&shop.langod, &code, &device(2)).is_accept());
    assert_eq!(shop.langod.ticket(&code).unwrap()["status"], "active");
}

/// Waits until `doctor` says something of the link.
#[track_caller]
fn doctor_says(shop: &Shop, word: &str) -> String {
    let says = || finding(&shop.langod).map(|finding| finding.to_string()).filter(|said| said.contains(word));
    let said = poll(PATIENCE, says);
    said.unwrap_or_else(|| panic!("{:?}\n{}", finding(&shop.langod), shop.langod.log().text()))
}

#[test]
fn guests_come_in_and_tickets_are_sold_while_the_cloud_is_cut_off() {
    let (chain, line) = Chain::on_a_line(|gateway| gateway);
    let sold = one_ticket(&chain.shop.langod, HOUR);
    chain.is_in_step();
    line.cut();
    goes_on(&chain.shop, &sold);
    let said = doctor_says(&chain.shop, "cannot be reached");
    assert!(said.contains("\"mind\"") && said.contains("3 events wait"), "{said}");
    chain.shop.langod.mint(HOUR, 300).unwrap();
    line.leads_to(address_of(&chain.cloud));
    chain.is_in_step();
}

#[test]
fn a_payment_made_while_the_cloud_is_cut_off_is_settled_by_question() {
    let (chain, line) =
        Chain::on_a_line(|gateway| gateway.edit("query_after_seconds = 600", "query_after_seconds = 1"));
    line.cut();
    let id = chain.shop.buys(&phone(1));
    chain.shop.pass_secs(30);
    chain.shop.ticket(&id);
    line.leads_to(address_of(&chain.cloud));
    // The callback has waited in the cloud; it brings the receipt.
    chain.is_seen(|site| site["applied"] == 1);
    assert_eq!(chain.shop.payments()[0]["receipt"], chain.shop.daraja.control().statement()[0].receipt.as_str());
    chain.is_in_step();
    chain.shop.agrees();
}

#[test]
fn a_login_page_in_between_is_named_and_changes_nothing() {
    let (chain, line) = Chain::on_a_line(|gateway| gateway);
    let sold = one_ticket(&chain.shop.langod, HOUR);
    chain.is_in_step();
    let page = OnePage::of_another_network();
    line.leads_to(page.address());
    goes_on(&chain.shop, &sold);
    let said = doctor_says(&chain.shop, "login page");
    assert!(said.contains("\"mind\"") && said.contains("3 events wait"), "{said}");
    assert_eq!(metrics::events(&chain.shop.langod, "directive"), 0);
    line.leads_to(address_of(&chain.cloud));
    chain.is_in_step();
    assert_eq!(metrics::events(&chain.shop.langod, "fork"), 0);
}

#[test]
fn a_line_that_falls_silent_stops_nobody() {
    let (chain, line) = Chain::on_a_line(|gateway| gateway);
    let sold = one_ticket(&chain.shop.langod, HOUR);
    chain.is_in_step();
    line.falls_silent();
    goes_on(&chain.shop, &sold);
    chain.shop.langod.mint(HOUR, 300).unwrap();
    line.cut();
    line.leads_to(address_of(&chain.cloud));
    chain.is_in_step();
}

#[test]
fn a_gateway_stops_in_time_while_its_line_is_silent() {
    let (mut chain, line) = Chain::on_a_line(|gateway| gateway);
    chain.is_in_step();
    line.falls_silent();
    let sold = one_ticket(&chain.shop.langod, HOUR);
    chain.shop.langod.restart().unwrap();
    goes_on(&chain.shop, &sold);
    line.leads_to(address_of(&chain.cloud));
}

#[test]
fn a_provider_who_was_suspended_sells_nothing_new_and_what_was_sold_is_honoured() {
    let chain = Chain::with(|cloud| cloud.hold_seconds(1), |gateway| gateway);
    let sold = one_ticket(&chain.shop.langod, HOUR);
    let asked_before = chain.shop.buys(&phone(1));
    let provider = chain.shop.provider.clone();
    let suspended = chain.cloud.json(&["provider", "suspend", &provider]).unwrap();
    assert_eq!(suspended["status"], "suspended");
    let pauses = poll(PATIENCE, || Some(chain.shop.asks(&phone(2))).filter(|answer| answer.status == 503));
    let pauses = pauses.unwrap();
    assert_eq!(pauses.problem(), (503, "sales_paused".to_owned()));
    assert!(pauses.header("retry-after").is_some());
    assert!(login(&chain.shop.langod, &sold, &device(1)).is_accept());
    let refused = chain.shop.langod.run(&["ticket", "mint", "--plan", HOUR]).unwrap();
    assert!(!refused.status.success() && refused.stderr.contains("subscription"), "{refused:?}");
    chain.shop.pass_secs(30);
    let paid = chain.shop.ticket(&asked_before);
    assert!(login(&chain.shop.langod, &paid, &device(2)).is_accept());
    assert_eq!(chain.shop.asks(&phone(3)).problem().1, "sales_paused");

    let resumed = chain.cloud.json(&["provider", "resume", &provider]).unwrap();
    assert_eq!(resumed["status"], "active");
    let sells = poll(PATIENCE, || Some(chain.shop.asks(&phone(4))).filter(|answer| answer.status == 202));
    assert!(sells.is_some(), "{:?}", chain.shop.asks(&phone(4)));
}

#[test]
fn a_suspension_outlives_the_cloud_and_the_gateway() {
    let (mut chain, line) = Chain::on_a_line(|gateway| gateway);
    let sold = chain.shop.langod.mint(HOUR, 2).unwrap();
    chain.cloud.json(&["provider", "suspend", &chain.shop.provider]).unwrap();
    // A guest's first login is told, and the answer brings the word.
    assert!(login(&chain.shop.langod, &sold[0], &device(1)).is_accept());
    chain.is_in_step();
    assert_eq!(chain.shop.asks(&phone(1)).problem().1, "sales_paused");
    line.cut();
    chain.shop.langod.restart().unwrap();
    assert_eq!(chain.shop.asks(&phone(1)).problem().1, "sales_paused");
    assert!(login(&chain.shop.langod, &sold[1], &device(2)).is_accept());
}

#[test]
fn a_subscription_that_ended_has_two_weeks_of_grace() {
    let books = CloudBooks::open();
    let cloud = books.cloud().start().unwrap();
    let ways = Ways::straight_to(&cloud);
    let chain = Chain::on(cloud, ways, |gateway| gateway);
    let sold = chain.shop.langod.mint(HOUR, 3).unwrap();
    let provider = &chain.shop.provider;
    let columns = "provider_id, id, status, start_date, expiry_date, amount_cents, created_at";
    for (guest, days, sells) in [(1, 30, false), (2, 13, true), (3, -30, true)] {
        let ended = format!("now() - interval '{days} days'");
        let row = format!("'{provider}', gen_random_uuid(), 'active', {ended}, {ended}, 0, now()");
        books.sql(&format!("INSERT INTO provider_subscriptions ({columns}) VALUES ({row})"));
        // A guest's first login is told, and the answer brings the word.
        assert!(login(&chain.shop.langod, &sold[usize::from(guest) - 1], &device(guest)).is_accept());
        chain.is_in_step();
        let answer = chain.shop.asks(&phone(guest.into()));
        assert_eq!(answer.status == 202, sells, "{days} {answer:?}");
        assert!(sells || answer.problem().1 == "sales_paused");
    }
}

/// A site whose gateway has no clock, enrolled at a cloud.
fn without_a_clock() -> (UnkeptClock, Shop, Cloud) {
    let clock = UnkeptClock::make();
    let shop = Shop::with(|config| config, |gateway| clock.under(gateway).edit("trust_clock = true\n", ""));
    assert_eq!(shop.asks(&phone(1)).problem().1, "clock_unknown");
    let cloud = chain::cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let claim = cloud.create_site(&provider, "Kibanda").unwrap();
    enrol(&shop.langod, address_of(&cloud), &claim.code);
    cloud.confirm_site(&provider, &claim.site).unwrap();
    shop.daraja.control().set_callback_to(Some(address_of(&cloud)));
    (clock, Shop { provider, ..shop }, cloud)
}

#[test]
fn a_gateway_without_a_clock_takes_the_time_from_the_cloud_and_sells() {
    let (_clock, shop, _cloud) = without_a_clock();
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    shop.ticket(&id);
    shop.agrees();
    is_in_step(&shop.langod);
    assert_eq!(metrics::gauge(&shop.langod, "lango_wall_trusted"), 1);
}

#[test]
fn a_gateway_without_a_clock_sells_again_soon_after_a_restart() {
    let (_clock, mut shop, _cloud) = without_a_clock();
    is_in_step(&shop.langod);
    shop.langod.restart().unwrap();
    let sells = poll(LONG_BEFORE_THE_HOLD_ENDS, || (shop.asks(&phone(1)).status == 202).then_some(()));
    assert!(sells.is_some(), "{:?}", shop.asks(&phone(1)));
}
