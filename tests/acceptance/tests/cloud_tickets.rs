//! What an owner's own page may ask the cloud about tickets: what is left of one, and what its guest signs in with.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{Chain, cloud};
use acceptance::hand_made::{HandMade, record};
use acceptance::own_page::OwnPage;
use acceptance::radclient::login;
use acceptance::site::{device, mistyped, unsold};
use domain::code::Code;
use domain::device::Mac;
use domain::event::{Event, Record};
use domain::ids::{PlanId, TicketId};
use domain::money::{Currency, Money};
use domain::plan::{Allowance, Plan, Terms};
use domain::session::{Closing, SessionKey};
use domain::ticket::Ending;
use domain::usage::Usage;
use serde_json::{Value, json};
use testkit::Cloud;
use testkit::machine::{PATIENCE, poll};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

fn plan(number: u8, allowance: Allowance) -> Plan {
    let terms = Terms {
        allowance,
        rate: None,
        devices: 2,
        idle_timeout_secs: None,
        unused_validity_secs: 86_400,
        outage_credit: true,
    };
    let price = Money::from_cents(2000, Currency::Kes).unwrap();
    Plan { id: PlanId::from_bytes([number; 16]), name: format!("Plan {number}"), price, terms }
}

fn data() -> Plan {
    plan(1, Allowance::Data { quota_bytes: 1_000_000, validity_secs: 86_400 })
}

fn code(number: u8) -> Code {
    Code::from_random(u64::from(number))
}

fn ticket(number: u8) -> TicketId {
    TicketId::from_bytes([number; 16])
}

fn minted(number: u8, plan: &Plan) -> Event {
    Event::TicketMinted { ticket: ticket(number), code: code(number), offer: plan.offer() }
}

fn activated(number: u8) -> Event {
    Event::TicketActivated { ticket: ticket(number), device: mac() }
}

fn mac() -> Mac {
    Mac::parse(&device(1)).unwrap()
}

fn session() -> SessionKey {
    SessionKey { nas: "ap".parse().unwrap(), id: "80100001".parse().unwrap() }
}

fn story(events: impl IntoIterator<Item = Event>) -> Vec<Record> {
    events.into_iter().zip(1..).map(|(event, sequence)| Record { event, ..record(sequence) }).collect()
}

/// A site that has told this much.
fn told(cloud: &Cloud, provider: &str, name: &str, seed: u8, events: impl IntoIterator<Item = Event>) -> HandMade {
    let gateway = HandMade::enrol(cloud, provider, name, seed);
    gateway.says(cloud, &gateway.push(1, story(events)));
    gateway
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn with_mac() -> Value {
    json!({ "mac": device(1) })
}

#[test]
fn the_cloud_says_of_a_real_sites_ticket_what_the_site_says() {
    let chain = Chain::forge();
    let code = chain.shop.langod.mint("1 hour", 1).unwrap().pop().unwrap();
    chain.is_in_step();
    let page = OwnPage::of(&chain.cloud, &chain.shop.provider);
    let at_the_gateway = || acceptance::web::get(&chain.shop.langod, &format!("/api/tickets/{code}/status")).json();
    assert_eq!(page.status(&code, "").json(), at_the_gateway());
    let typed = code.to_lowercase().replace('-', "%20");
    assert_eq!(page.status(&typed, &format!("&site_id={}", chain.site)).json(), at_the_gateway());
    assert!(login(&chain.shop.langod, &code, &device(1)).is_accept());
    let seen = || Some(page.status(&code, "").json()).filter(|ticket| ticket["status"] == "active");
    let active = poll(PATIENCE, seen).unwrap();
    let left = active["remaining_seconds"].as_u64().unwrap();
    assert!((3500..=3600).contains(&left) && active["expires_at"].is_string(), "{active}");
    let activated = page.activates(&code, &with_mac()).json();
    assert_eq!(
        (&activated["username"], &activated["password"]),
        (&json!(code.replace('-', "")), &json!(code.replace('-', "")))
    );
    chain.shop.langod.command(&["ticket", "revoke", &code]).unwrap();
    let gone = poll(PATIENCE, || Some(page.activates(&code, &with_mac())).filter(|answer| answer.status == 410));
    assert_eq!(gone.unwrap().problem(), refused(410, "ticket_revoked"));
    assert_eq!(page.status(&code, "").json()["status"], "revoked");
}

#[test]
fn what_is_left_is_told_when_the_guest_has_gone_offline() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let plan = data();
    let started = Event::SessionStarted { ticket: ticket(1), session: session(), device: mac() };
    let events = [Event::PlanAdded(plan.clone()), minted(1, &plan), activated(1), started];
    let gateway = told(&cloud, &provider, "Kibanda", 1, events);
    let page = OwnPage::of(&cloud, &provider);
    let status = || page.status(&code(1).to_string(), "").json();
    let online = status();
    assert_eq!((&online["plan"], &online["plan_type"]), (&json!("Plan 1"), &json!("data")));
    assert_eq!((&online["devices_allowed"], &online["devices_online"]), (&json!(2), &json!(1)));
    assert!(online.get("remaining_bytes").is_none(), "{online}");
    let usage = Usage { secs: 60, bytes_up: 100_000, bytes_down: 300_000 };
    let closed = Event::SessionClosed { ticket: ticket(1), session: session(), usage, closing: Closing::Missed };
    gateway.says(&cloud, &gateway.push(2, vec![Record { event: closed, ..record(5) }]));
    let offline = status();
    assert_eq!((&offline["remaining_bytes"], &offline["devices_online"]), (&json!(600_000), &json!(0)));
    assert!(offline["remaining_seconds"].as_u64().is_some_and(|secs| secs <= 86_400), "{offline}");
}

