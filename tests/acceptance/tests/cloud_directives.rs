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

fn plans(chain: &Chain) -> Vec<(String, f64)> {
    let plans = chain.shop.langod.json(&["plan", "list"]).unwrap();
    let plans = plans.as_array().unwrap().iter();
    plans.map(|plan| (plan["name"].as_str().unwrap().to_owned(), plan["price"].as_f64().unwrap())).collect()
}

#[track_caller]
fn sells(chain: &Chain, wanted: &[(&str, f64)]) {
    let wanted: Vec<_> = wanted.iter().map(|(name, price)| ((*name).to_owned(), *price)).collect();
    assert!(poll(PATIENCE, || (plans(chain) == wanted).then_some(())).is_some(), "{:?}", plans(chain));
}

#[test]
fn a_plan_is_offered_and_changed_from_the_cloud() {
    let chain = Chain::with(|cloud| cloud.hold_seconds(1), |gateway| gateway);
    chain.is_in_step();
    let put = |more: &[&str]| {
        let plan = ["plan", "put", "--provider", &chain.shop.provider, "--kind", "data", "--amount", "2GB"];
        chain.cloud.json(&[&plan, more].concat()).unwrap()
    };
    let new = put(&["--name", "2 GB", "--price", "100", "--rate", "1M/4M"]);
    assert_eq!(new["sites"], serde_json::json!([chain.site]));
    sells(&chain, &[("1 hour", 20.0), ("2 GB", 100.0)]);
    // Here it is listed when the place has told that it sells it.
    let told = || {
        let listed = chain.cloud.json(&["plan", "list", "--provider", &chain.shop.provider]).unwrap();
        listed.as_array().unwrap().iter().find(|plan| plan["id"] == new["id"]).cloned()
    };
    let told = poll(PATIENCE, told).unwrap();
    assert_eq!((&told["name"], &told["price"], &told["rate"]), (&"2 GB".into(), &100.0.into(), &"1M/4M".into()));
    let id = new["id"].as_str().unwrap();
    put(&["--id", id, "--name", "2 GB of data", "--price", "80"]);
    sells(&chain, &[("1 hour", 20.0), ("2 GB of data", 80.0)]);
}

#[test]
fn what_makes_no_sense_is_refused_before_anybody_is_asked() {
    let chain = Chain::forge();
    chain.is_in_step();
    let place = ["--site", &chain.site, "--provider", &chain.shop.provider];
    let nobody = "00000000-0000-4000-8000-000000000001";
    for (arguments, said, exit) in [
        (&["ticket", "mint", "--plan", nobody][..], "sells no plan", 1),
        (&["ticket", "mint", "--plan", &chain.shop.hour, "--count", "501"], "between 1 and 500", 2),
        (&["ticket", "mint", "--plan", &chain.shop.hour, "--count", "0"], "between 1 and 500", 2),
        (&["ticket", "revoke", "ABC"], "ABC", 2),
        (
            &["plan", "put", "--name", "1 hour", "--price", "5", "--kind", "online", "--duration", "1h"],
            "choose another",
            1,
        ),
        (&["plan", "put", "--name", "x", "--price", "5", "--kind", "online", "--amount", "1GB"], "--duration", 2),
        (&["plan", "put", "--name", "x", "--price", "5", "--kind", "online", "--duration", "1s"], "one minute", 2),
        (&["plan", "put", "--name", "x", "--price", "5.001", "--kind", "online", "--duration", "1h"], "--price", 2),
        (
            &["plan", "put", "--id", nobody, "--name", "x", "--price", "5", "--kind", "data", "--amount", "1GB"],
            nobody,
            1,
        ),
    ] {
        let output = chain.cloud.run(&[arguments, &place].concat()).unwrap();
        assert_eq!(output.status.code(), Some(exit), "{arguments:?} {}", output.stderr);
        assert!(output.stderr.contains(said), "{arguments:?} {}", output.stderr);
    }
    assert_eq!(chain.seen()["applied"], 0);
}
