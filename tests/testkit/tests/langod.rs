//! The harness around `langod`, tried with programs that are not it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use testkit::Langod;
use testkit::langod::LangodError;

#[test]
fn a_program_that_ends_at_once_is_told_with_its_last_words() {
    // `ls` knows no --config, says so, and ends.
    let Err(LangodError::Ended { status, log }) = Langod::builder().binary("ls").start() else { panic!("ended") };
    assert!(!status.success() && log.contains("--config"), "{log}");
}

#[test]
fn a_program_that_is_not_there_is_the_machines_fault() {
    let outcome = Langod::builder().binary("/nowhere/langod").start();
    assert!(matches!(outcome, Err(LangodError::Machine(_))));
}

#[test]
fn commands_run_without_a_daemon_under_the_same_configuration() {
    let langod = Langod::builder().binary("echo").prepare().unwrap();
    let printed = langod.command(&["ticket", "list"]).unwrap();
    let (config, data) = (langod.config_path().display(), langod.data_dir().display());
    assert_eq!(printed, format!("--config {config} --data {data} ticket list\n"));
}

#[test]
fn the_configuration_takes_a_tests_changes_and_goes_with_it() {
    let langod = Langod::builder().binary("echo").language("sw").edit("interim_seconds = 60", "interim_seconds = 5");
    let langod = langod.prepare().unwrap();
    let written = std::fs::read_to_string(langod.config_path()).unwrap();
    assert!(written.contains("language = \"sw\"") && written.contains("interim_seconds = 5\n"), "{written}");
    let dir = langod.dir().to_owned();
    drop(langod);
    assert!(!dir.exists());
}
