//! The container images run: configured by variables, on a read-only root and in little memory they sell, admit, stop in
//! time, and their books live on in the next version.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::time::Duration;

use acceptance::container::{Container, ContainerBuilder, MEMORY_BYTES, SECRET};
use acceptance::image::Image;
use acceptance::radclient::login;
use acceptance::site::{HOUR, device};
use load::{clock, machine};
use testkit::Langod;

/// What RouterOS keeps of a line, the container's name aside.
const LONGEST_LINE: usize = 170;

/// What a router can spare for a gateway that rests.
const RESTING_BYTES: u64 = 10_000_000;

/// Sells two tickets, admits a guest with the first, and stops in time with both in the books.
fn a_day(container: &mut Container) -> Vec<String> {
    let codes = container.sell_hours(2);
    let reply = container.login(&codes[0], &device(1));
    assert!(reply.is_accept(), "{reply:?}\n{}", container.log());
    assert!(container.run(&["healthy"]).status.success());
    let begun = clock::now();
    let (status, took) = (container.stop(), begun.elapsed());
    assert!(status.success() && took < Duration::from_secs(2), "{status} after {took:?}\n{}", container.log());
    assert!(container.log().lines().all(|line| line.len() <= LONGEST_LINE), "{}", container.log());
    codes
}

/// The guest of that day is admitted again with what is left, and the other ticket is still new.
fn the_next(container: &Container, codes: &[String]) {
    let left = container.login(&codes[0], &device(1)).number("Session-Timeout").unwrap();
    assert!((3000..=3600).contains(&left), "{left}");
    assert_eq!(container.json(&["ticket", "show", &codes[1]])["status"], "new");
}

#[test]
fn a_gateway_lives_on_in_the_next_version_of_its_image() {
    let (image, data) = (Image::of("amd64"), tempfile::tempdir().unwrap());
    let container = || ContainerBuilder::new(&image, data.path()).memory_bytes(MEMORY_BYTES).serve();
    let mut first = container();
    let codes = a_day(&mut first);
    // Its root goes, as when RouterOS removes a container; the next one has a root, a line and an address of its own.
    drop(first);
    let mut second = container();
    the_next(&second, &codes);
    let (most, limit) = second.memory_bytes();
    assert!(limit == MEMORY_BYTES && most < limit, "{most} of {limit} bytes");
    assert!(second.stop().success());
}

/// Of the binary that ships: the one for this machine's developers is twice its size.
#[test]
fn ten_thousand_tickets_rest_within_the_memory_budget() {
    let unpacked = tempfile::tempdir().unwrap();
    Image::of("amd64").unpack_into(unpacked.path());
    let mut langod = Langod::builder().binary(unpacked.path().join("langod")).prepare().unwrap();
    langod.add_hour(1).unwrap();
    let codes = langod.mint(HOUR, 10_000).unwrap();
    langod.launch().unwrap();
    assert!(login(&langod, &codes[5_000], &device(1)).is_accept());
    let resident = machine::resident_bytes(langod.pid().unwrap()).unwrap();
    assert!(resident <= RESTING_BYTES, "{resident} bytes");
}

#[test]
fn the_image_for_arm_runs_on_the_oldest_arm() {
    let (image, data) = (Image::of("arm"), tempfile::tempdir().unwrap());
    // No limit here: the emulator alone needs more.
    let container = || ContainerBuilder::new(&image, data.path()).emulated("qemu-arm-static", "arm926").serve();
    let codes = a_day(&mut container());
    the_next(&container(), &codes);
}

#[test]
fn a_mounted_file_is_as_good_as_variables() {
    let (image, data) = (Image::of("amd64"), tempfile::tempdir().unwrap());
    let file = format!(
        "[site]\nname = \"Kibanda WiFi\"\nprovider_id = \"7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11\"\n\
        [portal]\nlisten = \"0.0.0.0:8088\"\n[radius]\nauth_listen = \"0.0.0.0:1812\"\nacct_listen = \"0.0.0.0:1813\"\n\
        [[radius.nas]]\nname = \"router\"\naddress = \"ROUTER\"\nsecret = \"{SECRET}\"\n"
    );
    let with_file = || ContainerBuilder::new(&image, data.path()).file("/etc/lango/langod.toml", &file);
    a_day(&mut with_file().without_env().serve());

    // Both at once are refused: an owner would not know which one counts.
    let mut both = with_file().start();
    assert_eq!(both.ended().code(), Some(2));
    assert!(both.log().contains("langod.toml is there and LANGO_SITE_NAME is set"), "{}", both.log());
}

#[test]
fn what_is_wrong_with_the_variables_stands_in_the_log() {
    let (image, data) = (Image::of("amd64"), tempfile::tempdir().unwrap());
    for (name, value, said) in [
        ("LANGO_RADIUS_SECRET", "", "LANGO_RADIUS_SECRET is not set; it could be "),
        ("LANGO_LANGUAGE", "fr", "LANGO_LANGUAGE: `fr` is no language of the portal"),
        ("LANGO_SITENAME", "Kibanda", "LANGO_SITENAME is no setting; there are\nLANGO_SITE_NAME "),
    ] {
        let mut container = ContainerBuilder::new(&image, data.path()).env(name, value).start();
        assert_eq!(container.ended().code(), Some(2));
        let log = container.log();
        assert!(log.contains(said) && !log.contains(SECRET), "{log}");
        assert!(log.lines().all(|line| line.len() <= LONGEST_LINE), "{log}");
    }
}
