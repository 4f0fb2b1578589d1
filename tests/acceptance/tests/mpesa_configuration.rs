//! An `[mpesa]` section that cannot be used: one sentence that names the key and what to write, from the check and from
//! `run` alike.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::shop::taking_mpesa;
use testkit::langod::LangodBuilder;

const NO_RAIL: &str = "http://127.0.0.1:9";
const KIND: &str = "kind = \"paybill\"";
const BASE: &str = "https://cloud.example.net";
const PASSKEY: &str = "\"bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919\"";

/// What the check says of a section with one edit.
#[track_caller]
fn complaint(builder: LangodBuilder) -> String {
    let langod = builder.prepare().unwrap();
    let checked = langod.run(&["config", "check"]).unwrap();
    assert_eq!(checked.status.code(), Some(2), "{checked:?}");
    assert_eq!((checked.stdout.as_str(), checked.stderr.lines().count()), ("", 1), "one sentence: {checked:?}");
    assert!(checked.stderr.contains("langod.toml"), "{checked:?}");
    checked.stderr
}

#[track_caller]
fn is_named(from: &str, to: &str, words: &[&str]) {
    let sentence = complaint(taking_mpesa(NO_RAIL).edit(from, to));
    assert!(words.iter().all(|word| sentence.contains(word)), "{words:?}: {sentence}");
}

#[test]
fn paybill_and_till_need_their_own_numbers() {
    is_named(KIND, &format!("{KIND}\ntill_number = \"5012345\""), &["[mpesa]", "till_number", "paybill"]);
    is_named(KIND, "kind = \"till\"", &["[mpesa]", "till_number", "store number"]);
    is_named(KIND, "kind = \"till\"\ntill_number = \"50\"", &["[mpesa]", "till_number `50`", "five to seven digits"]);
    is_named(KIND, "kind = \"bank\"", &["bank", "paybill", "till"]);
}

#[test]
fn a_shortcode_has_five_to_seven_digits() {
    for wrong in ["", "1743", "17437900", "17a379", "-174379", "mine"] {
        is_named("\"174379\"", &format!("\"{wrong}\""), &["[mpesa]", "shortcode", "five to seven digits"]);
    }
    is_named("\"174379\"", "174379", &["line", "shortcode is a text: put it in quotes"]);
}

#[test]
fn a_callback_address_is_one_the_rail_can_and_will_call() {
    for (wrong, word) in [
        ("http://cloud.example.net", "https://"),
        ("cloud.example.net", "https://"),
        ("", "https://"),
        ("https://localhost", "public host name"),
        ("https://127.0.0.1:8443", "public host name"),
        ("https://10.5.50.1", "public host name"),
        ("https://gateway", "host name with a dot"),
        ("https://Cloud.Example.net", "small letters"),
        ("https://mpesa.example.net", "\\\"mpesa\\\""),
        ("https://cloud.example.net/Safaricom", "\\\"safaricom\\\""),
        ("https://sqlite.example.net", "\\\"sql\\\""),
        ("https://cloud.example.net/execute", "\\\"exe\\\""),
        ("https://cloud.example.net?a=b", "letters, digits"),
        ("https://cloud.example.net:port", "port"),
    ] {
        is_named(BASE, wrong, &["[mpesa] callback_base", &word.replace('\\', "")]);
    }
}

#[test]
fn plain_http_is_for_this_machine_alone() {
    for wrong in ["http://api.safaricom.co.ke", "http://10.5.50.1", "ftp://127.0.0.1", "api.safaricom.co.ke", ""] {
        is_named(NO_RAIL, wrong, &["[mpesa] base_url", "https://api.safaricom.co.ke"]);
    }
    is_named(NO_RAIL, "https://api.safaricom.co.ke/oauth", &["[mpesa] base_url"]);
    for right in ["http://localhost:8095", "http://[::1]:8095", "https://sandbox.safaricom.co.ke/"] {
        let langod = taking_mpesa(right).prepare().unwrap();
        assert!(langod.run(&["config", "check"]).unwrap().status.success(), "{right}");
    }
}

#[test]
fn a_secret_that_was_never_filled_in_is_named() {
    let secrets =
        [("consumer_key", "\"standin-key\""), ("consumer_secret", "\"standin-secret\""), ("passkey", PASSKEY)];
    for (key, secret) in secrets {
        for placeholder in ["", "  ", "...", "…", "<from the portal>"] {
            is_named(secret, &format!("\"{placeholder}\""), &["[mpesa]", key, "developer.safaricom.co.ke"]);
        }
        is_named(&format!("{key} = {secret}\n"), "", &["missing", key]);
    }
}

#[test]
fn a_secret_that_can_be_none_is_refused_without_being_repeated() {
    for (from, to, word) in [
        ("standin-key", "two words", "consumer key"),
        ("standin-key", "user:part", "consumer key"),
        ("standin-secret", "geheim-ü", "consumer secret"),
        (PASSKEY, "987654321", "quotes"),
        (PASSKEY, "[\"987654321\"]", "quotes"),
    ] {
        let sentence = complaint(taking_mpesa(NO_RAIL).edit(from, to));
        assert!(sentence.contains(word), "{sentence}");
        assert!(["two words", "user:part", "geheim", "987654321"].iter().all(|part| !sentence.contains(part)));
    }
}

#[test]
fn the_pace_of_questions_has_bounds() {
    for wrong in ["0", "601", "-1", "1.5"] {
        let key = "query_after_seconds";
        let sentence = complaint(taking_mpesa(NO_RAIL).edit(&format!("{key} = 1"), &format!("{key} = {wrong}")));
        assert!(sentence.contains(key) || sentence.contains(&format!("`{wrong}`")), "{sentence}");
    }
    is_named("query_interval_seconds = 0", "query_interval_seconds = 601", &["[mpesa] query_interval_seconds"]);
}

#[test]
fn a_site_that_asks_nobody_is_refused_instead_of_asking_everybody() {
    is_named("most_in_ten_minutes = 150", "most_in_ten_minutes = 0", &["[mpesa] most_in_ten_minutes"]);
}

#[test]
fn an_unknown_key_is_named() {
    is_named("consumer_key =", "pass_key = \"x\"\nconsumer_key =", &["pass_key", "remove the key or correct its name"]);
    is_named("callback_base", "calback_base", &["calback_base"]);
}

#[test]
fn run_says_what_the_check_says() {
    for (from, to) in [("\"174379\"", "\"1\""), ("\"standin-key\"", "\"...\""), ("standin-key", "two words")] {
        let checked = complaint(taking_mpesa(NO_RAIL).edit(from, to));
        let refused = taking_mpesa(NO_RAIL).edit(from, to).launcher(["timeout", "20"]).prepare().unwrap();
        let ended = refused.run(&["run"]).unwrap();
        let after_the_file = |text: &str| text.trim_end().split_once("langod.toml").map(|(_, rest)| rest.to_owned());
        assert_eq!((ended.status.code(), after_the_file(&ended.stderr)), (Some(2), after_the_file(&checked)));
    }
}
