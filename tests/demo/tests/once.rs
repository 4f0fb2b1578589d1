//! The demo keeps its promise: what a newcomer is told to try works, from the first page to the last.

#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

use std::process::Command;

/// Gateway and cloud are other packages' programs, so cargo is asked to bring them up to date; most days they are.
fn build_both() {
    let packages = ["build", "--quiet", "--package", "gatewayd", "--package", "cloudd"];
    let built = Command::new(env!("CARGO")).args(packages).status();
    assert!(built.expect("cargo starts").success());
}

#[test]
fn a_newcomer_gets_online_by_pap_and_by_chap() {
    build_both();
    for login in [&["--once"][..], &["--once", "--chap"]] {
        let demo = Command::new(env!("CARGO_BIN_EXE_lango-demo")).args(login).output().expect("the demo starts");
        let (told, complaint) = (String::from_utf8_lossy(&demo.stdout), String::from_utf8_lossy(&demo.stderr));
        assert!(demo.status.success(), "{told}\n{complaint}");
        assert!(told.contains("is online"), "{told}");
    }
}

#[test]
fn help_teaches() {
    let help = Command::new(env!("CARGO_BIN_EXE_lango-demo")).arg("--help").output().expect("the demo starts");
    let text = String::from_utf8_lossy(&help.stdout);
    assert!(help.status.success() && text.contains("Ctrl-C") && text.contains("--once"), "{text}");
}
