//! A guest's phone with a screen: headless Chromium behind one of the stand-in router's doors, which is its proxy, so
//! that its whole web is captured as on a real hotspot; or in a guest's own network, where the kernel captures it. Driven
//! over WebDriver (W3C) through `chromedriver`; both come with `apt-get install chromium chromium-driver`.
//!
//! Nothing sleeps: looking for something waits until it is there (WebDriver's implicit wait), and a press waits for the
//! page it leads to. At most two browsers live at a time in one test program.

mod axe;
mod driver;
mod fit;
mod hand;
mod hotspot;
mod kiosk;
mod picture;
mod seats;
mod setup;
mod sheet;
mod traffic;
mod way;
mod wire;

use serde_json::{Value, json};
use testkit::machine::{PATIENCE, poll};

pub use self::hotspot::Hotspot;
pub use self::kiosk::Kiosk;
pub use self::setup::{PHONE, Setup, both};
pub use self::sheet::qr_texts;
pub use self::traffic::Request;

use self::driver::Driver;
use self::seats::Seat;

/// Where a guest's browser wants to go first.
pub const ANYWHERE: &str = "http://example.com/";

/// A running browser. Dropping it closes it and removes its files.
pub struct Browser {
    driver: Driver,
    // Last, so that the browser is gone before its seat is free.
    _seat: Seat,
}

/// Something on the page.
pub struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

impl Browser {
    /// Opens an address and returns when the page it leads to has loaded.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.post("url", json!({ "url": url }));
    }

    /// The address of the page.
    #[track_caller]
    pub fn url(&self) -> String {
        text(self.get("url"))
    }

    /// Opens some page of the web, is sent to the portal, and sees its field for a code.
    #[track_caller]
    pub fn is_captured(&self) {
        self.open(ANYWHERE);
        self.find(&hand::field("code"));
    }

    /// The first element an XPath names, as soon as there is one.
    #[track_caller]
    pub fn find(&self, xpath: &str) -> Element<'_> {
        let found = self.driver.post("element", json!({ "using": "xpath", "value": xpath }));
        let found = found.unwrap_or_else(|why| panic!("no {xpath}: {why}\n{}", self.story()));
        let id = text(found[ELEMENT].clone());
        Element { browser: self, id }
    }

    /// Waits for the page with this headline.
    #[track_caller]
    pub fn reads(&self, headline: &str) {
        self.find(&format!("//h1[{WORDS}=\"{headline}\"]"));
    }

    /// Waits for these words on the page.
    #[track_caller]
    pub fn sees(&self, words: &str) {
        self.find(&format!("//body//*[contains({WORDS}, \"{words}\")]"));
    }

    /// Fails if these words are on the page that has loaded.
    #[track_caller]
    pub fn sees_no(&self, words: &str) {
        assert!(!self.text().contains(words), "\"{words}\" is on the page\n{}", self.story());
    }

    /// All the words of the page.
    #[track_caller]
    pub fn text(&self) -> String {
        self.find("//body").text()
    }

    /// What stands beside a label, as in "Time left".
    #[track_caller]
    pub fn fact(&self, label: &str) -> String {
        self.find(&format!("//dt[{WORDS}=\"{label}\"]/following-sibling::dd[1]")).text()
    }

    /// The code of the ticket on the page.
    #[track_caller]
    pub fn code(&self) -> String {
        self.find("//p[@class='code']").text()
    }

    /// The value of a script. The driver may run one even where pages may not.
    #[track_caller]
    pub fn script(&self, body: &str) -> Value {
        self.driver.script(body, json!([])).unwrap_or_else(|why| panic!("{why}"))
    }

    /// What the console has said since it was last asked: errors, refused loads, breaches of the policy.
    #[track_caller]
    pub fn complaints(&self) -> Vec<String> {
        let entries = self.log("browser");
        entries
            .iter()
            .map(|entry| format!("{} {}", text(entry["level"].clone()), text(entry["message"].clone())))
            .collect()
    }

    /// Fails if the console has said anything.
    #[track_caller]
    pub fn is_content(&self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "the console says {complaints:#?}\n{}", self.story());
    }

    /// The guest's device prefers such pages: `light` or `dark`.
    #[track_caller]
    pub fn prefers(&self, scheme: &str) {
        let scheme = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [scheme] }));
    }

    /// A command of the DevTools protocol.
    #[track_caller]
    fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// What has come into one of the driver's logs since it was last asked.
    #[track_caller]
    fn log(&self, kind: &str) -> Vec<Value> {
        self.post("se/log", json!({ "type": kind })).as_array().cloned().unwrap_or_default()
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.driver.get(path).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    #[track_caller]
    fn post(&self, path: &str, parameters: Value) -> Value {
        self.driver.post(path, parameters).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    /// Where the browser is and what it shows, for a test that fails.
    fn story(&self) -> String {
        let url = self.driver.get("url").unwrap_or_default();
        let shown = self.driver.script("return document.body.innerText", json!([]));
        format!("at {url}:\n{}", text(shown.unwrap_or_default()))
    }
}

impl Element<'_> {
    /// Its words as a guest sees them.
    #[track_caller]
    pub fn text(&self) -> String {
        text(self.get("text"))
    }

    /// Whether a guest can see it.
    #[track_caller]
    pub fn is_displayed(&self) -> bool {
        self.get("displayed") == true
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.browser.get(&format!("element/{}/{path}", self.id))
    }

    #[track_caller]
    fn post(&self, path: &str, parameters: Value) -> Value {
        self.browser.post(&format!("element/{}/{path}", self.id), parameters)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.driver.quit();
        // Its helpers may still be writing for a moment.
        let gone = poll(PATIENCE, || self.driver.remove_files());
        if gone.is_none() && !std::thread::panicking() {
            panic!("the browser's files cannot be removed");
        }
    }
}

/// The name WebDriver gives to references to elements (section 12.2).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element's words as a guest reads them, in XPath: a blank that holds a line together is a blank.
const WORDS: &str = "normalize-space(translate(., '\u{a0}', ' '))";

fn text(value: Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
