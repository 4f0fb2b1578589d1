//! Books that are damaged and disks that are full: what can be kept is kept, what cannot is said, nothing is touched
//! that a person might still need.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use acceptance::metrics::{events, gauge};
use acceptance::radclient::login;
use acceptance::site::{HOUR, device, one_ticket};
use acceptance::small_disk::SmallDisk;
use acceptance::wire::Wire;
use radius_proto::Code;
use testkit::Langod;
use testkit::langod::LangodError;

const BOOKS: &str = "lango.redb";

/// A gateway at rest with so many tickets in its books. Two thousand are enough to be folded out of the journal.
fn at_rest(tickets: usize) -> (Langod, Vec<String>) {
    let mut langod = Langod::builder().prepare().unwrap();
    langod.add_hour(1).unwrap();
    let codes = langod.mint(HOUR, tickets).unwrap();
    // Through a daemon as well, so that all it leaves behind is there.
    langod.launch().unwrap();
    langod.stop().unwrap();
    (langod, codes)
}

/// Every file and its bytes; the lock is empty and everyone's.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    files.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

/// Puts noise over a file from a place on.
fn garble(path: &Path, from: usize) {
    let mut bytes = fs::read(path).unwrap();
    let noise = (0u32..).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8);
    bytes.iter_mut().skip(from).zip(noise).for_each(|(byte, noise)| *byte = noise);
    fs::write(path, bytes).unwrap();
}

