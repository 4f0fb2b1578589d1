//! Guests who buy on a page of the owner's own: it asks the cloud, the cloud asks the site, the site asks the phone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{Chain, Ways, address_of, cloud, join};
use acceptance::cloud_books::CloudBooks;
use acceptance::hand_made::{HandMade, record};
use acceptance::own_page::OwnPage;
use acceptance::shop::{msisdn, phone};
use domain::event::{Event, Record};
use domain::ids::PlanId;
use domain::money::{Currency, Money};
use domain::plan::{Allowance, Plan, Terms};
use serde_json::{Value, json};
use sync_proto::{Directive, Sale};
use testkit::Cloud;
use testkit::daraja::Behaviour;
use testkit::machine::{PATIENCE, poll};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

fn page(chain: &Chain) -> OwnPage<'_> {
    OwnPage::of(&chain.cloud, &chain.shop.provider)
}

/// A site whose plans the cloud has heard of.
fn opened(chain: Chain) -> Chain {
    chain.is_in_step();
    chain
}

/// Waits until the rail asks a phone for the `nth` time.
#[track_caller]
fn rings(chain: &Chain, phone: &str, nth: usize) {
    let asked = || chain.shop.daraja.control().pushes().iter().filter(|push| push.phone == msisdn(phone)).count();
    let rung = poll(PATIENCE, || (asked() == nth).then_some(()));
    assert!(rung.is_some(), "{}\n{}\n{}", chain.cloud.log(), chain.shop.langod.log().text(), chain.shop.story());
}

fn hour() -> Plan {
    let terms = Terms {
        allowance: Allowance::Elapsed { duration_secs: 3600 },
        rate: None,
        devices: 1,
        idle_timeout_secs: None,
        unused_validity_secs: 86_400,
        outage_credit: true,
    };
    let price = Money::from_cents(2000, Currency::Kes).unwrap();
    Plan { id: PlanId::from_bytes([7; 16]), name: "1 hour".to_owned(), price, terms }
}

fn tells(sequence: u64, event: Event) -> Record {
    Record { event, ..record(sequence) }
}

/// A confirmed site that sells the hour, and listens no more.
fn announced(cloud: &Cloud, provider: &str, name: &str, seed: u8) -> HandMade {
    let gateway = HandMade::enrol(cloud, provider, name, seed);
    gateway.says(cloud, &gateway.push(1, vec![tells(1, Event::PlanAdded(hour()))]));
    gateway
}

