//! Books that go back in time: restored from a backup, put back from a copy, or living twice. The cloud notices, gives back
//! what they had told it, and keeps what every life sold.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::{Path, PathBuf};

use acceptance::chain::{Chain, Ways, address_of, enrol, finding, is_in_step};
use acceptance::cloud_books::{CloudBooks, codes};
use acceptance::metrics;
use acceptance::radclient::login;
use acceptance::shop::{phone, taking_mpesa};
use acceptance::site::{HOUR, device, one_ticket, plain};
use testkit::machine::{PATIENCE, poll};
use testkit::{Langod, Relay};

/// A site whose cloud can be looked into, on a line that can be cut.
struct Lives {
    chain: Chain,
    line: Relay,
    books: CloudBooks,
}

impl Lives {
    fn begin() -> Self {
        let books = CloudBooks::open();
        let cloud = books.cloud().start().unwrap();
        let line = Relay::to(address_of(&cloud)).unwrap();
        let ways = Ways { gateway: line.address(), ..Ways::straight_to(&cloud) };
        Lives { chain: Chain::on(cloud, ways, |gateway| gateway), line, books }
    }

    fn langod(&self) -> &Langod {
        &self.chain.shop.langod
    }

    /// The gateway lists all of these, and so does the cloud.
    #[track_caller]
    fn has_kept(&self, langod: &Langod, sold: &[String]) {
        let mut sold: Vec<_> = sold.iter().map(|code| plain(code)).collect();
        sold.sort_unstable();
        let kept = poll(PATIENCE, || (codes(langod) == sold).then_some(()));
        assert!(kept.is_some(), "{sold:#?}\n{:#?}\n{}", codes(langod), langod.log().text());
        is_in_step(langod);
        self.books.agree_with(langod, &self.chain.site);
    }

    /// A backup of books that know how far the cloud has them.
    fn backup(&mut self) -> String {
        self.chain.is_in_step();
        self.chain.shop.langod.restart().unwrap();
        let backup = self.langod().dir().join("backup").display().to_string();
        self.langod().command(&["backup", &backup]).unwrap();
        backup
    }

    /// A copy of all there is on disk.
    fn copy(&mut self) -> PathBuf {
        self.chain.is_in_step();
        self.chain.shop.langod.stop().unwrap();
        let copy = self.langod().dir().join("copy");
        copy_books(self.langod().data_dir(), &copy);
        self.chain.shop.langod.launch().unwrap();
        copy
    }

    /// Stops it and puts a copy in the place of what it has.
    fn put_back(&mut self, copy: &Path) {
        self.chain.shop.langod.stop().unwrap();
        copy_books(copy, self.langod().data_dir());
    }

    /// Another device on which the copy lives.
    fn twin(&mut self) -> Langod {
        let copy = self.copy();
        let mut twin = taking_mpesa(&self.chain.shop.daraja.base_url()).prepare().unwrap();
        copy_books(&copy, twin.data_dir());
        twin.launch().unwrap();
        twin
    }

    fn events_of_epoch(&self, epoch: u32) -> u64 {
        self.books.count(&format!("events WHERE epoch = {epoch}"))
    }
}

/// Copies what a stopped gateway has on disk.
fn copy_books(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => copy_books(&from, &to),
            kind if kind.is_file() => drop(fs::copy(from, to).unwrap()),
            _ => {}
        }
    }
}

#[test]
fn tickets_sold_after_the_backup_come_back_from_the_cloud() {
    let mut lives = Lives::begin();
    let mut sold = lives.langod().mint(HOUR, 3).unwrap();
    let backup = lives.backup();
    sold.extend(lives.langod().mint(HOUR, 3).unwrap());
    assert!(login(lives.langod(), &sold[4], &device(1)).is_accept());
    lives.has_kept(lives.langod(), &sold);
    let first_life = lives.events_of_epoch(1);

    lives.chain.shop.langod.stop().unwrap();
    lives.langod().command(&["restore", &backup]).unwrap();
    lives.line.cut();
    lives.chain.shop.langod.launch().unwrap();
    assert_eq!(codes(lives.langod()).len(), 3, "the cloud is away");
    sold.push(one_ticket(lives.langod(), HOUR));
    lives.line.leads_to(address_of(&lives.chain.cloud));
    lives.has_kept(lives.langod(), &sold);
    assert_eq!(lives.langod().ticket(&sold[4]).unwrap()["status"], "active");
    assert_eq!(lives.langod().ticket(&sold[5]).unwrap()["status"], "new");
    assert_eq!((lives.events_of_epoch(1), lives.events_of_epoch(2)), (first_life, 1));
}

#[test]
fn a_restore_begins_one_new_life_and_not_two() {
    let mut lives = Lives::begin();
    let backup = lives.backup();
    let sold = lives.langod().mint(HOUR, 1).unwrap();
    lives.has_kept(lives.langod(), &sold);
    lives.chain.shop.langod.stop().unwrap();
    lives.langod().command(&["restore", &backup]).unwrap();
    lives.chain.shop.langod.launch().unwrap();
    lives.has_kept(lives.langod(), &sold);
    assert_eq!(metrics::events(lives.langod(), "fork"), 0);
}

#[test]
fn a_payment_settled_after_the_backup_is_not_settled_again() {
    for is_acknowledged in [true, false] {
        let mut lives = Lives::begin();
        let backup = lives.backup();
        let paid = lives.chain.shop.buys(&phone(1));
        lives.chain.shop.pass_secs(30);
        let sold = [lives.chain.shop.ticket(&paid)];
        lives.chain.is_in_step();
        if is_acknowledged {
            lives.chain.is_seen(|site| site["applied"] == 1);
        }
        lives.chain.shop.langod.stop().unwrap();
        lives.langod().command(&["restore", &backup]).unwrap();
        lives.chain.shop.langod.launch().unwrap();
        lives.has_kept(lives.langod(), &sold);
        lives.chain.is_seen(|site| site["applied"] == 1);
        let receipt = lives.chain.shop.daraja.control().statement()[0].receipt.clone();
        assert_eq!(lives.chain.shop.types(&receipt, None).json()["code"], sold[0].as_str());
        assert_eq!(lives.chain.shop.reviews(), [""; 0]);
    }
}

