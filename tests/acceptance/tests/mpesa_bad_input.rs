//! What programs ask of the portal's money doors when they are wrong, clumsy or in a hurry: a stable code and a
//! sentence, and nobody's phone rings.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::passing_time::PassingTime;
use acceptance::shop::{PROVIDER, Shop, phone};
use acceptance::web::{self, Answer};
use serde_json::{Value, json};
use testkit::Langod;
use testkit::daraja::{Connections, Endpoint};

const JSON: &str = "application/json";

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn initiate(provider: &str) -> String {
    format!("/api/captive/{provider}/initiate-mpesa")
}

/// Nobody was asked, and nothing is in the books.
#[track_caller]
fn nobody_was_asked(shop: &Shop) {
    assert_eq!(shop.daraja.counters().requests_of(Endpoint::StkPush), 0, "{}", shop.story());
    assert_eq!(shop.payments(), [] as [Value; 0]);
}

#[track_caller]
fn retry_after_secs(answer: &Answer) -> u64 {
    answer.header("retry-after").unwrap_or_else(|| panic!("{answer:?}")).parse().unwrap()
}

#[test]
fn a_number_that_is_no_kenyan_mobile_is_refused() {
    let shop = Shop::open();
    let long = "0712345678".repeat(500);
    for typed in [
        "",
        " ",
        "0",
        "12345",
        "071234567",
        "07123456789",
        "0612345678",
        "0212345678",
        "255712345678",
        "+1 712 345 678",
        "254254712345678",
        "++254712345678",
        "0712-345-67a",
        "O712345678",
        "٠٧١٢٣٤٥٦٧٨",
        "０７１２３４５６７８",
        "0712345678\u{0}",
        "0712345678;0712345679",
        "0712345678'--",
        "7.12345678e8",
        "null",
        &long,
    ] {
        assert_eq!(shop.asks(typed).problem(), refused(400, "invalid_phone"), "{typed:?}");
    }
    nobody_was_asked(&shop);
}

#[test]
fn a_plan_that_is_not_sold_by_phone_is_refused() {
    let shop = Shop::open();
    let id = |name: &str, price: &str| {
        let hour = ["--name", name, "--price", price, "--kind", "elapsed", "--duration", "1h"];
        shop.langod.add_plan(&hour).unwrap();
        let plans = shop.langod.json(&["plan", "list"]).unwrap();
        let plan = plans.as_array().unwrap().iter().find(|plan| plan["name"] == name).unwrap();
        plan["id"].as_str().unwrap().to_owned()
    };
    for (name, price) in [("odd", "20.50"), ("cents", "0.50"), ("dear", "300000"), ("just over", "250001")] {
        let answer = shop.asks_with(json!({"plan_id": id(name, price), "phone": phone(1)}));
        assert_eq!(answer.problem(), refused(422, "amount_not_payable"), "{name}");
        assert!(answer.json()["detail"].as_str().unwrap().contains("whole"), "{answer:?}");
    }
    for unknown in ["", "1 hour", "none", "00000000-0000-4000-8000-000000000000", "../../etc/passwd"] {
        let answer = shop.asks_with(json!({"plan_id": unknown, "phone": phone(1)}));
        assert_eq!(answer.problem(), refused(404, "unknown_plan"), "{unknown}");
    }
    nobody_was_asked(&shop);
    let answer = shop.asks_with(json!({"plan_id": id("limit", "250000"), "phone": phone(1)}));
    assert_eq!(answer.status, 202, "the most the rail moves is sold: {answer:?}");
}

#[test]
fn somebody_elses_provider_is_not_here() {
    let shop = Shop::open();
    let good = json!({"plan_id": shop.hour, "phone": phone(1)}).to_string();
    let stranger = PROVIDER.replace('7', "8");
    for provider in [stranger.as_str(), "me", "%20", "7b0c2a52"] {
        let answer = web::post(&shop.langod, &initiate(provider), JSON, &good);
        assert_eq!(answer.problem(), refused(404, "unknown_provider"), "{provider}");
    }
    nobody_was_asked(&shop);
}

#[test]
fn a_body_that_cannot_be_read_is_refused_with_the_reason() {
    let shop = Shop::open();
    let (plan, path) = (shop.hour.as_str(), initiate(PROVIDER));
    let good = json!({"plan_id": plan, "phone": phone(1)}).to_string();
    for (content_type, body, expected) in [
        ("text/plain", good.as_str(), refused(415, "unsupported_media_type")),
        ("application/x-www-form-urlencoded", "plan_id=1&phone=0712345678", refused(415, "unsupported_media_type")),
        (JSON, "", refused(400, "malformed_body")),
        (JSON, "null", refused(400, "malformed_body")),
        (JSON, "[]", refused(400, "malformed_body")),
        (JSON, "plan_id=1", refused(400, "malformed_body")),
        (JSON, &good[..good.len() - 1], refused(400, "malformed_body")),
        (JSON, &format!("{good}{good}"), refused(400, "malformed_body")),
        (JSON, &json!({"plan_id": plan}).to_string(), refused(400, "malformed_body")),
        (JSON, &json!({"phone": phone(1)}).to_string(), refused(400, "malformed_body")),
        (JSON, &json!({"plan_id": plan, "phone": 712_345_678}).to_string(), refused(400, "malformed_body")),
        (JSON, &json!({"plan_id": plan, "phone": null}).to_string(), refused(400, "malformed_body")),
        (JSON, &json!({"plan_id": plan, "phone": [phone(1)]}).to_string(), refused(400, "malformed_body")),
        (JSON, &json!({"plan_id": 1, "phone": phone(1)}).to_string(), refused(400, "malformed_body")),
        (JSON, &"[".repeat(8000), refused(400, "malformed_body")),
        (JSON, &good.replace('{', &format!("{{\"x\": \"{}\",", "x".repeat(9000))), refused(413, "body_too_large")),
    ] {
        assert_eq!(web::post(&shop.langod, &path, content_type, body).problem(), expected, "{body:.80}");
    }
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        let answer = web::send(&shop.langod, method, &path);
        assert_eq!((answer.status, answer.header("content-type")), (405, Some("application/problem+json")), "{method}");
    }
    nobody_was_asked(&shop);
}