fn wish(phone: &str) -> Value {
    json!({ "plan_id": hour().id.to_string(), "phone": phone })
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn a_guest_who_buys_at_the_cloud_gets_a_ticket_of_the_site() {
    let chain = opened(Chain::forge());
    let page = page(&chain);
    let id = page.buys(&chain.shop.hour, &phone(1));
    rings(&chain, &phone(1), 1);
    assert_eq!(page.payment(&id)["status"], "pending");
    chain.shop.pass_secs(30);
    let paid = page.becomes(&id, "success");
    // Both sides tell the same of it.
    assert_eq!(paid["ticket"]["code"], chain.shop.ticket(&id));
    assert_eq!((&paid["ticket"]["plan"], &paid["ticket"]["status"]), (&json!("1 hour"), &json!("new")));
    assert_eq!((&paid["ticket"]["remaining_seconds"], &paid["ticket"]["devices_allowed"]), (&json!(3600), &json!(1)));
    let pushed = chain.shop.daraja.control().latest_push(msisdn(&phone(1))).unwrap();
    assert!(id.replace('-', "").to_uppercase().starts_with(&pushed.account_reference), "{pushed:?}");
    chain.shop.agrees();
    let code = paid["ticket"]["code"].as_str().unwrap();
    let activated = page.activates(&code.to_lowercase(), &json!({ "mac": "02:00:5E:10:00:01" })).json();
    assert_eq!((&activated["username"], &activated["logged_in"]), (&json!(code.replace('-', "")), &json!(false)));
}

#[test]
fn a_phone_that_is_being_asked_is_not_asked_again() {
    let chain = opened(Chain::forge());
    let page = page(&chain);
    let first = page.buys(&chain.shop.hour, &phone(1));
    rings(&chain, &phone(1), 1);
    let second = page.buys(&chain.shop.hour, &phone(1));
    assert_eq!(page.becomes(&second, "failed")["reason"], "prompt_open");
    chain.shop.pass_secs(30);
    page.becomes(&first, "success");
    rings(&chain, &phone(1), 1);
    chain.shop.agrees();
}

#[test]
fn a_guest_who_cancels_is_told_why_nothing_came_of_it() {
    let chain = opened(Chain::forge());
    chain.shop.behaves(&phone(1), Behaviour::Cancels);
    let id = page(&chain).buys(&chain.shop.hour, &phone(1));
    rings(&chain, &phone(1), 1);
    chain.shop.pass_secs(30);
    assert_eq!(page(&chain).becomes(&id, "failed")["reason"], "cancelled");
    chain.shop.agrees();
}

#[test]
fn a_sale_waits_for_a_line_that_was_cut_a_moment_ago() {
    let (chain, line) = Chain::on_a_line(|gateway| gateway);
    let chain = opened(chain);
    line.cut();
    let id = page(&chain).buys(&chain.shop.hour, &phone(1));
    assert_eq!(page(&chain).payment(&id)["status"], "pending");
    assert_eq!(chain.shop.daraja.control().pushes().len(), 0);
    line.leads_to(address_of(&chain.cloud));
    rings(&chain, &phone(1), 1);
    chain.shop.pass_secs(30);
    page(&chain).becomes(&id, "success");
    chain.shop.agrees();
}

#[test]
fn a_gateway_that_dies_between_the_sale_and_the_phone_asks_once() {
    let mut chain = opened(Chain::forge());
    chain.shop.langod.kill_9().unwrap();
    let id = page(&chain).buys(&chain.shop.hour, &phone(1));
    chain.shop.langod.launch().unwrap();
    rings(&chain, &phone(1), 1);
    chain.shop.langod.kill_9().unwrap();
    chain.shop.langod.launch().unwrap();
    chain.shop.pass_secs(30);
    page(&chain).becomes(&id, "success");
    rings(&chain, &phone(1), 1);
    chain.shop.agrees();
}

#[test]
fn a_sale_outlives_the_cloud_that_took_it() {
    let (mut chain, line) = Chain::on_a_line(|gateway| gateway);
    chain = opened(chain);
    line.cut();
    let id = page(&chain).buys(&chain.shop.hour, &phone(1));
    chain.cloud.kill_9().unwrap();
    chain.cloud.launch().unwrap();
    line.leads_to(address_of(&chain.cloud));
    rings(&chain, &phone(1), 1);
    chain.shop.pass_secs(30);
    page(&chain).becomes(&id, "success");
    chain.shop.agrees();
}

#[test]
fn a_sale_goes_to_the_site_that_sells_and_to_no_other() {
    let chain = opened(Chain::forge());
    let (other, _) = join(&chain.cloud, Ways::straight_to(&chain.cloud), &chain.shop.provider, "Stage", |gateway| {
        gateway.edit("query_after_seconds = 1", "query_after_seconds = 600")
    });
    acceptance::chain::is_in_step(&other.langod);
    assert_ne!(other.hour, chain.shop.hour);
    let id = page(&chain).buys(&other.hour, &phone(1));
    let rung = poll(PATIENCE, || other.daraja.control().latest_push(msisdn(&phone(1))));
    assert!(rung.is_some(), "{}", other.langod.log().text());
    other.pass_secs(30);
    page(&chain).becomes(&id, "success");
    other.agrees();
    assert_eq!(chain.shop.daraja.control().pushes().len(), 0);
    chain.shop.agrees();
}

#[test]
fn a_sale_that_one_process_takes_reaches_a_site_that_listens_to_another() {
    let books = CloudBooks::open();
    let (taking, listening) = (books.cloud().start().unwrap(), books.cloud().start().unwrap());
    let ways = Ways { gateway: address_of(&listening), rail: address_of(&taking) };
    let chain = opened(Chain::on(taking, ways, |gateway| gateway));
    let id = page(&chain).buys(&chain.shop.hour, &phone(1));
    // Sooner than the question is held.
    rings(&chain, &phone(1), 1);
    chain.shop.pass_secs(30);
    OwnPage::of(&listening, &chain.shop.provider).becomes(&id, "success");
    chain.shop.agrees();
}

#[test]
fn a_site_is_told_all_of_a_sale_and_what_it_answers_is_shown() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let gateway = announced(&cloud, &provider, "Kibanda", 1);
    let page = OwnPage::of(&cloud, &provider);
    let mut body = wish("+254 712 345 678");
    body["mac"] = json!("0a1b2c3d4e5f");
    body["ip"] = json!("10.5.50.20");
    let id = page.wants(&body).json()["payment_id"].as_str().unwrap().to_owned();
    let said = gateway.says(&cloud, &gateway.hold(1)).directives;
    let [Directive::Sell(Sale { checkout, plan, payer, device, asked_ms })] =
        said.into_iter().map(|said| said.directive).collect::<Vec<_>>()[..]
    else {
        panic!("the site was not asked to sell");
    };
    assert_eq!((checkout.to_string(), plan, payer.number()), (id.clone(), hour().id, 254_712_345_678));
    assert_eq!(device.map(|device| device.to_string()).as_deref(), Some("0A:1B:2C:3D:4E:5F"));
    assert!(asked_ms > 1_700_000_000_000);
    let failed = |code: &str| Event::CheckoutFailed { checkout, code: code.parse().unwrap() };
    gateway.says(&cloud, &gateway.push(2, vec![tells(2, failed("too_late"))]));
    assert_eq!(page.payment(&id), json!({ "payment_id": id, "status": "failed", "reason": "too_late" }));
    assert!(!cloud.log().contains("712345678"), "{}", cloud.log());
}