#[test]
fn a_payment_settled_after_the_copy_is_not_settled_again() {
    let mut lives = Lives::begin();
    let copy = lives.copy();
    let paid = lives.chain.shop.buys(&phone(1));
    lives.chain.shop.pass_secs(30);
    let sold = [lives.chain.shop.ticket(&paid)];
    lives.chain.is_in_step();
    lives.put_back(&copy);
    lives.chain.shop.langod.launch().unwrap();
    lives.has_kept(lives.langod(), &sold);
    let receipt = lives.chain.shop.daraja.control().statement()[0].receipt.clone();
    assert_eq!(lives.chain.shop.types(&receipt, None).json()["code"], sold[0].as_str());
    assert_eq!(lives.chain.shop.reviews(), [""; 0]);
}

#[test]
fn an_older_copy_put_back_is_noticed_and_healed() {
    for sells_before_it_is_noticed in [0, 2, 9] {
        let mut lives = Lives::begin();
        let mut sold = lives.langod().mint(HOUR, 2).unwrap();
        let copy = lives.copy();
        sold.extend(lives.langod().mint(HOUR, 4).unwrap());
        assert!(login(lives.langod(), &sold[3], &device(1)).is_accept());
        lives.has_kept(lives.langod(), &sold);

        lives.put_back(&copy);
        lives.line.cut();
        lives.chain.shop.langod.launch().unwrap();
        assert_eq!(codes(lives.langod()).len(), 2);
        for _ in 0..sells_before_it_is_noticed {
            sold.push(one_ticket(lives.langod(), HOUR));
        }
        lives.line.leads_to(address_of(&lives.chain.cloud));
        lives.has_kept(lives.langod(), &sold);
        assert_eq!(metrics::events(lives.langod(), "fork"), 1);
        assert_eq!(lives.langod().ticket(&sold[3]).unwrap()["status"], "active");
        assert_eq!(lives.events_of_epoch(2), sells_before_it_is_noticed);
        sold.push(one_ticket(lives.langod(), HOUR));
        lives.has_kept(lives.langod(), &sold);
    }
}

#[test]
fn of_two_gateways_with_the_same_books_the_cloud_keeps_what_both_sell() {
    let mut lives = Lives::begin();
    let sold = lives.langod().mint(HOUR, 2).unwrap();
    let twin = lives.twin();
    let mut all = sold;
    for _ in 0..5 {
        all.push(one_ticket(lives.langod(), HOUR));
        all.push(one_ticket(&twin, HOUR));
    }
    let mut wanted: Vec<_> = all.iter().map(|code| plain(code)).collect();
    wanted.sort_unstable();
    let kept = poll(PATIENCE, || (lives.books.codes(&lives.chain.site) == wanted).then_some(()));
    let both = [lives.langod(), &twin].map(|langod| langod.log().text());
    assert!(kept.is_some(), "{:#?}\n{}", lives.books.codes(&lives.chain.site), both.join("\n\n"));
    [lives.langod(), &twin].into_iter().for_each(is_in_step);
    let forks = [lives.langod(), &twin].map(|langod| metrics::events(langod, "fork"));
    assert_eq!(forks.iter().sum::<u64>(), 1, "{forks:?}\n{}", both.join("\n\n"));
    // Whoever began a new life knows what the other one sold before.
    let healed = if forks[0] == 1 { lives.langod() } else { &twin };
    let knows = codes(healed);
    assert!(wanted.iter().filter(|code| knows.contains(code)).count() >= 7, "{knows:#?}");
}

#[test]
fn a_payment_reaches_the_one_of_two_twins_that_asked_for_it() {
    let mut lives = Lives::begin();
    let _twin = lives.twin();
    for guest in 1..=3 {
        let id = lives.chain.shop.buys(&phone(guest));
        lives.chain.shop.pass_secs(30);
        lives.chain.shop.ticket(&id);
    }
    assert_eq!(lives.chain.shop.reviews(), [""; 0]);
}

#[test]
fn one_backup_restored_on_two_new_devices_in_turn_brings_back_what_either_sold() {
    let mut lives = Lives::begin();
    let mut sold = lives.langod().mint(HOUR, 2).unwrap();
    let backup = lives.backup();
    sold.extend(lives.langod().mint(HOUR, 3).unwrap());
    lives.has_kept(lives.langod(), &sold);
    lives.chain.shop.langod.stop().unwrap();
    for _ in 0..2 {
        let mut device = taking_mpesa(&lives.chain.shop.daraja.base_url()).prepare().unwrap();
        device.command(&["restore", &backup]).unwrap();
        device.launch().unwrap();
        let provider = &lives.chain.shop.provider;
        let claim = lives.chain.cloud.json(&["site", "claim", &lives.chain.site, "--provider", provider]).unwrap();
        enrol(&device, lives.line.address(), claim["claim_code"].as_str().unwrap());
        // Anybody may have had the code: the past of the site is its owner's to give.
        assert!(finding(&device).is_some_and(|finding| finding["grade"] == "mind"));
        lives.chain.cloud.confirm_site(provider, &lives.chain.site).unwrap();
        sold.extend(device.mint(HOUR, 3).unwrap());
        lives.has_kept(&device, &sold);
    }
}
