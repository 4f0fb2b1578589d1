//! The cloud's pages in a real browser, as an owner meets them: from the first sign-in to a site that is online and has
//! taken money. Each page is measured on a phone's screen, light and dark; with LANGO_SHOTS=FOLDER it is kept as a picture.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::browser::{Browser, Setup};
use acceptance::chain::{Ways, address_of, cloud, enrol, is_in_step, join};
use acceptance::shop::phone;
use testkit::Langod;
use testkit::cloud::Cloud;

const PASSWORD: &str = "correct horse battery";
const OWNER: &str = "njeri@example.net";
const ADMIN: &str = "admin@example.net";

/// The budget of a first view on the wire, head and body.
const FIRST_VIEW_BYTES: u64 = 14 * 1024;

#[test]
fn an_owner_signs_in_makes_a_site_and_sees_it_online() {
    let found = ["en", "sw"].map(|language| {
        let words = if language == "sw" { &SWAHILI } else { &ENGLISH };
        Walk { browser: Setup::elsewhere().speaking(language).start(), language, words, found: Vec::new() }
            .all_the_way()
    });
    assert!(found.iter().all(Vec::is_empty), "{found:#?}");
}

#[test]
fn everything_works_where_pages_may_run_no_scripts() {
    let cloud = cloud().start().unwrap();
    let people = with_people(&cloud).0;
    let browser = Setup::elsewhere().without_javascript().start();
    browser.open(&people.url);
    browser.fills("email", OWNER);
    browser.fills("password", PASSWORD);
    browser.presses("Sign in");
    browser.reads("Your sites");
    browser.presses("Add a site");
    browser.fills("name", "Market");
    browser.presses("Add this site");
    browser.sees("Good for ");
    browser.presses("Sign out");
    browser.reads("Sign in");
    browser.is_content();
}

#[test]
fn a_first_view_is_one_small_request() {
    let cloud = cloud().start().unwrap();
    let browser = Setup::elsewhere().start();
    let _ = browser.requests();
    browser.open(&format!("{}/sign-in", cloud.url()));
    browser.presses("Kiswahili");
    browser.reads("Ingia");
    let requests = browser.requests();
    assert_eq!(requests.len(), 2, "{requests:#?}");
    for request in &requests {
        assert!((1..=FIRST_VIEW_BYTES).contains(&request.bytes), "{} bytes for {}", request.bytes, request.url);
    }
    browser.is_content();
}

/// An owner's way through the pages, and what was wrong with them.
struct Walk {
    browser: Browser,
    language: &'static str,
    words: &'static Words,
    found: Vec<String>,
}

impl Walk {
    fn all_the_way(mut self) -> Vec<String> {
        let cloud = cloud().start().unwrap();
        let (people, provider) = with_people(&cloud);
        self.signs_in(&people);
        let langod = self.connects_a_gateway(&cloud);
        self.sees_money(&cloud, &provider);
        self.is_somebody_else(&people);
        drop(langod);
        self.found
    }

    /// That a page says no is no blemish.
    fn look(&mut self, page: &str) {
        let found = self.browser.blemishes(&format!("cloud-{page}"), self.language);
        self.found.extend(found.into_iter().filter(|what| !what.contains("responded with a status of 4")));
    }

    fn signs_in(&mut self, people: &People) {
        let words = self.words;
        self.browser.open(&people.url);
        self.browser.reads(words.sign_in);
        self.look("1-sign-in");
        self.enters(OWNER, "correct horse batterx");
        self.look("2-sign-in-wrong");
        self.enters(OWNER, PASSWORD);
        self.browser.reads(words.your_sites);
        self.look("3-no-sites");
    }

    fn enters(&self, email: &str, password: &str) {
        self.browser.fills("email", email);
        self.browser.fills("password", password);
        self.browser.presses(self.words.sign_in);
    }

