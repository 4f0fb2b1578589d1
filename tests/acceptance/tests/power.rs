//! Starts and ends: SIGTERM, SIGKILL at any instant, and a town's worth of tickets in the file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use acceptance::radclient::login;
use acceptance::site::{HOUR, device, one_ticket, selling_hours, with_ticket};
use acceptance::web;
use load::clock;
use load::crash::{self, Settings};
use load::scratch::Scratch;
use testkit::Langod;
use testkit::langod::find_langod;

#[test]
fn sigterm_ends_within_two_seconds_with_everything_on_disk() {
    let mut langod = selling_hours();
    let codes = langod.mint(HOUR, 20).unwrap();
    assert!(login(&langod, &codes[0], &device(1)).is_accept());
    let begun = clock::now();
    let status = langod.stop().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2) && status.success(), "{status} after {:?}", begun.elapsed());
    assert!(!langod.data_dir().join("control.sock").exists());
    let tickets = langod.json(&["ticket", "list"]).unwrap();
    assert_eq!(tickets.as_array().unwrap().len(), 20);
    assert_eq!(langod.ticket(&codes[0]).unwrap()["status"], "active");
}

#[test]
fn commands_are_served_again_after_a_kill_and_before_the_next_start() {
    let (mut langod, code) = with_ticket(1);
    assert!(login(&langod, &code, &device(1)).is_accept());
    langod.kill_9().unwrap();
    assert_eq!(langod.ticket(&code).unwrap()["status"], "active", "the socket file left behind is no daemon");
    one_ticket(&langod, HOUR);
    langod.launch().unwrap();
    assert!(login(&langod, &code, &device(1)).is_accept());
}

#[test]
fn fifty_kills_under_load_lose_nothing_and_count_nothing_twice() {
    // On a real disk where there is one: what a sync costs is part of where the kill hits.
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let scratch = Scratch::inside(place).unwrap();
    let settings = Settings { langod: find_langod().unwrap(), times: 50, seed: 2026 };
    let mut story = Vec::new();
    let summary = crash::run(&settings, &scratch, |round| story.push(round.to_string())).unwrap();
    assert!(summary.nothing_was_lost(), "{summary}\n{}", story.join("\n"));
    assert!(
        summary.rounds == 50 && summary.logins > 50 && summary.sales > 10,
        "too quiet to prove anything: {summary}"
    );
}

#[test]
fn a_hundred_thousand_tickets_survive_a_kill_and_each_is_found() {
    let mut langod = Langod::builder().prepare().unwrap();
    langod.add_hour(1).unwrap();
    let codes = langod.mint(HOUR, 100_000).unwrap();
    langod.launch().unwrap();
    assert!(login(&langod, &codes[99_999], &device(1)).is_accept());
    langod.kill_9().unwrap();
    langod.launch().unwrap();
    assert_eq!(web::get(&langod, "/healthz").status, 200);
    for (code, status) in [(&codes[0], "new"), (&codes[50_000], "new"), (&codes[99_999], "active")] {
        assert_eq!(langod.ticket(code).unwrap()["status"], status);
    }
    assert!(login(&langod, &codes[50_000], &device(2)).is_accept());
    let listed = langod.json(&["ticket", "list", "--status", "new"]).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 99_998);
}

#[test]
fn a_folder_that_does_not_exist_yet_is_made_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut langod = Langod::builder().prepare().unwrap();
    fs::remove_dir(langod.data_dir()).unwrap();
    langod.launch().unwrap();
    langod.add_hour(1).unwrap();
    one_ticket(&langod, HOUR);
    let is_private = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o077 == 0;
    assert!(is_private(langod.data_dir()));
    for entry in fs::read_dir(langod.data_dir()).unwrap() {
        let path = entry.unwrap().path();
        assert!(is_private(&path), "{}", path.display());
    }
}
