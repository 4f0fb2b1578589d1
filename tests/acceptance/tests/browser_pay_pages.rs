//! How the pages of paying sit on a phone's screen, measured in a real browser like the others: light and dark, in both
//! languages. With LANGO_SHOTS=FOLDER each is also kept as a picture.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Kiosk, both};
use acceptance::passing_time::PassingTime;
use acceptance::shop::{Shop, msisdn, phone};
use acceptance::unkept_clock::UnkeptClock;
use testkit::daraja::{Behaviour, Connections, Endpoint, Fault, Schedule};

/// After so long tries are forgotten, and a line that failed is tried again.
const FORGOTTEN_SECS: u64 = 601;

#[test]
fn the_pages_of_paying_fit_a_phone_in_both_languages_light_and_dark() {
    let found = ["en", "sw"].map(|language| {
        let mut walk = Walk::begin(language);
        walk.buys();
        walk.comes_back();
        walk.fails();
        walk.pays_by_hand();
        walk.loses_the_line();
        walk.found
    });
    assert!(found.iter().all(Vec::is_empty), "{found:#?}");
}

#[test]
fn the_page_of_a_box_without_the_time_fits_a_phone() {
    let clock = UnkeptClock::make();
    let kiosk = Kiosk::of(Shop::with(|rail| rail, |gateway| clock.under(gateway.edit("trust_clock = true\n", ""))));
    let guest = kiosk.phone(0).start();
    guest.is_captured();
    assert_eq!(guest.blemishes("home-clock", "en"), [""; 0]);
}

/// A guest who meets one page after another, and what is wrong with them.
struct Walk {
    // Before the site they live in, so that they are gone first.
    guest: Browser,
    other: Browser,
    kiosk: Kiosk,
    time: PassingTime,
    words: &'static Words,
    language: &'static str,
    /// As the router opens it for the guest, who may be online by now.
    first_page: String,
    found: Vec<String>,
}

impl Walk {
    fn begin(language: &'static str) -> Self {
        let time = PassingTime::make();
        let kiosk =
            Kiosk::of(Shop::with(|rail| rail, |gateway| time.under(gateway.site_name("Mama Njeri Café na Kinyozi"))));
        for (name, price, rest) in [
            ("Whole day", "50", &["--kind", "elapsed", "--duration", "24h", "--rate", "2M/5M"][..]),
            ("1 GB", "100", &["--kind", "data", "--data", "1GB", "--validity", "30d"]),
            ("Family month", "1500", &["--kind", "elapsed", "--duration", "30d", "--devices", "4", "--rate", "5M/20M"]),
        ] {
            kiosk.shop.langod.add_plan(&[&["--name", name, "--price", price], rest].concat()).unwrap();
        }
        // A ticket page stays where it is while it is looked at: without scripts it does not send itself.
        let setups = [kiosk.phone(0), kiosk.phone(1).without_javascript()];
        let [guest, other] = both(setups.map(|setup| setup.speaking(language)));
        let words = if language == "sw" { &SWAHILI } else { &ENGLISH };
        guest.is_captured();
        let first_page = guest.url();
        Walk { guest, other, kiosk, time, words, language, first_page, found: Vec::new() }
    }

    fn buys(&mut self) {
        let payer = phone(1);
        self.kiosk.waits(&payer);
        self.other.is_captured();
        look(&mut self.found, &self.other, "home", self.language);
        self.other.chooses("1 hour");
        look(&mut self.found, &self.other, "buy", self.language);
        self.other.fills("phone", "0712");
        self.other.presses(self.words.pay);
        look(&mut self.found, &self.other, "buy-no-phone", self.language);
        self.guest.open(&self.first_page);
        self.asks(&payer);
        look(&mut self.found, &self.guest, "waiting", self.language);
        self.other.fills("phone", &payer);
        self.other.presses(self.words.pay);
        // A browser notes the answer's status, 429, as if it were trouble.
        assert_eq!(self.other.complaints().len(), 1);
        look(&mut self.found, &self.other, "buy-prompt-open", self.language);
        self.time.pass_secs(61);
        self.guest.open(&self.guest.url());
        look(&mut self.found, &self.guest, "waiting-checking", self.language);
        self.time.pass_secs(61);
        self.guest.open(&self.guest.url());
        look(&mut self.found, &self.guest, "waiting-long", self.language);
        let payment = self.guest.url();
        self.guest.open(&self.first_page);
        look(&mut self.found, &self.guest, "home-waiting", self.language);
        self.kiosk.enters_pin(&payer);
        let code = self.kiosk.ticket();
        self.guest.open(&self.first_page);
        look(&mut self.found, &self.guest, "home-arrived", self.language);
        self.other.open(&payment);
        look(&mut self.found, &self.other, "arrived", self.language);
        self.guest.open(&payment);
        self.guest.reads(self.words.online);
        self.kiosk.has_online_on(0, &code);
        self.other.is_captured();
        self.other.types(&code);
        self.other.presses(self.words.go);
        self.other.presses(self.words.move_here);
        look(&mut self.found, &self.other, "asks-payer", self.language);
        self.other.fills("digits", "999");
        self.other.presses(self.words.move_here);
        look(&mut self.found, &self.other, "asks-payer-again", self.language);
    }

