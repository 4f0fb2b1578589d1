//! The counter as a cashier meets it, in a real browser on a phone: from the first PIN to the end of the day, with the
//! internet and without.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Kiosk, Setup, both, qr_texts};
use acceptance::counter::PIN;
use acceptance::shop::{msisdn, phone};
use acceptance::site;
use domain::code::Code;
use serde_json::Value;
use testkit::machine::{PATIENCE, poll};

#[test]
fn a_cashier_sells_prints_helps_and_sends_off() {
    let (kiosk, counter) = Kiosk::with_counter();
    let day = Day::begins(&kiosk, &counter, &ENGLISH);
    day.goes();
}

#[test]
fn the_same_day_goes_well_in_swahili_while_the_internet_is_away() {
    let (kiosk, counter) = Kiosk::with_counter();
    kiosk.loses_the_line(&phone(1));
    let day = Day::begins(&kiosk, &counter, &SWAHILI);
    day.cashier.sees("Intaneti haipo kwa sasa.");
    day.goes();
}

#[test]
fn money_is_found_by_its_receipt_and_settled() {
    let (kiosk, counter) = Kiosk::with_counter();
    let id = kiosk.shop.buys(&phone(1));
    kiosk.shop.pass_secs(30);
    let code = kiosk.shop.ticket(&id);
    let receipt = kiosk.shop.daraja.control().statement()[0].receipt.to_string();
    kiosk.waits(&phone(2));
    let waiting = kiosk.shop.buys(&phone(2));
    let cashier = signed_in(&counter);
    cashier.presses("Look up");
    cashier.fills("q", &receipt);
    cashier.sends("Look up");
    cashier.sees("This ticket has not been used yet");
    cashier.sees(&code);
    cashier.sees("Money came");
    assert_eq!(cashier.fact("Receipt"), receipt);
    cashier.presses("Money");
    cashier.sees("Waiting for the PIN");
    cashier.picks("KSh 20");
    cashier.sees("The M-PESA PIN has not been typed yet");
    kiosk.enters_pin(&phone(2));
    kiosk.shop.becomes(&waiting, "success");
    cashier.presses("Money");
    cashier.sees("No money is waiting");
    cashier.is_content();
}

#[test]
fn money_nobody_was_asked_for_waits_for_a_person_and_is_settled_with_a_note() {
    let (kiosk, counter) = Kiosk::with_counter();
    let receipt = kiosk.shop.daraja.pay_by_hand(msisdn(&phone(3)), 20, "wifi").unwrap();
    let notice = kiosk.shop.confirmation(&receipt, "20.00", "wifi", "25470****003");
    assert_eq!(kiosk.shop.door.hand_in(&notice).unwrap(), "receipt_unmatched");
    let cashier = signed_in(&counter);
    cashier.presses("To settle 1");
    cashier.sees("Money came that nobody was asked for");
    cashier.sees(&receipt);
    cashier.unfolds("Settle it");
    // A browser keeps a form back that says nothing.
    cashier.taps("It is settled");
    assert_eq!(kiosk.shop.reviews(), ["unmatched_receipt"]);
    cashier.fills("note", "Gave the money back");
    cashier.presses("It is settled");
    cashier.sees("Settled. Your note is kept.");
    cashier.sees("No money is waiting");
    assert_eq!(kiosk.shop.reviews(), [""; 0]);
    let all = kiosk.shop.langod.command(&["review", "list", "--all"]).unwrap();
    assert!(all.contains("Gave the money back"), "{all}");
    cashier.open(&format!("{counter}/acts"));
    cashier.sees("Settled money");
    cashier.is_content();
}

#[test]
fn a_sheet_is_printed_and_a_form_sent_again_makes_no_second_one() {
    let (kiosk, counter) = Kiosk::with_counter();
    let cashier = signed_in(&counter);
    cashier.presses("Print many tickets");
    cashier.fills("count", "241");
    cashier.presses("Make and print");
    cashier.sees("Type a number from 1 to 240. Nothing was made.");
    cashier.open(&format!("{counter}/sheet"));
    cashier.fills("count", "24");
    cashier.presses("Make and print");
    let codes = codes(&kiosk);
    assert_eq!(codes.len(), 24);
    // One page of A4, three across and eight down.
    assert_eq!(cashier.script("return document.querySelectorAll('section').length"), 1);
    let printed = cashier.text();
    for code in &codes {
        assert!(printed.contains(code), "{code} is not on paper:\n{printed}");
    }
    cashier.script("history.back()");
    cashier.reads("Print many tickets");
    cashier.presses("Make and print");
    assert_eq!(self::codes(&kiosk), codes, "the same form makes the same tickets");
    cashier.is_content();
}