#[test]
fn what_cannot_be_sold_is_refused_with_the_gateways_words() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    announced(&cloud, &provider, "Kibanda", 1);
    let page = OwnPage::of(&cloud, &provider);
    let with = |field: &str, value: Value| {
        let mut body = wish(&phone(1));
        body[field] = value;
        page.wants(&body).problem()
    };
    assert_eq!(with("phone", json!("0812345678")), refused(400, "invalid_phone"));
    assert_eq!(with("mac", json!("my phone")), refused(400, "invalid_mac"));
    assert_eq!(with("ip", json!("here")), refused(400, "invalid_ip"));
    assert_eq!(with("site_id", json!("Kibanda")), refused(400, "invalid_site"));
    assert_eq!(with("plan_id", json!("1 hour")), refused(404, "unknown_plan"));
    assert_eq!(with("plan_id", json!(NOBODY)), refused(404, "unknown_plan"));
    assert_eq!(with("site_id", json!(NOBODY)), refused(404, "unknown_plan"));
    assert_eq!(with("phone", json!(712_345_678)), refused(400, "malformed_body"));
    let path = format!("/api/captive/{provider}/initiate-mpesa");
    let post = |kind: &str, body: &str| page.asks("POST", &path, &[("Content-Type", kind)], body).problem();
    assert_eq!(post("text/plain", "{}"), refused(415, "unsupported_media_type"));
    assert_eq!(post("application/json", "{\"plan_id\":"), refused(400, "malformed_body"));
    assert_eq!(post("application/json", &" ".repeat(9000)), refused(413, "body_too_large"));
    assert_eq!(page.gets(&path).problem(), refused(405, "method_not_allowed"));
    for provider in [NOBODY, "njeri"] {
        let answer = OwnPage::of(&cloud, provider).wants(&wish(&phone(1)));
        assert_eq!(answer.problem(), refused(404, "unknown_provider"), "{provider}");
    }
}

#[test]
fn a_plan_of_several_sites_asks_for_the_site() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let sites = [("Kibanda", 1), ("Stage", 2)].map(|(name, seed)| announced(&cloud, &provider, name, seed));
    let page = OwnPage::of(&cloud, &provider);
    assert_eq!(page.wants(&wish(&phone(1))).problem(), refused(409, "ask_site"));
    let mut body = wish(&phone(1));
    body["site_id"] = json!(sites[1].site.to_string());
    assert_eq!(page.wants(&body).status, 202);
    let asked = sites.map(|site| site.says(&cloud, &site.hold(1)).directives.len());
    assert_eq!(asked, [0, 1]);
}

