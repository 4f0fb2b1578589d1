//! What the owner asks of a place from afar: its gateway does it, and tells.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::Chain;
use serde_json::Value;
use testkit::machine::{PATIENCE, poll};

fn codes(chain: &Chain) -> Vec<String> {
    let tickets = chain.shop.langod.json(&["ticket", "list"]).unwrap();
    tickets.as_array().unwrap().iter().map(|ticket| ticket["code"].as_str().unwrap().to_owned()).collect()
}

fn ask(chain: &Chain, what: &[&str]) -> Value {
    let place = ["--site", &chain.site, "--provider", &chain.shop.provider];
    chain.cloud.json(&[what, &place].concat()).unwrap()
}

#[test]
fn tickets_are_made_and_taken_back_from_the_cloud() {
    let chain = Chain::with(|cloud| cloud.hold_seconds(1), |gateway| gateway);
    let asked = ask(&chain, &["ticket", "mint", "--plan", &chain.shop.hour, "--count", "3"]);
    assert_eq!((&asked["directive"], &asked["kind"]), (&1.into(), &"mint".into()));
    let minted = poll(PATIENCE, || Some(codes(&chain)).filter(|codes| codes.len() == 3)).unwrap();
    ask(&chain, &["ticket", "revoke", &minted[0]]);
    let status = || chain.shop.langod.ticket(&minted[0]).unwrap()["status"].clone();
    assert!(poll(PATIENCE, || (status() == "revoked").then_some(())).is_some(), "{}", status());
    chain.is_seen(|site| site["applied"] == 2);
    chain.is_in_step();
}

#[test]
fn what_makes_no_sense_is_refused_before_anybody_is_asked() {
    let chain = Chain::forge();
    let place = ["--site", &chain.site, "--provider", &chain.shop.provider];
    let nobody = "00000000-0000-4000-8000-000000000001";
    for (arguments, said, exit) in [
        (&["ticket", "mint", "--plan", nobody][..], "sells no plan", 1),
        (&["ticket", "mint", "--plan", &chain.shop.hour, "--count", "501"], "between 1 and 500", 2),
        (&["ticket", "mint", "--plan", &chain.shop.hour, "--count", "0"], "between 1 and 500", 2),
        (&["ticket", "revoke", "ABC"], "ABC", 2),
    ] {
        let output = chain.cloud.run(&[arguments, &place].concat()).unwrap();
        assert_eq!(output.status.code(), Some(exit), "{arguments:?} {}", output.stderr);
        assert!(output.stderr.contains(said), "{arguments:?} {}", output.stderr);
    }
    assert_eq!(chain.seen()["applied"], 0);
}