#[test]
fn a_copy_needs_a_passphrase_that_is_long_enough() {
    let (_kiosk, counter) = Kiosk::with_counter();
    let cashier = signed_in(&counter);
    cashier.presses("Health");
    cashier.reads("How this site is");
    assert_eq!(cashier.fact("Disk"), "Has room");
    assert_eq!(cashier.fact("Clock"), "Right");
    cashier.fills("passphrase", "kahawa");
    cashier.taps("Save the file");
    assert_eq!(cashier.script("return document.querySelector('#passphrase').validity.tooShort"), true);
    // One that does not look at what it sends is told by the gateway.
    cashier.script("document.querySelector('form[action=\"/backup\"]').noValidate = true");
    cashier.presses("Save the file");
    cashier.sees("The passphrase needs at least 12 characters. No file was made.");
    assert_eq!(cashier.filled("passphrase"), "");
    cashier.presses("What was done here");
    cashier.sees("Signed in");
    cashier.sees_no("Took a copy");
    cashier.is_content();
}

fn signed_in(counter: &str) -> Browser {
    let cashier = Setup::at_counter().start();
    cashier.open(counter);
    cashier.fills("pin", PIN);
    cashier.presses("Sign in");
    cashier.reads("What does the guest want?");
    cashier
}

/// The codes of all tickets there are.
fn codes(kiosk: &Kiosk) -> Vec<String> {
    let tickets = kiosk.shop.langod.json(&["ticket", "list"]).unwrap();
    let code = |ticket: &Value| ticket["code"].as_str().unwrap().to_owned();
    tickets.as_array().unwrap().iter().map(code).collect()
}

/// A cashier's day in one language.
struct Day<'a> {
    cashier: Browser,
    guest: Browser,
    kiosk: &'a Kiosk,
    counter: &'a str,
    words: &'static Words,
}

impl<'a> Day<'a> {
    /// With a PIN mistyped.
    fn begins(kiosk: &'a Kiosk, counter: &'a str, words: &'static Words) -> Self {
        let [cashier, guest] = both([Setup::at_counter(), kiosk.phone(0)]);
        cashier.open(&format!("{counter}/sign-in?lang={}", words.tag));
        cashier.fills("pin", "000000");
        cashier.presses(words.sign_in);
        cashier.sees(words.wrong_pin);
        cashier.fills("pin", PIN);
        cashier.presses(words.sign_in);
        cashier.reads(words.what);
        Day { cashier, guest, kiosk, counter, words }
    }

    fn goes(self) {
        let code = self.sells_an_hour();
        self.guest.goes_online(&code);
        self.kiosk.has_online_on(0, &code);
        self.gives_ten_minutes(&code);
        self.sends_off(&code);
        self.ends();
    }

    /// By three taps: the plan, the cash, the print. Whoever goes back to the second and taps it once more is told that it is
    /// the same ticket.
    fn sells_an_hour(&self) -> String {
        let (cashier, words) = (&self.cashier, self.words);
        cashier.picks("KSh 20");
        cashier.reads(words.take);
        cashier.presses(words.taken);
        cashier.reads(words.sold);
        let code = Code::parse(&cashier.code()).unwrap().to_string();
        cashier.presses(words.print_58);
        cashier.find("//main[contains(@class, 'mm58')] | //body[contains(@class, 'mm58')]");
        cashier.sees(&code);
        let slip = cashier.script("return document.documentElement.outerHTML");
        let links = qr_texts(slip.as_str().unwrap());
        assert!(matches!(&links[..], [link] if link.contains(&site::plain(&code))), "{links:?}");
        assert_eq!(codes(self.kiosk), [code.as_str()]);

        cashier.script("history.go(-2)");
        cashier.reads(words.take);
        cashier.presses(words.taken);
        cashier.sees(words.again);
        assert_eq!(Code::parse(&cashier.code()).unwrap().to_string(), code);
        assert_eq!(codes(self.kiosk), [code.as_str()]);
        code
    }

    /// Which the router hears of.
    fn gives_ten_minutes(&self, code: &str) {
        let (cashier, words) = (&self.cashier, self.words);
        let router = self.kiosk.router.control();
        let secs_left = || router.session(self.kiosk.router.device(0)).unwrap().secs_left.unwrap();
        cashier.presses(words.online);
        cashier.presses(code);
        cashier.reads(words.why);
        cashier.sees(words.is_online);
        cashier.sees(words.was_made);
        cashier.sees(words.first_use);
        let (before, left) = (secs_left(), cashier.fact(words.left));
        cashier.presses(words.ten);
        cashier.sees(words.ten_added);
        assert_eq!(cashier.fact(words.added), words.ten);
        assert_ne!(cashier.fact(words.left), left);
        let longer = poll(PATIENCE, || (secs_left() > before + 500).then_some(()));
        longer.unwrap_or_else(|| panic!("the router still ends the session in {before} s"));
    }