#[test]
fn a_provider_that_may_not_sell_sells_nothing_and_its_tickets_are_shown_all_the_same() {
    let books = CloudBooks::open();
    let cloud = books.cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let gateway = announced(&cloud, &provider, "Kibanda", 1);
    let code = domain::code::Code::from_random(1);
    let minted =
        Event::TicketMinted { ticket: domain::ids::TicketId::from_bytes([1; 16]), code, offer: hour().offer() };
    gateway.says(&cloud, &gateway.push(2, vec![tells(2, minted)]));
    let page = OwnPage::of(&cloud, &provider);
    for status in ["pending", "suspended"] {
        books.sql(&format!("UPDATE providers SET status = '{status}'"));
        let answer = page.wants(&wish(&phone(1)));
        assert_eq!(answer.problem(), refused(503, "sales_paused"), "{status}");
        assert!(answer.header("retry-after").is_some(), "{answer:?}");
    }
    assert_eq!(page.status(&code.to_string(), "").status, 200);
    assert_eq!(books.count("payments"), 0);
}

#[test]
fn a_site_that_does_not_listen_is_not_asked() {
    let books = CloudBooks::open();
    let cloud = books.cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let gateway = HandMade::claim(&cloud, &provider, "Kibanda", 1);
    gateway.says(&cloud, &gateway.push(1, vec![tells(1, Event::PlanAdded(hour()))]));
    let page = OwnPage::of(&cloud, &provider);
    let unreachable = || {
        let answer = page.wants(&wish(&phone(1)));
        assert!(answer.header("retry-after").is_some(), "{answer:?}");
        answer.problem() == refused(503, "site_unreachable")
    };
    assert!(unreachable(), "nobody has confirmed it");
    cloud.confirm_site(&provider, &gateway.site.to_string()).unwrap();
    assert_eq!(page.wants(&wish(&phone(1))).status, 202);
    books.sql("UPDATE sites SET last_seen_at = last_seen_at - interval '2 minutes'");
    assert!(unreachable(), "nobody has heard of it for a minute");
    assert_eq!((books.count("payments"), books.count("directives")), (1, 1));
}

#[test]
fn a_sale_that_its_site_never_took_fails_and_a_success_that_comes_later_wins() {
    let books = CloudBooks::open();
    let cloud = books.cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let gateway = announced(&cloud, &provider, "Kibanda", 1);
    let page = OwnPage::of(&cloud, &provider);
    let id = page.buys(&hour().id.to_string(), &phone(1));
    books.sql("UPDATE payments SET created_at = created_at - interval '2 minutes'");
    let lost = page.payment(&id);
    assert_eq!((&lost["status"], &lost["reason"]), (&json!("failed"), &json!("site_unreachable")));
    let (checkout, payer) = (id.parse().unwrap(), domain::phone::Phone::from_number(254_700_100_001).unwrap());
    gateway.says(
        &cloud,
        &gateway.push(2, vec![tells(2, Event::CheckoutOpened { checkout, offer: hour().offer(), payer })]),
    );
    assert_eq!(page.payment(&id)["status"], "pending");
    let (ticket, code) = (domain::ids::TicketId::from_bytes([1; 16]), domain::code::Code::from_random(1));
    let minted = Event::TicketMinted { ticket, code, offer: hour().offer() };
    let paid = Event::CheckoutPaid { checkout, amount: hour().price, ticket, receipt: None };
    gateway.says(&cloud, &gateway.push(3, vec![tells(3, minted), tells(4, paid)]));
    let paid = page.payment(&id);
    assert_eq!((&paid["status"], &paid["ticket"]["code"]), (&json!("success"), &json!(code.to_string())));
    assert!(paid.get("reason").is_none(), "{paid}");
}

