//! The portal listener as programs meet it: documents, refusals with stable codes, and limits.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::radclient::login;
use acceptance::session::Session;
use acceptance::site::{HOUR, device, mistyped, one_ticket, plain, selling_hours, unsold, with_ticket};
use acceptance::web::{Answer, activation, exchange, get, post, send};
use testkit::Langod;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const FIRST_PAGE_BUDGET_BYTES: usize = 14 << 10;

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn body_for(device: &str) -> String {
    format!(r#"{{"mac":"{device}"}}"#)
}

#[test]
fn the_first_page_is_small_complete_and_never_stored() {
    let langod = selling_hours();
    let page = get(&langod, "/");
    assert_eq!(page.status, 200);
    assert!(page.bytes <= FIRST_PAGE_BUDGET_BYTES, "{} bytes", page.bytes);
    assert!(page.body.contains("Kibanda WiFi") && page.body.contains(HOUR), "{}", page.body);
    assert!(!page.body.contains("http://") && !page.body.contains("https://"), "{}", page.body);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
}

#[test]
fn plans_are_listed_for_programs() {
    let langod = selling_hours();
    let answer = get(&langod, "/api/plans");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(JSON)));
    let plan = &answer.json()[0];
    assert_eq!((&plan["name"], &plan["price"], &plan["currency"]), (&HOUR.into(), &20.into(), &"KES".into()));
    assert_eq!((&plan["plan_type"], &plan["duration_hours"]), (&"time".into(), &1.0.into()));
}

#[test]
fn an_activation_hands_out_the_login_and_starts_no_clock() {
    let (langod, code) = with_ticket(1);
    let answer = post(&langod, &activation(&code), JSON, &body_for(&device(1)));
    assert_eq!(answer.status, 200, "{answer:?}");
    let document = answer.json();
    let named = plain(&code);
    assert_eq!((&document["username"], &document["logged_in"]), (&named.as_str().into(), &false.into()));
    assert_eq!(document["remaining_seconds"], 3600);
    let status = get(&langod, &format!("/api/tickets/{code}/status")).json();
    assert_eq!((&status["status"], &status["devices_allowed"]), (&"new".into(), &1.into()));
}

#[test]
fn refusals_have_codes_that_stay() {
    let (langod, code) = with_ticket(1);
    let (revoked, busy) = (one_ticket(&langod, HOUR), one_ticket(&langod, HOUR));
    langod.command(&["ticket", "revoke", &revoked]).unwrap();
    assert!(login(&langod, &busy, &device(9)).is_accept());
    let activate =
        |code: &str, content_type: &str, body: &str| post(&langod, &activation(code), content_type, body).problem();
    let good = body_for(&device(1));
    assert_eq!(activate(&code, "text/plain", &good), refused(415, "unsupported_media_type"));
    assert_eq!(activate(&code, JSON, "{\"mac\":"), refused(400, "malformed_body"));
    assert_eq!(activate(&code, JSON, "{}"), refused(400, "malformed_body"));
    assert_eq!(activate(&code, JSON, &body_for("my phone")), refused(400, "invalid_mac"));
    let with_ip = format!(r#"{{"mac":"{}","ip":"here"}}"#, device(1));
    assert_eq!(activate(&code, JSON, &with_ip), refused(400, "invalid_ip"));
    assert_eq!(activate("hello", JSON, &good), refused(400, "malformed_code"));
    assert_eq!(activate(&mistyped(&code), JSON, &good), refused(404, "mistyped_code"));
    assert_eq!(activate(&unsold(1), JSON, &good), refused(404, "unknown_code"));
    assert_eq!(activate(&revoked, JSON, &good), refused(410, "ticket_revoked"));
    assert_eq!(activate(&busy, JSON, &good), refused(409, "too_many_devices"));
    let unknown = get(&langod, &format!("/api/tickets/{}/status", unsold(2))).problem();
    assert_eq!(unknown, refused(404, "unknown_code"));
}

#[test]
fn what_is_not_there_and_what_is_asked_wrongly_are_told_apart() {
    let (langod, code) = with_ticket(1);
    for path in ["/nothing", "/api", "/api/nothing", "/api/plans/1", "/api/tickets", "/..%2f..%2fetc%2fpasswd"] {
        assert_eq!(get(&langod, path).problem(), refused(404, "not_found"), "{path}");
    }
    let status = format!("/api/tickets/{code}/status");
    for (method, path) in [
        ("POST", "/"),
        ("DELETE", "/api/plans"),
        ("PUT", &status),
        ("POST", "/captive-portal/api"),
        ("POST", "/healthz"),
    ] {
        assert_eq!(send(&langod, method, path).problem(), refused(405, "method_not_allowed"), "{method} {path}");
    }
    assert_eq!(get(&langod, &activation(&code)).problem(), refused(405, "method_not_allowed"));
}

#[test]
fn a_head_is_a_get_without_its_body() {
    let langod = selling_hours();
    let answer = send(&langod, "HEAD", "/api/plans");
    assert_eq!((answer.status, answer.body.as_str(), answer.header("content-type")), (200, "", Some(JSON)));
}

#[test]
fn bodies_too_large_are_refused_however_they_are_sent() {
    let (langod, code) = with_ticket(1);
    let long = format!(r#"{{"mac":"{}"}}"#, "0".repeat(9_000));
    let path = activation(&code);
    assert_eq!(post(&langod, &path, JSON, &long).problem(), refused(413, "body_too_large"));
    assert_eq!(post(&langod, "/ticket", FORM, &format!("code={long}")).problem(), refused(413, "body_too_large"));
    let head = format!("POST {path} HTTP/1.1\r\nHost: portal\r\nConnection: close\r\nContent-Type: {JSON}\r\n");
    let in_pieces = format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{long}\r\n", long.len());
    assert_eq!(exchange(&langod, &in_pieces).problem(), refused(413, "body_too_large"));
    let promised = format!("{head}Content-Length: 10000000000\r\n\r\n{long}");
    assert_eq!(exchange(&langod, &promised).problem(), refused(413, "body_too_large"));
    assert_eq!(post(&langod, "/ticket", JSON, "{}").problem(), refused(415, "unsupported_media_type"));
    assert_eq!(get(&langod, "/healthz").status, 200);
}

#[test]
fn a_head_too_large_is_refused() {
    let langod = Langod::start().unwrap();
    let huge = "x".repeat(40_000);
    let request = format!("GET / HTTP/1.1\r\nHost: portal\r\nConnection: close\r\nX-Large: {huge}\r\n\r\n");
    assert_eq!(exchange(&langod, &request).status, 431);
    assert_eq!(get(&langod, "/healthz").status, 200);
}

#[test]
fn what_is_no_http_is_refused() {
    let langod = Langod::start().unwrap();
    assert_eq!(exchange(&langod, "\u{16}\u{3}\u{1} hello\r\n\r\n").status, 400);
    assert_eq!(get(&langod, "/healthz").status, 200);
}

#[test]
fn a_guesser_is_told_when_to_come_back_and_a_known_device_is_not_held_up() {
    let (langod, own) = with_ticket(1);
    let fresh = one_ticket(&langod, HOUR);
    assert!(login(&langod, &own, &device(1)).is_accept());
    let activate = |code: &str| post(&langod, &activation(code), JSON, &body_for(&device(1)));
    for number in 0..6 {
        assert_eq!(activate(&unsold(number)).problem(), refused(404, "unknown_code"));
    }
    let held_up = activate(&fresh);
    assert_eq!(held_up.problem(), refused(429, "too_many_requests"));
    let secs: u64 = held_up.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=2).contains(&secs), "{secs}");
    assert_eq!(activate(&own).status, 200, "the ticket this device holds is no guess");
    assert!(login(&langod, &own, &device(1)).is_accept());
    let other = post(&langod, &activation(&fresh), JSON, &body_for(&device(2)));
    assert_eq!(other.status, 200, "another device is not held up");
}