    fn sends_off(&self, code: &str) {
        let (cashier, words) = (&self.cashier, self.words);
        cashier.presses(words.online);
        cashier.unfolds(words.send_off);
        cashier.presses(words.yes);
        cashier.sees(words.one_sent_off);
        let router = self.kiosk.router.control();
        let gone = poll(PATIENCE, || router.session(self.kiosk.router.device(0)).is_none().then_some(()));
        gone.unwrap_or_else(|| panic!("the guest is still online at the router"));
        cashier.presses(words.look_up);
        cashier.fills("q", &site::plain(code).to_lowercase());
        cashier.sends(words.look_up);
        cashier.sees(words.can_come_back);
        cashier.sees(words.by_the_counter);
    }

    fn ends(&self) {
        let (cashier, words) = (&self.cashier, self.words);
        cashier.presses(words.health);
        cashier.presses(words.acts);
        words.deeds.iter().for_each(|deed| cashier.sees(deed));
        cashier.presses(words.sign_out);
        cashier.reads(words.counter);
        cashier.open(&format!("{}/online", self.counter));
        cashier.reads(words.counter);
        cashier.is_content();
    }
}

struct Words {
    tag: &'static str,
    counter: &'static str,
    sign_in: &'static str,
    wrong_pin: &'static str,
    what: &'static str,
    take: &'static str,
    taken: &'static str,
    sold: &'static str,
    again: &'static str,
    print_58: &'static str,
    online: &'static str,
    why: &'static str,
    is_online: &'static str,
    was_made: &'static str,
    first_use: &'static str,
    left: &'static str,
    ten: &'static str,
    ten_added: &'static str,
    added: &'static str,
    send_off: &'static str,
    yes: &'static str,
    one_sent_off: &'static str,
    look_up: &'static str,
    can_come_back: &'static str,
    by_the_counter: &'static str,
    health: &'static str,
    acts: &'static str,
    deeds: [&'static str; 5],
    sign_out: &'static str,
}

const ENGLISH: Words = Words {
    tag: "en",
    counter: "Counter",
    sign_in: "Sign in",
    wrong_pin: "This is not the PIN.",
    what: "What does the guest want?",
    take: "Take KSh 20 in cash",
    taken: "Cash taken, make the ticket",
    sold: "Ticket sold",
    again: "This is the same ticket, not another.",
    print_58: "Print on 58 mm",
    online: "Online",
    why: "Why is a guest offline?",
    is_online: "This guest is online",
    was_made: "Ticket was made",
    first_use: "Used for the first time",
    left: "Left",
    ten: "10 minutes",
    ten_added: "10 minutes were added.",
    added: "Time added",
    send_off: "Send off",
    yes: "Yes, send off",
    one_sent_off: "1 device was sent off.",
    look_up: "Look up",
    can_come_back: "The ticket is good, but nobody is online with it",
    by_the_counter: "sent off at the counter",
    health: "Health",
    acts: "What was done here",
    deeds: ["Signed in", "Wrong PIN", "Sold for cash", "Added time", "Sent off"],
    sign_out: "Sign out",
};

const SWAHILI: Words = Words {
    tag: "sw",
    counter: "Kaunta",
    sign_in: "Ingia",
    wrong_pin: "Hii si PIN yenyewe.",
    what: "Mgeni anataka ipi?",
    take: "Pokea KSh 20 taslimu",
    taken: "Nimepokea, toa tiketi",
    sold: "Tiketi imeuzwa",
    again: "Hii ni tiketi ile ile, si nyingine.",
    print_58: "Chapisha kwa mm 58",
    online: "Mtandaoni",
    why: "Kwa nini mgeni hayuko mtandaoni?",
    is_online: "Mgeni huyu yuko mtandaoni",
    was_made: "Tiketi ilitengenezwa",
    first_use: "Ilitumika mara ya kwanza",
    left: "Imebaki",
    ten: "dakika 10",
    ten_added: "Dakika 10 zimeongezwa.",
    added: "Muda ulioongezwa",
    send_off: "Ondoa",
    yes: "Ndiyo, ondoa",
    one_sent_off: "Kifaa 1 kimeondolewa.",
    look_up: "Tafuta",
    can_come_back: "Tiketi ni nzuri, lakini hakuna anayeitumia sasa",
    by_the_counter: "aliondolewa kaunta",
    health: "Hali",
    acts: "Yaliyofanyika hapa",
    deeds: ["Aliingia", "PIN isiyo sahihi", "Aliuza kwa taslimu", "Aliongeza muda", "Aliondoa"],
    sign_out: "Ondoka",
};
