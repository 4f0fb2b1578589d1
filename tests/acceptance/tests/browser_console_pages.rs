//! How the counter's pages sit on a cashier's phone, measured in a real browser like the guests': light and dark, in both
//! languages. With LANGO_SHOTS=FOLDER each is also kept as a picture.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Kiosk, Setup};
use acceptance::counter::PIN;
use acceptance::shop::{msisdn, phone};
use acceptance::site;

#[test]
fn the_counters_pages_fit_a_phone_in_both_languages_light_and_dark() {
    let found = ["en", "sw"].map(|language| {
        let mut walk = Walk::begin(language);
        walk.signs_in();
        walk.sells();
        walk.sends_a_form_that_has_grown_old();
        walk.prints_many();
        walk.helps_a_guest();
        walk.counts_money();
        walk.looks_after_the_site();
        walk.loses_the_line();
        walk.found
    });
    assert!(found.iter().all(Vec::is_empty), "{found:#?}");
}

/// A cashier who meets one page after another, and what is wrong with them.
struct Walk {
    // Before the site it lives in, so that it is gone first.
    cashier: Browser,
    kiosk: Kiosk,
    counter: String,
    /// Of the guest who is online.
    code: String,
    words: &'static Words,
    language: &'static str,
    found: Vec<String>,
}

impl Walk {
    fn begin(language: &'static str) -> Self {
        let (kiosk, counter) = Kiosk::with_counter();
        for (name, price, rest) in [
            ("Whole day", "50", &["--kind", "elapsed", "--duration", "24h", "--rate", "2M/5M"][..]),
            ("1 GB", "100", &["--kind", "data", "--data", "1GB", "--validity", "30d"]),
            ("Family month", "1500", &["--kind", "elapsed", "--duration", "30d", "--devices", "4", "--rate", "5M/20M"]),
        ] {
            kiosk.shop.langod.add_plan(&[&["--name", name, "--price", price], rest].concat()).unwrap();
        }
        let code = site::one_ticket(&kiosk.shop.langod, site::HOUR);
        kiosk.phone(0).start().goes_online(&code);
        let cashier = Setup::at_counter().start();
        let words = if language == "sw" { &SWAHILI } else { &ENGLISH };
        Walk { cashier, kiosk, counter, code, words, language, found: Vec::new() }
    }

    /// That a page says no is no blemish.
    fn look(&mut self, page: &str) {
        let found = self.cashier.blemishes(&format!("console-{page}"), self.language);
        self.found.extend(found.into_iter().filter(|what| !what.contains("responded with a status of 4")));
    }

    fn look_at(&mut self, page: &str, path: &str) {
        self.cashier.open(&format!("{}{path}", self.counter));
        self.look(page);
    }

    /// Paper is white, whatever the phone prefers.
    fn look_at_paper(&mut self, page: &str) {
        self.cashier.is_pictured(&format!("console-{page}-{}", self.language));
        let (barriers, complaints) = (self.cashier.barriers(), self.cashier.complaints());
        self.found.extend(barriers.into_iter().chain(complaints).map(|what| format!("{page}: {what}")));
    }

    fn signs_in(&mut self) {
        self.look_at("sign-in", &format!("/sign-in?lang={}", self.language));
        self.cashier.fills("pin", "000000");
        self.cashier.presses(self.words.sign_in);
        self.look("sign-in-wrong");
        self.cashier.fills("pin", PIN);
        self.cashier.presses(self.words.sign_in);
    }

    fn sells(&mut self) {
        self.look("counter");
        self.cashier.picks("KSh 20");
        self.look("confirm");
        self.cashier.presses(self.words.taken);
        self.look("sold");
        let sold = self.cashier.url();
        self.look_at("sold-again", &format!("{}?again=1", sold.strip_prefix(&self.counter).unwrap()));
        self.cashier.presses(self.words.print_58);
        self.look_at_paper("slip");
        self.look_at("no-such-page", "/nothing");
    }

    fn sends_a_form_that_has_grown_old(&mut self) {
        self.cashier.open(&self.counter);
        self.cashier.picks("KSh 20");
        self.cashier.script("document.querySelector('input[name=csrf]').value = 'of a seat long since left'");
        self.cashier.presses(self.words.taken);
        self.look("form-expired");
    }