#[test]
fn an_address_that_makes_too_many_phones_ring_waits_and_no_other_does() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    announced(&cloud, &provider, "Kibanda", 1);
    let page = OwnPage::of(&cloud, &provider);
    // What is refused for other reasons rings nowhere.
    (0..40).for_each(|_| drop(page.wants(&json!({ "plan_id": NOBODY, "phone": phone(1) }))));
    for guest in 0..30 {
        assert_eq!(page.wants(&wish(&phone(guest))).status, 202, "{guest}");
    }
    let answer = page.wants(&wish(&phone(99)));
    assert_eq!(answer.problem(), refused(429, "too_many_requests"));
    let wait_secs: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=600).contains(&wait_secs), "{wait_secs}");
    assert_eq!(page.from("197.232.0.2").wants(&wish(&phone(99))).status, 202);
}

#[test]
fn a_provider_whose_guests_buy_too_often_waits_and_no_other_does() {
    let cloud = cloud().start().unwrap();
    let [one, other] = ["Mama Njeri WiFi", "Baba Otieno WiFi"].map(|name| cloud.create_provider(name).unwrap());
    announced(&cloud, &one, "Kibanda", 1);
    announced(&cloud, &other, "Stage", 2);
    let page = |provider: &str, guest: u64| OwnPage::of(&cloud, provider).from(&format!("197.232.1.{guest}"));
    for guest in 0..150 {
        assert_eq!(page(&one, guest).wants(&wish(&phone(guest))).status, 202, "{guest}");
    }
    assert_eq!(page(&one, 200).wants(&wish(&phone(200))).problem(), refused(429, "too_many_requests"));
    assert_eq!(page(&other, 200).wants(&wish(&phone(200))).status, 202);
}

#[test]
fn what_is_anothers_is_nobodys() {
    let chain = opened(Chain::forge());
    let id = page(&chain).buys(&chain.shop.hour, &phone(1));
    rings(&chain, &phone(1), 1);
    chain.shop.pass_secs(30);
    let code = page(&chain).becomes(&id, "success")["ticket"]["code"].as_str().unwrap().to_owned();
    let stranger = chain.cloud.create_provider("Stranger").unwrap();
    let page = OwnPage::of(&chain.cloud, &stranger);
    assert_eq!(page.gets(&page.payment_path(&id)).problem(), refused(404, "unknown_payment"));
    assert_eq!(page.status(&code, "").problem(), refused(404, "unknown_code"));
    assert_eq!(page.activates(&code, &json!({ "mac": "02:00:5E:10:00:01" })).problem(), refused(404, "unknown_code"));
    let mut body = json!({ "plan_id": chain.shop.hour, "phone": phone(2) });
    assert_eq!(page.wants(&body).problem(), refused(404, "unknown_plan"));
    body["site_id"] = json!(chain.site);
    assert_eq!(page.wants(&body).problem(), refused(404, "unknown_plan"));
    for path in [format!("/api/captive/njeri/payments/{id}"), format!("/api/captive/{NOBODY}/payments/{id}")] {
        assert_eq!(page.gets(&path).status, 404, "{path}");
    }
    for id in [NOBODY, "1", &"f".repeat(4000)] {
        let path = format!("/api/captive/{}/payments/{id}", chain.shop.provider);
        assert_eq!(page.gets(&path).problem(), refused(404, "unknown_payment"), "{path}");
    }
    chain.shop.agrees();
}

#[test]
fn pages_of_other_names_may_ask_in_a_browser() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let page = OwnPage::of(&cloud, &provider);
    let path = format!("/api/captive/{provider}/initiate-mpesa");
    let origin = ("Origin", "https://wifi.example.com");
    let ahead = [origin, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")];
    let may = page.asks("OPTIONS", &path, &ahead, "");
    assert_eq!((may.status, may.header("access-control-allow-origin")), (204, Some("*")));
    assert!(may.header("access-control-allow-methods").is_some_and(|methods| methods.contains("POST")), "{may:?}");
    assert_eq!(may.header("access-control-allow-headers"), Some("content-type"));
    // Also what went wrong may be read there.
    for body in ["{}".to_owned(), " ".repeat(9000)] {
        let answer = page.asks("POST", &path, &[origin, ("Content-Type", "application/json")], &body);
        assert!(answer.status >= 400, "{answer:?}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    // What belongs to people who sign in may not.
    let sign_in = page.asks("OPTIONS", "/sign-in", &ahead, "");
    assert_eq!((sign_in.status, sign_in.header("access-control-allow-origin")), (405, None));
}
