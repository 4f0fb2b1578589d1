//! `langod routeros script`: the configuration in a router's words, and exit codes an installer's shell can rely on.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use testkit::Langod;
use testkit::langod::Output;

/// A gateway whose configuration names a router at the usual address.
fn gateway() -> Langod {
    let secret = "dollars $ and \\\"quotes\\\"";
    Langod::builder().nas_address("172.31.255.1").secret(secret).prepare().unwrap()
}

fn script(langod: &Langod, options: &str) -> Output {
    let words: Vec<&str> = ["routeros", "script"].into_iter().chain(options.split_whitespace()).collect();
    langod.run(&words).unwrap()
}

fn printed(langod: &Langod, options: &str) -> String {
    let output = script(langod, options);
    assert!(output.status.success(), "{options}: {}", output.stderr);
    output.stdout
}

const INSIDE: &str = "--version 7.20.4 --architecture arm64 --interface bridge";

#[test]
fn it_teaches_how_it_is_used() {
    let help = gateway().command(&["routeros", "script", "--help"]).unwrap();
    for word in ["/import file-name=lango.rsc", "--hotspot", "--beside", "--remove", "lango-ARCHITECTURE.tar"] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn what_the_configuration_says_stands_in_the_script() {
    let langod = gateway();
    let text = printed(&langod, INSIDE);
    for words in [
        "a RouterOS script for RouterOS 7.20, gateway in a container",
        "secret=\"dollars \\$ and \\\"quotes\\\"\"",
        &format!("authentication-port={} accounting-port={}", langod.auth_port(), langod.acct_port()),
        &format!("/radius/incoming set accept=yes port={}", langod.coa_port()),
        "/radius add service=hotspot address=172.31.255.2",
        "src-address=172.31.255.1",
        "Kibanda WiFi",
        "lango-arm64.tar",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let portal = langod.portal_url();
    let port = portal.trim_end_matches('/').rsplit(':').next().unwrap();
    assert!(text.contains(&format!("dst-port={port}")), "{text}");
}

#[test]
fn the_password_is_the_configured_one_or_a_new_one_with_the_line_to_add() {
    let drawn = script(&gateway(), INSIDE);
    let line =
        drawn.stderr.lines().find(|line| line.starts_with("rest = {")).unwrap_or_else(|| panic!("{}", drawn.stderr));
    let password = line.split('"').rev().nth(1).unwrap();
    assert!(password.len() == 32 && drawn.stdout.contains(&format!("password=\"{password}\"")), "{line}");

    let line = "rest = { url = \"http://172.31.255.1\", user = \"opener\", password = \"of my own\" }";
    let edited = format!("{line}\naddress = \"172.31.255.1\"");
    let langod =
        Langod::builder().nas_address("172.31.255.1").edit("address = \"172.31.255.1\"", &edited).prepare().unwrap();
    let output = script(&langod, INSIDE);
    assert!(output.stdout.contains("/user set [/user find name=\"opener\"]"), "{}", output.stderr);
    assert!(output.stdout.contains("password=\"of my own\"") && !output.stderr.contains("rest ="), "{}", output.stderr);
}

#[test]
fn a_gateway_beside_the_router_comes_without_a_container() {
    let langod = gateway();
    let text =
        printed(&langod, "--version 7.24 --beside --gateway 192.168.88.10 --router 192.168.88.1 --hotspot hotspot1");
    assert!(!text.contains("/container") && !text.contains("veth"), "{text}");
    assert!(text.contains("address=192.168.88.10") && text.contains("/ip/hotspot find name=\"hotspot1\""), "{text}");
}

#[test]
fn taking_back_needs_the_version_alone_and_no_configuration() {
    let langod = gateway();
    std::fs::remove_file(langod.config_path()).unwrap();
    let text = printed(&langod, "--version 7.16.2 --remove");
    assert!(text.contains("/system/script run") && text.contains("comment~\"^lango: \""), "{text}");
}

#[test]
fn what_cannot_be_served_is_refused_with_what_can() {
    let langod = gateway();
    for (options, hint) in [
        ("--version 7.15.3 --architecture arm64 --interface bridge", "7.16, 7.20, 7.21, 7.23, 7.24"),
        ("--version 6.49 --remove", "7.16, 7.20, 7.21, 7.23, 7.24"),
        ("--version 7.20 --architecture mmips --interface bridge", "arm64, arm or amd64 (x86)"),
        ("--version 7.20 --interface bridge", "--architecture"),
        ("--version 7.20 --architecture arm64", "--hotspot NAME"),
        ("--version 7.20 --architecture arm64 --hotspot a --interface b", "--interface"),
        ("--version 7.20 --architecture arm64 --hotspot lango", "interface"),
        ("--version 7.20 --architecture arm64 --interface bridge --nas other", "[[radius.nas]]"),
        ("--version 7.20 --architecture arm64 --interface bridge --gateway 172.31.255.1", "its own"),
        ("--version 7.20 --architecture arm64 --interface bridge --network 172.31.255.1/24", "another network"),
        ("--version 7.20 --beside --interface bridge", "--gateway"),
        ("--architecture arm64 --interface bridge", "--version"),
    ] {
        let refused = script(&langod, options);
        assert_eq!(refused.status.code(), Some(2), "{options}: {}", refused.stderr);
        assert!(refused.stdout.is_empty() && refused.stderr.contains(hint), "{options}: {}", refused.stderr);
    }
}
