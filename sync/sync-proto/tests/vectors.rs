//! The bytes in `tests/vectors/sync` at the root of the repository: what was written once is written and read the same
//! for as long as the version stays.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod samples;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sync_proto::{Keys, Purpose, open, sign};

fn vectors() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/sync/messages.txt");
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').map(|(name, hex)| (name.to_owned(), hex.to_owned())).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// Checks one message against its line; what is missing or differs is reported as the line it would be.
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    vectors: &mut BTreeMap<String, String>,
    purpose: Purpose,
    name: &str,
    message: &T,
) -> Option<String> {
    let keys = Keys::from_seed(&[7; 32]);
    let written = sign(purpose, &keys, message).unwrap();
    let name = format!("{purpose:?}.{name}").to_lowercase();
    let known = vectors.remove(&name);
    if known.as_deref() != Some(&hex(&written)) {
        return Some(format!("{name} {}", hex(&written)));
    }
    assert_eq!(&open::<T>(purpose, &keys.public(), &bytes(&known.unwrap())).unwrap(), message, "{name}");
    None
}

#[test]
fn every_message_is_written_and_read_as_it_first_was() {
    let mut vectors = vectors();
    let mut differing = Vec::new();
    for (name, up) in samples::ups() {
        differing.extend(check(&mut vectors, Purpose::Up, name, &up));
    }
    for (name, event) in samples::events() {
        let record = samples::record(1, event);
        differing.extend(check(&mut vectors, Purpose::Up, &format!("record.{name}"), &record));
    }
    for (name, down) in samples::downs() {
        differing.extend(check(&mut vectors, Purpose::Down, name, &down));
    }
    differing.extend(check(&mut vectors, Purpose::Enrolment, "claim", &samples::enrolment()));
    differing.extend(check(&mut vectors, Purpose::Enrolled, "taken_in", &samples::enrolled()));
    assert!(differing.is_empty(), "these lines are new or differ from those on disk:\n{}", differing.join("\n"));
    assert!(vectors.is_empty(), "nobody writes these: {:?}", vectors.keys());
}
