//! The command line of the real binary: what it prints, and the exit codes scripts rely on.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use testkit::cloud::{Cloud, CloudBuilder};

fn builder() -> CloudBuilder {
    Cloud::builder().binary(env!("CARGO_BIN_EXE_lango-cloud"))
}

/// What a command that ends with this code says, which is one sentence.
fn complaint(cloud: &Cloud, arguments: &[&str], code: i32) -> String {
    let output = cloud.run(arguments).unwrap();
    assert_eq!(output.status.code(), Some(code), "{}", output.stderr);
    let sentence = output.stderr.trim_end().to_owned();
    assert!(sentence.starts_with("lango-cloud: ") && !sentence.contains('\n'), "{sentence}");
    sentence
}

#[test]
fn a_wrong_environment_is_one_sentence_and_exit_code_2() {
    let postgres = "postgresql://lango:geheim@127.0.0.1:1/lango";
    for (variable, value, named) in [
        ("PORT", "http", "PORT"),
        ("DATABASE_URL", "mysql://root:geheim@db", "DATABASE_URL"),
        ("DATABASE_URL", postgres, "ENCRYPTION_KEY"),
        ("ENCRYPTION_KEY", "c2hvcnQ=", "ENCRYPTION_KEY"),
        ("TLS_CERT", "/nowhere.pem", "TLS_KEY"),
        ("GUEST_DATA_DAYS", "30", "a number from 31 to 3650"),
    ] {
        let cloud = builder().env(variable, value).prepare().unwrap();
        let sentence = complaint(&cloud, &["serve"], 2);
        assert!(sentence.contains(named) && !sentence.contains("geheim"), "{sentence}");
    }
}

#[test]
fn a_database_that_is_not_there_is_one_sentence_and_exit_code_2() {
    let cloud = builder().database("postgresql://lango:geheim@127.0.0.1:1/lango").prepare().unwrap();
    let sentence = complaint(&cloud, &["serve"], 2);
    assert!(sentence.contains("cannot be reached") && !sentence.contains("geheim"), "{sentence}");
}

#[test]
fn a_schema_that_is_behind_is_left_alone_unless_it_is_the_embedded_one() {
    let folder = builder().prepare().unwrap();
    let url = format!("sqlite:{}", folder.dir().join("named.db").display());
    let named = builder().env("DATABASE_URL", &url).prepare().unwrap();
    assert!(complaint(&named, &["serve"], 2).contains("lango-cloud migrate"));
    assert!(complaint(&named, &["provider", "list"], 2).contains("lango-cloud migrate"));
    assert!(named.command(&["migrate"]).unwrap().contains("m0001"));
    assert_eq!(named.command(&["migrate"]).unwrap(), "The schema is up to date.\n");
    assert_eq!(named.json(&["provider", "list"]).unwrap(), serde_json::json!([]));
}

#[test]
fn another_encryption_key_is_noticed_before_anybody_is_served() {
    let cloud = builder().start().unwrap();
    let url = format!("sqlite:{}", cloud.data_dir().join("lango-cloud.db").display());
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let other = builder().env("DATABASE_URL", &url).env("ENCRYPTION_KEY", key).prepare().unwrap();
    assert!(complaint(&other, &["serve"], 2).contains("ENCRYPTION_KEY"));

    let file = std::fs::read_to_string(cloud.data_dir().join("keys.env")).unwrap();
    let old = file.lines().find_map(|line| line.strip_prefix("ENCRYPTION_KEY=")).unwrap();
    let rotating = builder().env("DATABASE_URL", &url).env("ENCRYPTION_KEY", key).env("ENCRYPTION_KEYS_OLD", old);
    let rotating = rotating.prepare().unwrap();
    assert_eq!(rotating.json(&["job", "rotate-keys"]).unwrap()["resealed"], 1);
    assert_eq!(rotating.json(&["job", "rotate-keys"]).unwrap()["resealed"], 0);
    let provider = other.create_provider("Kibanda").unwrap();
    assert_eq!(other.json(&["site", "list", "--provider", &provider]).unwrap(), serde_json::json!([]));
}

#[test]
fn an_admin_is_made_once_and_gets_recovery_codes() {
    let cloud = builder().prepare().unwrap();
    let made = cloud.create_admin("Me@Example.net", "correct horse battery").unwrap();
    assert_eq!(made["email"], "me@example.net");
    assert_eq!(made["recovery_codes"].as_array().unwrap().len(), 8);
    let again = cloud.run_with(&["admin", "create", "--email", "me@example.net"], "correct horse battery\n").unwrap();
    assert_eq!(again.status.code(), Some(1), "{}", again.stderr);
    let short = cloud.run_with(&["admin", "create", "--email", "you@example.net"], "short\n").unwrap();
    assert_eq!(short.status.code(), Some(2), "{}", short.stderr);
    let reset = cloud.json(&["admin", "reset-password", "--email", "me@example.net"]).unwrap();
    assert_eq!(reset["password"].as_str().unwrap().len(), 17);
    complaint(&cloud, &["admin", "reset-password", "--email", "nobody@example.net"], 1);
}

#[test]
fn a_provider_who_was_suspended_may_go_on_again() {
    let cloud = builder().prepare().unwrap();
    let provider = cloud.create_provider("Kibanda").unwrap();
    complaint(&cloud, &["provider", "resume", &provider], 1);
    assert_eq!(cloud.json(&["provider", "suspend", &provider]).unwrap()["status"], "suspended");
    assert_eq!(cloud.json(&["provider", "list"]).unwrap()[0]["status"], "suspended");
    assert_eq!(cloud.json(&["provider", "resume", &provider]).unwrap()["status"], "active");
    for verb in ["suspend", "resume"] {
        complaint(&cloud, &["provider", verb, "00000000-0000-4000-8000-000000000000"], 1);
    }
}

#[test]
fn a_site_gets_a_claim_code_and_another_when_that_is_lost() {
    let cloud = builder().prepare().unwrap();
    let provider = cloud.create_provider("Kibanda").unwrap();
    let claim = cloud.create_site(&provider, "Market").unwrap();
    assert_eq!(claim.code.len(), 17);
    let again = cloud.json(&["site", "claim", &claim.site, "--provider", &provider]).unwrap();
    assert_ne!(again["claim_code"].as_str(), Some(claim.code.as_str()));
    complaint(&cloud, &["site", "create", "--provider", &provider, "--name", "Market"], 1);
    complaint(&cloud, &["site", "confirm", &claim.site, "--provider", &provider], 1);
    let stranger = cloud.create_provider("Stranger").unwrap();
    complaint(&cloud, &["site", "claim", &claim.site, "--provider", &stranger], 1);
    complaint(&cloud, &["site", "list", "--provider", &claim.site], 1);
}

#[test]
fn the_checked_configuration_shows_what_counts_and_no_secret() {
    let postgres = "postgresql://lango:geheim@db/lango";
    let cloud =
        builder().database(postgres).env("SECRET_KEY", "a text of at least thirty-two characters").prepare().unwrap();
    let shown = cloud.command(&["config", "check"]).unwrap();
    assert!(shown.contains("postgresql://lango:****@db/lango"), "{shown}");
    assert!(shown.contains("remembered for 400 days") && shown.contains("forgotten after 90 days"), "{shown}");
    assert!(!["geheim", "thirty-two", "AAECAw"].iter().any(|secret| shown.contains(secret)), "{shown}");
}
