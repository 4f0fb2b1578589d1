//! A configuration that cannot be used: one sentence that names the key or the port, exit code 2, nothing served.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::net::{TcpListener, UdpSocket};

use testkit::Langod;
use testkit::langod::{LangodBuilder, LangodError, Output};

/// How `run` ends, which it is to do by itself, and its only line.
fn refusal(builder: LangodBuilder) -> String {
    let mut langod = builder.prepare().unwrap();
    last_words(&mut langod)
}

fn last_words(langod: &mut Langod) -> String {
    let Err(LangodError::Ended { status, log }) = langod.launch() else { panic!("it serves") };
    assert_eq!(status.code(), Some(2), "{log}");
    assert_eq!(log.lines().count(), 1, "one sentence: {log}");
    log
}

#[test]
fn an_unknown_key_is_named() {
    let sentence = refusal(Langod::builder().edit("support_phone", "suport_phone"));
    assert!(sentence.contains("suport_phone") && sentence.contains("langod.toml"), "{sentence}");
}

#[test]
fn a_missing_secret_is_named() {
    let sentence = refusal(Langod::builder().secret("x").edit("secret = \"x\"\n", ""));
    assert!(sentence.contains("secret"), "{sentence}");
}

#[test]
fn an_empty_secret_is_refused() {
    let sentence = refusal(Langod::builder().secret(""));
    assert!(sentence.contains("secret"), "{sentence}");
}

#[test]
fn the_secret_from_the_documents_is_refused() {
    let sentence = refusal(Langod::builder().secret("<made by config template>"));
    assert!(sentence.contains("secret") && sentence.contains("router"), "{sentence}");
}

#[test]
fn a_missing_section_is_named() {
    let sentence = refusal(Langod::builder().edit("[portal]", "[enforcement.more]"));
    assert!(sentence.contains("langod.toml"), "{sentence}");
}

#[test]
fn a_file_that_is_no_toml_is_refused_with_its_line() {
    let sentence = refusal(Langod::builder().edit("[portal]", "[portal"));
    assert!(sentence.contains("line 8"), "{sentence}");
}

#[test]
fn a_file_that_is_not_there_is_named_with_the_way_to_make_one() {
    let mut langod = Langod::builder().prepare().unwrap();
    fs::remove_file(langod.config_path()).unwrap();
    let sentence = last_words(&mut langod);
    assert!(sentence.contains("langod.toml") && sentence.contains("langod config template"), "{sentence}");
}

#[test]
fn a_tcp_port_in_use_is_named_with_its_key() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let langod = Langod::builder().prepare().unwrap();
    for key in ["[portal] listen", "[management] listen"] {
        let own = if key.contains("portal") { langod.portal_url() } else { langod.metrics_url() };
        let own = own.trim_start_matches("http://").split('/').next().unwrap();
        let sentence = with_edit(&langod, &format!("\"{own}\""), &format!("\"127.0.0.1:{port}\""));
        assert!(sentence.contains(key) && sentence.contains(&port.to_string()), "{sentence}");
    }
}

#[test]
fn a_udp_port_in_use_is_named_with_its_key() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let langod = Langod::builder().prepare().unwrap();
    for (key, own) in [("auth_listen", langod.auth_port()), ("acct_listen", langod.acct_port())] {
        let sentence = with_edit(&langod, &format!("127.0.0.1:{own}"), &format!("127.0.0.1:{port}"));
        assert!(sentence.contains(key) && sentence.contains(&port.to_string()), "{sentence}");
    }
}

/// The only line of `run` under this configuration with one edit.
fn with_edit(langod: &Langod, from: &str, to: &str) -> String {
    let written = fs::read_to_string(langod.config_path()).unwrap();
    assert!(written.contains(from), "{written}");
    let mut other = Langod::builder().prepare().unwrap();
    fs::write(other.config_path(), written.replace(from, to)).unwrap();
    last_words(&mut other)
}

#[test]
fn the_template_passes_the_check_which_keeps_its_secret_to_itself() {
    let langod = Langod::builder().prepare().unwrap();
    let template = langod.command(&["config", "template"]).unwrap();
    let secret = template.lines().find_map(|line| line.strip_prefix("secret = \"")).unwrap();
    let secret = secret.split('"').next().unwrap();
    assert!(secret.len() >= 16, "{template}");
    fs::write(langod.config_path(), &template).unwrap();
    let Output { status, stdout, stderr } = langod.run(&["config", "check"]).unwrap();
    assert!(status.success(), "{stderr}");
    assert!(stdout.contains("router at 172.31.255.1") && !stdout.contains(secret), "{stdout}");
    assert!(stdout.contains("****"), "{stdout}");
    let again = langod.command(&["config", "template"]).unwrap();
    assert!(!again.contains(secret), "each template has a secret of its own");
}

#[test]
fn the_check_says_what_run_would_say() {
    let langod = Langod::builder().secret("").prepare().unwrap();
    let Output { status, stderr, .. } = langod.run(&["config", "check"]).unwrap();
    assert_eq!(status.code(), Some(2));
    assert!(stderr.contains("secret") && stderr.lines().count() == 1, "{stderr}");
}
