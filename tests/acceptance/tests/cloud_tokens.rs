//! Two sites of one provider with one Daraja app: asking the rail for a token kills the last one, so the cloud says who
//! asks. Here the rail is a stand-in that kills them too.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{Chain, Ways, enrol, finding, link};
use acceptance::shop::{phone, taking_mpesa};
use acceptance::web;
use serde_json::json;
use testkit::Langod;
use testkit::daraja::Event;
use testkit::machine::{PATIENCE, poll};

/// A second site of the same provider, on the same rail.
fn second(chain: &Chain) -> Langod {
    let claim = chain.cloud.create_site(&chain.shop.provider, "Stage").unwrap();
    let langod = taking_mpesa(&chain.shop.daraja.base_url()).start().unwrap();
    langod.add_hour(1).unwrap();
    enrol(&langod, Ways::straight_to(&chain.cloud).gateway, &claim.code);
    chain.cloud.confirm_site(&chain.shop.provider, &claim.site).unwrap();
    assert!(poll(PATIENCE, || link(&langod)).is_some(), "{:?}\n{}", finding(&langod), langod.log().text());
    langod
}

/// Asks at a gateway for its hour to be paid; whether a phone rang for it.
fn rings(langod: &Langod, provider: &str, phone: &str) -> bool {
    let hour = langod.json(&["plan", "list"]).unwrap()[0]["id"].clone();
    let path = format!("/api/captive/{provider}/initiate-mpesa");
    let body = json!({ "plan_id": hour, "phone": phone }).to_string();
    web::post(langod, &path, "application/json", &body).status == 202
}

fn tokens(chain: &Chain) -> usize {
    let records = chain.shop.daraja.control().events_after(0);
    records.iter().filter(|record| matches!(record.event, Event::TokenIssued { .. })).count()
}

#[test]
fn two_sites_sell_with_one_token_and_go_on_by_themselves_without_the_cloud() {
    let mut chain = Chain::forge();
    let other = second(&chain);
    chain.shop.buys(&phone(1));
    assert!(rings(&other, &chain.shop.provider, &phone(2)));
    assert!(poll(PATIENCE, || (chain.shop.daraja.control().pushes().len() == 2).then_some(())).is_some());
    assert_eq!(tokens(&chain), 1, "{}", chain.shop.story());
    // The owner's own program fetches one: both sites are refused, one of them fetches the next.
    chain.shop.daraja.control().kill_token();
    assert!(rings(&other, &chain.shop.provider, &phone(3)));
    chain.shop.buys(&phone(4));
    assert!(poll(PATIENCE, || (chain.shop.daraja.control().pushes().len() == 4).then_some(())).is_some());
    assert_eq!(tokens(&chain), 2, "{}", chain.shop.story());
    chain.cloud.stop().unwrap();
    chain.shop.daraja.control().kill_token();
    assert!(rings(&other, &chain.shop.provider, &phone(5)));
    chain.shop.buys(&phone(6));
    assert!(poll(PATIENCE, || (chain.shop.daraja.control().pushes().len() == 6).then_some(())).is_some());
}
