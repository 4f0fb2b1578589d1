//! The owner says from afar how a place speaks to its guests.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;

use acceptance::chain::{Chain, Ways, begins_anew, enrol};
use serde_json::{Value, json};
use testkit::phone;

fn settings(chain: &Chain, more: &[&str]) -> Value {
    let command = ["site", "settings", &chain.site, "--provider", &chain.shop.provider];
    chain.cloud.json(&[&command, more].concat()).unwrap()["settings"].clone()
}

fn portal(chain: &Chain) -> String {
    phone::get(&chain.shop.langod.portal_url()).unwrap().body
}

#[test]
fn guests_read_what_the_owner_set_in_the_cloud_and_what_is_left_open_stays_with_the_file() {
    let chain = Chain::with(|cloud| cloud.hold_seconds(1), |gateway| gateway);
    let before = portal(&chain);
    let asked = ["--name", "Duka la Amina", "--language", "sw", "--support-phone", "0711222333"];
    let set = begins_anew(&chain.shop.langod, || settings(&chain, &asked));
    assert_eq!((&set["name"], &set["opening_hours"]), (&json!("Duka la Amina"), &Value::Null));
    let page = portal(&chain);
    assert!(page.contains("Duka la Amina") && page.contains("0711222333") && page.contains("lang=\"sw\""), "{page}");
    assert!(!before.contains("Duka la Amina"));
    // One is opened again, the others stay.
    let set = begins_anew(&chain.shop.langod, || settings(&chain, &["--name", "", "--language", ""]));
    assert_eq!((&set["name"], &set["support_phone"]), (&Value::Null, &json!("0711222333")));
    let page = portal(&chain);
    assert!(!page.contains("Duka la Amina") && page.contains("0711222333") && page.contains("lang=\"en\""), "{page}");
    assert_eq!(settings(&chain, &[]), set);
}

#[test]
fn a_gateway_that_is_enrolled_anew_is_told_anew() {
    let mut chain = Chain::with(|cloud| cloud.hold_seconds(1), |gateway| gateway);
    begins_anew(&chain.shop.langod, || settings(&chain, &["--name", "Duka la Amina"]));
    chain.is_seen(|site| site["applied"] == site["last_directive"]);
    // The books come to another box: who it was, and what it was given, is in no copy of them.
    chain.shop.langod.stop().unwrap();
    for gone in ["enrolment.json", "given.sealed"] {
        fs::remove_file(chain.shop.langod.data_dir().join(gone)).unwrap();
    }
    chain.shop.langod.launch().unwrap();
    assert!(!portal(&chain).contains("Duka la Amina"));
    let claim = chain.cloud.json(&["site", "claim", &chain.site, "--provider", &chain.shop.provider]).unwrap();
    let code = claim["claim_code"].as_str().unwrap();
    enrol(&chain.shop.langod, Ways::straight_to(&chain.cloud).gateway, code);
    begins_anew(&chain.shop.langod, || chain.cloud.confirm_site(&chain.shop.provider, &chain.site).unwrap());
    assert!(portal(&chain).contains("Duka la Amina"));
}

#[test]
fn a_setting_nobody_can_be_shown_is_refused_where_it_is_typed() {
    let chain = Chain::forge();
    let long = "x".repeat(81);
    for (option, text, said) in
        [("--language", "fr", "en and sw"), ("--name", "two\nlines", "one line"), ("--wifi-name", &long, "80")]
    {
        let arguments = ["site", "settings", &chain.site, "--provider", &chain.shop.provider, option, text];
        let output = chain.cloud.run(&arguments).unwrap();
        assert_eq!(output.status.code(), Some(2), "{option} {}", output.stderr);
        assert!(output.stderr.contains(said), "{option} {}", output.stderr);
    }
    assert_eq!(
        settings(&chain, &[]),
        json!({ "name": null, "language": null, "support_phone": null, "opening_hours": null, "wifi_name": null })
    );
}