    fn prints_many(&mut self) {
        self.look_at("sheet", "/sheet");
        self.cashier.fills("count", "241");
        self.cashier.presses(self.words.make);
        self.look("sheet-too-many");
        self.cashier.fills("count", "24");
        self.cashier.presses(self.words.make);
        self.look_at_paper("sheet-printed");
    }

    fn helps_a_guest(&mut self) {
        self.look_at("online", "/online");
        self.cashier.unfolds(self.words.send_off);
        self.look("online-send-off");
        self.look_at("look-up", "/look-up");
        self.look_at("look-up-not-found", "/look-up?q=UAF0AB12CD");
        self.look_at("look-up-online", &format!("/look-up?q={}", self.code));
        self.cashier.presses(self.words.ten);
        self.look("look-up-more-time");
        self.cashier.presses(self.words.online);
        self.cashier.unfolds(self.words.send_off);
        self.cashier.presses(self.words.yes);
        self.look("online-nobody");
        self.look_at("look-up-offline", &format!("/look-up?q={}", self.code));
        self.kiosk.shop.langod.command(&["ticket", "revoke", &self.code]).unwrap();
        self.look_at("look-up-revoked", &format!("/look-up?q={}", self.code));
    }

    fn counts_money(&mut self) {
        self.look_at("money-none", "/money");
        let shop = &self.kiosk.shop;
        let id = shop.buys(&phone(1));
        shop.pass_secs(30);
        shop.becomes(&id, "success");
        self.kiosk.waits(&phone(1));
        shop.buys(&phone(1));
        let receipt = shop.daraja.pay_by_hand(msisdn(&phone(3)), 20, "wifi").unwrap();
        let notice = shop.confirmation(&receipt, "20.00", "wifi", "25470****003");
        assert_eq!(shop.door.hand_in(&notice).unwrap(), "receipt_unmatched");
        self.look_at("counter-money", "/");
        self.look_at("money", "/money");
        self.cashier.unfolds(self.words.settle);
        self.cashier.fills("note", "7KM-2PX-9DT");
        self.look("money-settle");
        self.cashier.presses(self.words.settled);
        self.look("money-settled");
        self.cashier.picks("KSh 20");
        self.look("look-up-payment");
        self.look_at("look-up-several", &format!("/look-up?q={}", phone(1)));
    }

    fn looks_after_the_site(&mut self) {
        self.look_at("health", "/health");
        self.cashier.script("document.querySelector('form[action=\"/backup\"]').noValidate = true");
        self.cashier.fills("passphrase", "kahawa");
        self.cashier.presses(self.words.save);
        self.look("health-too-short");
        self.look_at("acts", "/acts");
    }

    fn loses_the_line(&mut self) {
        self.kiosk.loses_the_line(&phone(5));
        self.look_at("counter-offline", "/");
        self.look_at("health-offline", "/health");
    }
}

struct Words {
    sign_in: &'static str,
    taken: &'static str,
    print_58: &'static str,
    make: &'static str,
    online: &'static str,
    send_off: &'static str,
    yes: &'static str,
    ten: &'static str,
    settle: &'static str,
    settled: &'static str,
    save: &'static str,
}

const ENGLISH: Words = Words {
    sign_in: "Sign in",
    taken: "Cash taken, make the ticket",
    print_58: "Print on 58 mm",
    make: "Make and print",
    online: "Online",
    send_off: "Send off",
    yes: "Yes, send off",
    ten: "10 minutes",
    settle: "Settle it",
    settled: "It is settled",
    save: "Save the file",
};

const SWAHILI: Words = Words {
    sign_in: "Ingia",
    taken: "Nimepokea, toa tiketi",
    print_58: "Chapisha kwa mm 58",
    make: "Tengeneza na uchapishe",
    online: "Mtandaoni",
    send_off: "Ondoa",
    yes: "Ndiyo, ondoa",
    ten: "dakika 10",
    settle: "Lishughulikie",
    settled: "Limeshughulikiwa",
    save: "Hifadhi faili",
};