#[test]
fn a_ticket_that_is_over_signs_nobody_in() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let plan = data();
    let ended = |number, ending| Event::TicketEnded { ticket: ticket(number), ending };
    let events = [
        (1..=4).map(|number| minted(number, &plan)).collect::<Vec<_>>(),
        vec![activated(1), ended(1, Ending::Used), activated(2), ended(2, Ending::Expired)],
        vec![ended(3, Ending::Expired), Event::TicketRevoked { ticket: ticket(4) }],
    ];
    told(&cloud, &provider, "Kibanda", 1, events.concat());
    let page = OwnPage::of(&cloud, &provider);
    for (number, status, why) in [
        (1, "used", "ticket_used"),
        (2, "expired", "ticket_expired"),
        (3, "expired", "ticket_lapsed"),
        (4, "revoked", "ticket_revoked"),
    ] {
        let code = code(number).to_string();
        let shown = page.status(&code, "").json();
        assert_eq!((&shown["status"], &shown["remaining_seconds"]), (&json!(status), &json!(0)), "{shown}");
        assert_eq!(page.activates(&code, &with_mac()).problem(), refused(410, why));
    }
}

#[test]
fn a_code_that_two_sites_have_made_asks_for_the_site() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let alike = |number: u8| {
        let minted = Event::TicketMinted { ticket: ticket(number), code: code(1), offer: data().offer() };
        [minted]
    };
    let site = told(&cloud, &provider, "Kibanda", 1, alike(1)).site;
    let page = OwnPage::of(&cloud, &provider);
    assert_eq!(page.status(&code(1).to_string(), "").status, 200);
    told(&cloud, &provider, "Stage", 2, alike(2));
    // It is no guess, however often it is asked.
    for _ in 0..50 {
        assert_eq!(page.status(&code(1).to_string(), "").problem(), refused(409, "ask_site"));
    }
    assert_eq!(page.activates(&code(1).to_string(), &with_mac()).problem(), refused(409, "ask_site"));
    assert_eq!(page.status(&code(1).to_string(), &format!("&site_id={site}")).status, 200);
    let nowhere = page.status(&code(1).to_string(), &format!("&site_id={NOBODY}"));
    assert_eq!(nowhere.problem(), refused(404, "unknown_code"));
}

#[test]
fn questions_that_make_no_sense_say_which() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    told(&cloud, &provider, "Kibanda", 1, [minted(1, &data())]);
    let page = OwnPage::of(&cloud, &provider);
    let good = code(1).to_string();
    let status = format!("/api/tickets/{good}/status");
    assert_eq!(page.gets(&status).problem(), refused(400, "ask_provider"));
    assert!(page.gets(&status).json()["detail"].as_str().unwrap().contains("provider_id"));
    assert_eq!(page.gets(&format!("{status}?provider_id=njeri")).problem(), refused(404, "unknown_provider"));
    assert_eq!(page.gets(&format!("{status}?provider_id={NOBODY}")).problem(), refused(404, "unknown_code"));
    assert_eq!(page.status(&good, "&site_id=kibanda").problem(), refused(400, "invalid_site"));
    assert_eq!(page.status("hello", "").problem(), refused(400, "malformed_code"));
    assert_eq!(page.status(&mistyped(&good), "").problem(), refused(404, "mistyped_code"));
    for path in ["/api/tickets/%ff/status", "/api/captive/%ff/payments/1", "/api/captive/%ff%00/payments/%c3"] {
        assert_eq!(page.gets(path).problem(), refused(404, "not_found"), "{path}");
    }
    assert_eq!(page.activates(&good, &json!({})).problem(), refused(400, "malformed_body"));
    assert_eq!(page.activates(&good, &json!({ "mac": "my phone" })).problem(), refused(400, "invalid_mac"));
    let with_ip = json!({ "mac": device(1), "ip": "here" });
    assert_eq!(page.activates(&good, &with_ip).problem(), refused(400, "invalid_ip"));
}

#[test]
fn who_guesses_codes_waits_ever_longer_and_nobody_elsewhere_does() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    told(&cloud, &provider, "Kibanda", 1, [minted(1, &data())]);
    let (page, good) = (OwnPage::of(&cloud, &provider), code(1).to_string());
    // Slips of the finger and codes that are there cost nothing.
    for _ in 0..40 {
        assert_eq!(page.status(&mistyped(&good), "").status, 404);
        assert_eq!(page.status(&good, "").status, 200);
    }
    let answers = (0..40).map(|number| match number % 2 {
        0 => page.status(&unsold(number), ""),
        _ => page.activates(&unsold(number), &with_mac()),
    });
    let statuses: Vec<_> = answers.map(|answer| answer.status).collect();
    assert!(statuses[..20].iter().all(|status| *status == 404), "{statuses:?}");
    let stopped = poll(PATIENCE, || Some(page.status(&unsold(99), "")).filter(|answer| answer.status == 429));
    let stopped = stopped.unwrap();
    assert_eq!(stopped.problem(), refused(429, "too_many_requests"));
    assert!(stopped.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    assert_eq!(page.from("197.232.0.2").status(&good, "").status, 200);
    // Nor may another provider's name be used to go on.
    let other = cloud.create_provider("Stranger").unwrap();
    assert_eq!(OwnPage::of(&cloud, &other).status(&unsold(98), "").status, 429);
}