/// Looks at so many codes nobody sold, then at one that somebody did.
fn look_after(langod: &Langod, guesses: u64, code: &str) -> Answer {
    let look = |code: &str| get(langod, &format!("/api/tickets/{code}/status"));
    for number in 0..guesses {
        assert_eq!(look(&unsold(number)).problem(), refused(404, "unknown_code"), "guess {number}");
    }
    look(code)
}

#[test]
fn a_look_at_strangers_tickets_is_limited_too() {
    // The router is elsewhere: whoever asks from here is one guest.
    let langod = Langod::builder().nas_address("127.0.0.9").start().unwrap();
    langod.add_hour(1).unwrap();
    let code = one_ticket(&langod, HOUR);
    assert_eq!(look_after(&langod, 6, &code).problem(), refused(429, "too_many_requests"));
}

#[test]
fn guests_hidden_behind_the_router_are_limited_as_the_crowd_they_are() {
    let (langod, code) = with_ticket(1);
    assert_eq!(look_after(&langod, 6, &code).status, 200, "one guest's slips lock out the others");
    assert_eq!(look_after(&langod, 195, &code).problem(), refused(429, "too_many_requests"));
}

#[test]
fn the_captive_portal_api_knows_who_is_online() {
    let (langod, code) = with_ticket(1);
    let before = get(&langod, "/captive-portal/api");
    assert_eq!((before.status, before.header("content-type")), (200, Some("application/captive+json")));
    assert_eq!(before.header("cache-control"), Some("no-store"));
    assert_eq!(before.json()["captive"], true);
    assert!(before.json()["user-portal-url"].is_string() && before.json().get("seconds-remaining").is_none());

    let mine = device(1);
    assert!(login(&langod, &code, &mine).is_accept());
    let session = Session { ip: "127.0.0.1", ..Session::new("80100001", &code, &mine) };
    session.start(&langod);
    let online = get(&langod, "/captive-portal/api").json();
    assert_eq!(online["captive"], false, "{online}");
    assert!((3595..=3600).contains(&online["seconds-remaining"].as_u64().unwrap()), "{online}");
    session.stop(&langod, [60, 1, 1]);
    assert_eq!(get(&langod, "/captive-portal/api").json()["captive"], true);
}

#[test]
fn metrics_are_for_the_owner_and_not_on_the_portal() {
    let langod = Langod::start().unwrap();
    assert_eq!(get(&langod, "/metrics").problem(), refused(404, "not_found"));
}
