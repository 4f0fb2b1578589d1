//! `langod healthy`: what a container's health check asks, every half minute.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::process::Command;

use testkit::Langod;
use testkit::langod::Output;

fn signal(langod: &Langod, name: &str) {
    let kill = format!("kill -{name} {}", langod.pid().unwrap());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

#[test]
fn a_gateway_is_healthy_while_it_answers() {
    let mut langod = Langod::start().unwrap();
    let Output { status, stdout, stderr } = langod.run(&["healthy"]).unwrap();
    assert!(status.success() && stdout.is_empty() && stderr.is_empty(), "{stdout}{stderr}");
    // It hangs: the kernel still takes the connection, nobody answers.
    signal(&langod, "STOP");
    let hung = langod.run(&["healthy"]).unwrap();
    signal(&langod, "CONT");
    langod.stop().unwrap();
    let gone = langod.run(&["healthy"]).unwrap();
    for Output { status, stderr, .. } in [hung, gone] {
        assert!(status.code() == Some(1) && stderr.contains("does not answer"), "{status}: {stderr}");
    }
}