#[test]
fn a_mac_or_an_address_that_is_none_is_refused() {
    let shop = Shop::open();
    let with = |key: &str, value: &str| {
        let mut body = json!({"plan_id": shop.hour, "phone": phone(1)});
        body[key] = json!(value);
        shop.asks_with(body).problem()
    };
    for mac in ["", "my phone", "02:00:5E:10:00", "02:00:5E:10:00:0G", "02:00:5E:10:00:01:02", "$(mac)"] {
        assert_eq!(with("mac", mac), refused(400, "invalid_mac"), "{mac}");
    }
    for ip in ["", "here", "10.5.50", "10.5.50.256", "10.5.50.20/24", "10.5.50.20:80", "$(ip)"] {
        assert_eq!(with("ip", ip), refused(400, "invalid_ip"), "{ip}");
    }
    nobody_was_asked(&shop);
}

#[test]
fn a_phone_rings_three_times_in_ten_minutes_and_not_again() {
    let shop = Shop::open();
    shop.daraja.set_quirks(|quirks| quirks.rule_17 = testkit::daraja::Rule17::Off);
    for _ in 0..3 {
        let id = shop.buys(&phone(1));
        shop.pass_secs(30);
        shop.becomes(&id, "success");
    }
    let fourth = shop.asks(&phone(1));
    assert_eq!(fourth.problem(), refused(429, "too_many_requests"));
    assert!((500..=600).contains(&retry_after_secs(&fourth)), "{fourth:?}");
    assert_eq!(shop.asks(&phone(2)).status, 202, "another phone is not held up");
    assert_eq!(shop.daraja.pushes().len(), 4);
}

#[test]
fn a_device_asks_three_phones_in_ten_minutes_and_no_more() {
    let shop = Shop::open();
    let asks = |guest: u64, mac: &str| shop.asks_with(json!({"plan_id": shop.hour, "phone": phone(guest), "mac": mac}));
    for guest in 1..=3 {
        assert_eq!(asks(guest, "02:00:5E:10:00:01").status, 202);
    }
    let fourth = asks(4, "02-00-5e-10-00-01");
    assert_eq!(fourth.problem(), refused(429, "too_many_requests"), "the same device in other letters");
    assert!((500..=600).contains(&retry_after_secs(&fourth)), "{fourth:?}");
    assert_eq!(asks(4, "02:00:5E:10:00:02").status, 202, "another device is not held up");
}

#[test]
fn a_site_rings_150_phones_in_ten_minutes_and_no_more() {
    let shop = Shop::open();
    for guest in 0..150 {
        assert_eq!(shop.asks(&phone(guest)).status, 202, "{guest}");
    }
    let next = shop.asks(&phone(150));
    assert_eq!(next.problem(), refused(429, "site_busy"));
    assert!((400..=600).contains(&retry_after_secs(&next)), "{next:?}");
    assert_eq!(shop.daraja.pushes().len(), 150);
}

#[test]
fn a_line_that_is_down_is_told_at_once_costs_no_try_and_is_used_as_soon_as_it_is_back() {
    let time = PassingTime::make();
    let shop = Shop::with(|config| config, |gateway| time.under(gateway));
    shop.daraja.set_connections(Connections::Refused);
    for _ in 0..6 {
        let answer = shop.asks(&phone(1));
        assert_eq!(answer.problem(), refused(503, "rail_unreachable"));
        assert!(retry_after_secs(&answer) > 0);
        time.pass_secs(10);
    }
    shop.daraja.set_connections(Connections::Taken);
    let id = shop.buys(&phone(1));
    shop.pass_secs(30);
    shop.becomes(&id, "success");
    shop.agrees();
}

#[test]
fn a_site_without_the_rail_says_so() {
    let langod = Langod::start().unwrap();
    langod.add_hour(1).unwrap();
    let plan = langod.json(&["plan", "list"]).unwrap()[0]["id"].clone();
    let body = json!({"plan_id": plan, "phone": phone(1)}).to_string();
    let answer = web::post(&langod, &initiate(PROVIDER), JSON, &body);
    assert_eq!(answer.problem(), refused(404, "mpesa_not_offered"));
}
