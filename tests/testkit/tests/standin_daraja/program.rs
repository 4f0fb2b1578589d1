//! The stand-in as a program: what it prints, and that it goes when it is told to.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::client::Client;

#[test]
fn the_program_prints_its_phones_and_what_happens_until_it_is_stopped() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_standin-daraja"))
        .args(["--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--kind", "till", "--quirks", "{}"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap(), "0700 000 001 pays");
    assert_eq!(lines.next().unwrap(), "0700 000 002 cancels the prompt (1032)");
    let address = lines.find_map(|line| line.strip_prefix("API: ").map(str::to_owned)).unwrap();
    Client::new(&address, "standin-key", "standin-secret").sign_in();
    assert!(lines.any(|line| line.ends_with("token 1 is issued; earlier ones are dead")));
    let told = Command::new("kill").arg(program.id().to_string()).status().unwrap();
    assert!(told.success());
    assert!(program.wait().unwrap().success());
}

#[test]
fn quirks_nobody_knows_are_refused() {
    let outcome =
        Command::new(env!("CARGO_BIN_EXE_standin-daraja")).args(["--quirks", r#"{"x": 1}"#]).output().unwrap();
    assert!(!outcome.status.success());
    assert!(String::from_utf8_lossy(&outcome.stderr).contains("unknown field"));
}
