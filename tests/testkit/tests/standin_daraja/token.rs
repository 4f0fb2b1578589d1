//! Tokens.

use std::time::Duration;

use serde_json::json;
use testkit::daraja::Endpoint;

use crate::client::{Client, TOKEN};
use crate::world::{PUSH, QUERY, phone, world, world_with};

#[test]
fn a_token_is_28_letters_and_its_life_a_string() {
    let world = world();
    let answer = world.client.sign_in();
    assert_eq!(answer.text("access_token").len(), 28);
    assert_eq!(answer.json()["expires_in"], "3599");
    world.daraja.set_quirks(|quirks| quirks.expires_in_number = true);
    assert_eq!(world.client.sign_in().json()["expires_in"], 3599);
}

#[test]
fn basic_authentication_is_checked() {
    let world = world();
    let none = world.client.ask("GET", TOKEN, &[], "");
    assert_eq!(none.refusal(), (400, "400.008.01".to_owned(), "Invalid Authentication passed".to_owned()));
    let bearer = world.client.ask("GET", TOKEN, &[("Authorization", "Bearer x".to_owned())], "");
    assert_eq!(bearer.refusal().1, "400.008.01");
    let stranger = Client::new(&world.daraja.base_url(), "standin-key", "wrong");
    let wrong = stranger.ask("GET", TOKEN, &stranger.basic(), "");
    assert_eq!((wrong.status, wrong.body.as_str()), (400, ""));
    world.daraja.set_quirks(|quirks| quirks.empty_bad_credentials = false);
    assert_eq!(stranger.ask("GET", TOKEN, &stranger.basic(), "").refusal().1, "400.008.01");
}

#[test]
fn the_grant_type_is_checked() {
    let world = world();
    let answer = world.client.ask("GET", "/oauth/v1/generate?grant_type=password", &world.client.basic(), "");
    assert_eq!(answer.refusal(), (400, "400.008.02".to_owned(), "Invalid grant type passed".to_owned()));
}

#[test]
fn a_new_token_kills_the_old_one() {
    let world = world();
    world.client.sign_in();
    let other_process = Client::new(&world.daraja.base_url(), "standin-key", "standin-secret");
    other_process.sign_in();
    assert_eq!(world.push(&phone(1), 20).refusal().2, "Invalid Access Token");
    world.client.sign_in();
    assert_eq!(world.push(&phone(1), 20).status, 200);
    assert_eq!(world.daraja.counters().tokens_issued, 3);
    assert_eq!(world.daraja.counters().tokens_refused, 1);
}

#[test]
fn a_token_dies_after_an_hour() {
    let world = world();
    world.client.sign_in();
    world.daraja.advance(Duration::from_secs(3599));
    assert_eq!(world.push(&phone(1), 20).status, 200);
    world.daraja.advance(Duration::from_secs(1));
    assert_eq!(world.push(&phone(2), 20).refusal().1, "404.001.03");
}

#[test]
fn the_life_of_a_token_can_be_shortened() {
    let world = world_with(|quirks| quirks.token_life_secs = 60);
    assert_eq!(world.client.sign_in().json()["expires_in"], "59");
    world.daraja.advance(Duration::from_secs(60));
    assert_eq!(world.push(&phone(1), 20).refusal().1, "404.001.03");
}

#[test]
fn a_token_can_be_killed_by_hand() {
    let world = world();
    world.client.sign_in();
    world.daraja.kill_token();
    assert_eq!(world.push(&phone(1), 20).refusal().1, "404.001.03");
}

#[test]
fn a_bad_token_looks_different_at_each_call() {
    let world = world();
    let headers = [("Authorization", "Bearer dead".to_owned()), ("Content-Type", "application/json".to_owned())];
    for (path, status, code) in [
        (PUSH, 404, "404.001.03"),
        (QUERY, 404, "404.001.03"),
        ("/mpesa/reversal/v1/request", 404, "404.001.03"),
        ("/mpesa/c2b/v1/registerurl", 400, "400.003.01"),
        ("/mpesa/c2b/v2/registerurl", 400, "400.003.01"),
        ("/mpesa/c2b/v2/simulate", 400, "400.003.01"),
        ("/mpesa/transactionstatus/v1/query", 400, "400.003.01"),
        ("/mpesa/b2c/v3/paymentrequest", 401, "401.002.01"),
        ("/pulltransactions/v1/register", 401, "401.002.01"),
        ("/pulltransactions/v1/query", 401, "401.002.01"),
    ] {
        let answer = world.client.ask("POST", path, &headers, "{}");
        assert_eq!(answer.refusal(), (status, code.to_owned(), "Invalid Access Token".to_owned()), "{path}");
    }
}

#[test]
fn a_request_without_authorization_is_told_so() {
    let world = world();
    let headers = [("Content-Type", "application/json".to_owned())];
    let answer = world.client.ask("POST", PUSH, &headers, &json!({}).to_string());
    assert_eq!(answer.refusal(), (404, "404.001.04".to_owned(), "Invalid Authentication Header".to_owned()));
}

#[test]
fn every_request_for_a_token_is_counted() {
    let world = world();
    (0..3).for_each(|_| drop(world.client.sign_in()));
    let counters = world.daraja.counters();
    assert_eq!((counters.requests_of(Endpoint::Token), counters.tokens_issued), (3, 3));
}