fn all_codes(langod: &Langod) -> Vec<String> {
    let tickets = langod.json(&["ticket", "list"]).unwrap();
    let mut codes: Vec<String> =
        tickets.as_array().unwrap().iter().map(|ticket| ticket["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes
}

/// Starts on damaged books; all tickets must be there, the log must say what happened, and a guest gets in.
fn recovers(langod: &mut Langod, mut codes: Vec<String>) {
    let mark = langod.log().mark();
    langod.launch().unwrap();
    let told = langod.log().wait_for(mark, |line| line.contains("damaged") || line.contains("rebuilt"));
    assert!(told.is_some(), "{:#?}", langod.log().lines(mark));
    codes.sort();
    assert!(all_codes(langod) == codes, "tickets are missing");
    assert!(login(langod, &codes[0], &device(1)).is_accept());
}

#[test]
fn books_damaged_beyond_repair_are_refused_and_left_as_they_are() {
    let (mut langod, _) = at_rest(10);
    let folder = langod.data_dir().to_owned();
    for name in files(&folder).keys().filter(|name| name.starts_with("journal") || name.starts_with("snapshot")) {
        garble(&folder.join(name), 0);
    }
    garble(&folder.join(BOOKS), 0);
    let (before, mark) = (files(&folder), langod.log().mark());
    let Err(LangodError::Ended { status, log }) = langod.launch() else { panic!("it serves damaged books") };
    assert_eq!(status.code(), Some(2), "{log}");
    let said = langod.log().lines(mark);
    assert_eq!(said.len(), 1, "one sentence: {said:#?}");
    assert!(said[0].contains(folder.join(BOOKS).to_str().unwrap()) && said[0].contains("langod restore"), "{said:#?}");
    assert!(files(&folder) == before, "something was changed");
    let command = langod.run(&["ticket", "list"]).unwrap();
    assert!(command.status.code() == Some(2) && command.stderr.contains("langod restore"), "{}", command.stderr);
    assert!(files(&folder) == before, "something was changed by a command");
}

#[test]
fn a_backup_heals_books_damaged_beyond_repair() {
    let (mut langod, codes) = at_rest(10);
    let copy = langod.dir().join("copy.lango");
    langod.command(&["backup", copy.to_str().unwrap()]).unwrap();
    let folder = langod.data_dir().to_owned();
    files(&folder).keys().filter(|name| *name != "lock").for_each(|name| garble(&folder.join(name), 0));
    langod.command(&["restore", copy.to_str().unwrap()]).unwrap();
    langod.launch().unwrap();
    assert_eq!(all_codes(&langod).len(), codes.len());
    assert!(login(&langod, &codes[0], &device(1)).is_accept());
}

#[test]
fn a_garbled_file_is_rebuilt_and_kept_aside() {
    let (mut langod, codes) = at_rest(10);
    garble(&langod.data_dir().join(BOOKS), 0);
    let garbled = fs::read(langod.data_dir().join(BOOKS)).unwrap();
    recovers(&mut langod, codes);
    assert!(files(langod.data_dir()).values().any(|bytes| *bytes == garbled), "the damaged file is kept");
}

#[test]
fn a_file_garbled_behind_a_good_head_is_rebuilt() {
    let (mut langod, codes) = at_rest(2_000);
    garble(&langod.data_dir().join(BOOKS), 4096);
    recovers(&mut langod, codes);
}

#[test]
fn a_file_cut_short_is_rebuilt() {
    let (mut langod, codes) = at_rest(2_000);
    let books = fs::OpenOptions::new().write(true).open(langod.data_dir().join(BOOKS)).unwrap();
    books.set_len(books.metadata().unwrap().len() / 2).unwrap();
    recovers(&mut langod, codes);
}

#[test]
fn a_file_that_is_gone_is_rebuilt() {
    let (mut langod, codes) = at_rest(2_000);
    fs::remove_file(langod.data_dir().join(BOOKS)).unwrap();
    recovers(&mut langod, codes);
}

#[test]
fn a_journal_with_a_torn_end_loses_nothing_that_was_answered() {
    let (mut langod, codes) = at_rest(10);
    let folder = langod.data_dir().to_owned();
    let journal = files(&folder).into_keys().rfind(|name| name.starts_with("journal")).unwrap();
    let mut bytes = fs::read(folder.join(&journal)).unwrap();
    bytes.extend_from_slice(b"half an ent");
    fs::write(folder.join(&journal), bytes).unwrap();
    langod.launch().unwrap();
    assert_eq!(all_codes(&langod).len(), codes.len());
    one_ticket(&langod, HOUR);
    langod.restart().unwrap();
    assert_eq!(all_codes(&langod).len(), codes.len() + 1, "what came behind the torn end is readable");
}

#[test]
fn a_full_disk_pauses_sales_and_honours_what_was_sold() {
    let mut langod = Langod::builder().prepare().unwrap();
    let mut disk = SmallDisk::under(&langod);
    langod.add_hour(1).unwrap();
    let codes = langod.mint(HOUR, 2).unwrap();
    langod.launch().unwrap();
    assert!(login(&langod, &codes[0], &device(1)).is_accept());

    disk.fill();
    let refused = sell_until_refused(&langod);
    assert!(refused.contains("disk is full") && refused.lines().count() == 1, "{refused}");
    assert_eq!(gauge(&langod, "lango_sales_paused"), 1);
    assert!(login(&langod, &codes[0], &device(1)).is_accept());
    assert!(login(&langod, &codes[1], &device(2)).is_accept(), "there is room for the first use of what was sold");
    let doctor = langod.run(&["doctor"]).unwrap();
    assert!(doctor.status.code() == Some(1) && doctor.stdout.contains("disk is full"), "{doctor:?}");

    langod.kill_9().unwrap();
    langod.launch().unwrap();
    assert!(login(&langod, &codes[1], &device(2)).is_accept());
    assert_eq!(langod.ticket(&codes[1]).unwrap()["status"], "active");
    sell_until_refused(&langod);

    disk.make_room();
    langod.restart().unwrap();
    one_ticket(&langod, HOUR);
    assert_eq!(gauge(&langod, "lango_sales_paused"), 0);
}

#[test]
fn a_disk_without_a_single_byte_lets_active_tickets_in_and_starts_no_clock_it_cannot_keep() {
    let mut langod = Langod::builder().prepare().unwrap();
    let mut disk = SmallDisk::under(&langod);
    langod.add_hour(1).unwrap();
    let codes = langod.mint(HOUR, 200).unwrap();
    langod.launch().unwrap();
    let regular = device(255);
    assert!(login(&langod, &codes[0], &regular).is_accept());
    disk.fill();
    sell_until_refused(&langod);
    // The room that was kept back is taken as well; what is left is the rest of the journal's last page.
    disk.fill();

    let wire = Wire::to_auth(&langod);
    let first_use = |number: u8| {
        wire.send(&wire.login(number, &codes[usize::from(number)], &device(number)));
        wire.receive_within(Duration::from_secs(1)).map(|reply| wire.verdict(number, &reply))
    };
    let accepted = (1..200).take_while(|&number| first_use(number) == Some(Code::AccessAccept)).count();
    assert!(accepted < 199, "clocks start on a disk without room");
    assert!(events(&langod, "commit_lost") > 0);
    assert!(login(&langod, &codes[0], &regular).is_accept());

    disk.make_room();
    assert_eq!(langod.ticket(&codes[accepted + 1]).unwrap()["status"], "new", "nobody was told its clock runs");
    assert!(login(&langod, &codes[accepted + 1], &regular).is_accept());
    langod.kill_9().unwrap();
    langod.launch().unwrap();
    for code in &codes[..=accepted + 1] {
        assert_eq!(langod.ticket(code).unwrap()["status"], "active", "{accepted} were answered");
    }
}

/// A full disk is noticed with the write that finds it full; what the refusal says.
fn sell_until_refused(langod: &Langod) -> String {
    for _ in 0..50 {
        let sale = langod.run(&["ticket", "mint", "--plan", HOUR, "--count", "100"]).unwrap();
        if !sale.status.success() {
            assert_eq!(sale.status.code(), Some(1), "{}", sale.stderr);
            return sale.stderr;
        }
    }
    panic!("five thousand tickets were sold on a full disk");
}