    fn comes_back(&mut self) {
        self.time.pass_secs(FORGOTTEN_SECS);
        let payer = phone(2);
        self.kiosk.waits(&payer);
        self.guest.open(&self.first_page);
        self.asks(&payer);
        self.other.open(&self.first_page);
        look(&mut self.found, &self.other, "home-claimed", self.language);
        self.other.fills("digits", "999");
        self.other.presses(self.words.show);
        look(&mut self.found, &self.other, "find-no-match", self.language);
        self.kiosk.shop.daraja.control().cancel(msisdn(&payer)).unwrap();
        self.kiosk.shop.pass_secs(30);
    }

    fn fails(&mut self) {
        let causes = [
            ("cancelled", Behaviour::Cancels),
            ("wrong-pin", Behaviour::Fails("2001".into())),
            ("no-money", Behaviour::Fails("1".into())),
            ("no-pin", Behaviour::Ignores),
            ("prompt-open", Behaviour::Fails("1001".into())),
            ("too-soon", Behaviour::Fails("17".into())),
            ("over-limit", Behaviour::Fails("4".into())),
            ("busy", Behaviour::Fails("26".into())),
            ("owner", Behaviour::Fails("SFC_IC0003".into())),
        ];
        for (number, (cause, behaviour)) in (10..).zip(causes) {
            self.time.pass_secs(FORGOTTEN_SECS);
            self.kiosk.shop.behaves(&phone(number), behaviour);
            self.guest.open(&self.first_page);
            self.asks(&phone(number));
            self.kiosk.shop.pass_secs(180);
            self.guest.find("//main//*[@role='alert']");
            look(&mut self.found, &self.guest, &format!("failed-{cause}"), self.language);
        }
        self.guest.open(&self.first_page);
        look(&mut self.found, &self.guest, "home-failed", self.language);
        self.time.pass_secs(FORGOTTEN_SECS);
        self.kiosk.shop.daraja.control().fail(Endpoint::StkPush, Fault::EmptyBody, Schedule::Next(1));
        self.guest.open(&self.first_page);
        self.asks(&phone(30));
        self.guest.find("//main//*[@role='alert']");
        look(&mut self.found, &self.guest, "unclear", self.language);
    }

    fn pays_by_hand(&mut self) {
        // What is unclear may be of the same amount as what comes by hand.
        self.time.pass_secs(2 * FORGOTTEN_SECS);
        let control = self.kiosk.shop.daraja.control();
        let [much, little] = [60, 5].map(|shillings| {
            let receipt = control.pay_by_hand(msisdn(&phone(99)), shillings, "").unwrap();
            let notice = self.kiosk.shop.confirmation(&receipt, &format!("{shillings}.00"), "", "2547 ***** 099");
            assert_eq!(self.kiosk.shop.door.hand_in(&notice).unwrap(), "receipt_unmatched");
            receipt
        });
        let field = format!("{}paid?lang={}", self.kiosk.shop.langod.portal_url(), self.language);
        for (page, text) in [
            ("paid", ""),
            ("paid-no-receipt", "I sent the money"),
            ("paid-not-seen", "UAF0AB12CD"),
            ("choose-plan", &much),
            ("too-little", &little),
        ] {
            self.other.open(&field);
            if !text.is_empty() {
                self.other.fills("receipt", text);
                self.other.presses(self.words.find);
            }
            look(&mut self.found, &self.other, page, self.language);
        }
    }

    fn loses_the_line(&mut self) {
        self.kiosk.shop.daraja.control().set_connections(Connections::Refused);
        self.guest.open(&self.first_page);
        self.asks(&phone(40));
        look(&mut self.found, &self.guest, "failed-unreachable", self.language);
        self.other.is_captured();
        look(&mut self.found, &self.other, "home-offline", self.language);
    }

    /// From the price list to the payment's own page.
    fn asks(&self, payer: &str) {
        self.guest.chooses("1 hour");
        self.guest.fills("phone", payer);
        self.guest.presses(self.words.pay);
        self.guest.find("//main//dl[@class='facts']");
    }
}

fn look(found: &mut Vec<String>, phone: &Browser, page: &str, language: &str) {
    found.extend(phone.blemishes(&format!("pay-{page}"), language));
}

struct Words {
    pay: &'static str,
    online: &'static str,
    go: &'static str,
    move_here: &'static str,
    show: &'static str,
    find: &'static str,
}

const ENGLISH: Words = Words {
    pay: "Pay KSh 20",
    online: "You are online",
    go: "Continue",
    move_here: "Use it on this device",
    show: "Show my payment",
    find: "Find my ticket",
};

const SWAHILI: Words = Words {
    pay: "Lipa KSh 20",
    online: "Uko mtandaoni",
    go: "Endelea",
    move_here: "Itumie kwenye kifaa hiki",
    show: "Onyesha malipo yangu",
    find: "Tafuta tiketi yangu",
};