    fn connects_a_gateway(&mut self, cloud: &Cloud) -> Langod {
        let words = self.words;
        self.browser.presses(words.add);
        self.look("4-new-site");
        self.browser.fills("name", "Mama Njeri Café");
        self.browser.presses(words.add_this);
        self.browser.reads("Mama Njeri Café");
        self.look("5-claim");
        let line = self.browser.find("//pre").text().replace('\n', " ");
        let code = line.rsplit(' ').next().unwrap().to_owned();
        assert_eq!(line, format!("langod enrol --cloud {} --claim {code}", cloud.url()));

        let langod = Langod::builder().start().unwrap();
        let said = enrol(&langod, address_of(cloud), &code);
        // The page goes on by itself.
        self.browser.find("//ol[@class='words']");
        self.look("6-words");
        let shown =
            self.browser.script("return [...document.querySelectorAll('.words li')].map(e => e.innerText).join(' ')");
        assert!(said.contains(shown.as_str().unwrap()), "{said} has not {shown}");

        self.browser.presses(words.differ);
        self.look("7-differ");
        self.browser.presses(words.back);
        self.browser.presses(words.same);
        self.browser.sees(words.online);
        self.look("8-online");
        langod
    }

    /// A second site sells an hour.
    fn sees_money(&mut self, cloud: &Cloud, provider: &str) {
        let (shop, _) = join(cloud, Ways::straight_to(cloud), provider, "Stage ya Matatu", |gateway| gateway);
        let payment = shop.buys(&phone(1));
        shop.pass_secs(30);
        shop.ticket(&payment);
        is_in_step(&shop.langod);
        self.browser.presses(self.words.all_sites);
        self.browser.reads(self.words.your_sites);
        self.browser.sees("KSh 20");
        self.browser.presses(self.words.add);
        self.browser.fills("name", "Soko la Kawangware");
        self.browser.presses(self.words.add_this);
        self.browser.presses(self.words.all_sites);
        self.look("9-sites");
        self.browser.presses("Stage ya Matatu");
        assert_eq!(self.browser.fact(self.words.today), "KSh 20");
        self.browser.presses(self.words.all_sites);
    }

    fn is_somebody_else(&mut self, people: &People) {
        self.browser.presses(self.words.sign_out);
        self.browser.reads(self.words.sign_in);
        self.enters(ADMIN, PASSWORD);
        self.browser.sees("Mama Njeri WiFi");
        self.look("10-all-sites");
        self.browser.presses("Soko la Kawangware");
        self.browser.sees("Mama Njeri WiFi");
        self.look("11-on-behalf");
        self.browser.open(&format!("{}/provider/sites", people.url));
        self.look("12-nothing");
        self.browser.open(&format!("{}/admin/sites", people.url));
        self.browser.presses(self.words.sign_out);
        self.browser.presses(self.words.forgotten);
        self.look("13-recover");
        self.browser.fills("email", OWNER);
        self.browser.fills("code", &people.code);
        self.browser.fills("new", "another horse battery");
        self.browser.fills("again", "another horse battery");
        self.browser.presses(self.words.change);
        self.look("14-recovered");
    }
}

/// Who may sign in, and where.
struct People {
    url: String,
    /// A recovery code of the owner.
    code: String,
}

/// Lets an admin in, and the owner of a provider, which is returned.
fn with_people(cloud: &Cloud) -> (People, String) {
    cloud.create_admin(ADMIN, PASSWORD).unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let made = cloud.create_owner(&provider, OWNER, PASSWORD).unwrap();
    let code = made["recovery_codes"][0].as_str().unwrap().to_owned();
    (People { url: cloud.url(), code }, provider)
}

struct Words {
    sign_in: &'static str,
    sign_out: &'static str,
    forgotten: &'static str,
    change: &'static str,
    your_sites: &'static str,
    all_sites: &'static str,
    add: &'static str,
    add_this: &'static str,
    same: &'static str,
    differ: &'static str,
    back: &'static str,
    online: &'static str,
    today: &'static str,
}

const ENGLISH: Words = Words {
    sign_in: "Sign in",
    sign_out: "Sign out",
    forgotten: "I have forgotten my password",
    change: "Change password",
    your_sites: "Your sites",
    all_sites: "All sites",
    add: "Add a site",
    add_this: "Add this site",
    same: "They are the same — confirm",
    differ: "They differ",
    back: "Compare again",
    online: "Online",
    today: "Today by M-PESA",
};

const SWAHILI: Words = Words {
    sign_in: "Ingia",
    sign_out: "Ondoka",
    forgotten: "Nimesahau neno langu la siri",
    change: "Badilisha neno la siri",
    your_sites: "Vituo vyako",
    all_sites: "Vituo vyote",
    add: "Ongeza kituo",
    add_this: "Ongeza kituo hiki",
    same: "Yanafanana — thibitisha",
    differ: "Hayafanani",
    back: "Linganisha tena",
    online: "Kiko mtandaoni",
    today: "Leo kwa M-PESA",
};
