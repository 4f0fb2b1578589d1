//! A guest's phone with a screen: headless Chromium behind one of the stand-in router's doors, which is its proxy, so
//! that its whole web is captured as on a real hotspot. Driven over WebDriver (W3C) through `chromedriver`; both come
//! with `apt-get install chromium chromium-driver`.
//!
//! Nothing sleeps: looking for something waits until it is there (WebDriver's implicit wait), and a press waits for the
//! page it leads to. At most two browsers live at a time in one test program.

mod driver;
mod fit;
mod hotspot;
mod picture;
mod seats;
mod setup;
mod sheet;
mod traffic;
mod wire;

use serde_json::{Value, json};
use testkit::machine::{PATIENCE, poll};

pub use self::hotspot::Hotspot;
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
        self.find(CODE_FIELD);
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
        self.find(&format!("//h1[normalize-space(.)=\"{headline}\"]"));
    }

    /// Waits for these words on the page.
    #[track_caller]
    pub fn sees(&self, words: &str) {
        self.find(&format!("//body//*[contains(normalize-space(.), \"{words}\")]"));
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
        self.find(&format!("//dt[normalize-space(.)=\"{label}\"]/following-sibling::dd[1]")).text()
    }

    /// Types into the field for a code, in the place of what is there.
    #[track_caller]
    pub fn types(&self, code: &str) {
        let field = self.find(CODE_FIELD);
        field.post("clear", json!({}));
        field.post("value", json!({ "text": code }));
    }

    /// What stands in the field for a code.
    #[track_caller]
    pub fn typed(&self) -> String {
        text(self.find(CODE_FIELD).get("property/value"))
    }

    /// Presses the button or link with these words, and returns when the page it leads to has loaded.
    #[track_caller]
    pub fn presses(&self, words: &str) {
        self.script("window.isTheOldPage = true");
        self.taps(words);
        let arrived = "return document.readyState === 'complete' && !window.isTheOldPage";
        // The driver knows when a page it opened has loaded, but not when a tap leads on. Between two pages it may have
        // no page to ask.
        let look = || self.driver.script(arrived, json!([])).is_ok_and(|is_there| is_there == true).then_some(());
        poll(PATIENCE, look).unwrap_or_else(|| panic!("\"{words}\" leads nowhere\n{}", self.story()));
    }

    /// Puts a thumb on the button or link with these words, whatever comes of it.
    #[track_caller]
    pub fn taps(&self, words: &str) {
        let named = format!("[normalize-space(.)=\"{words}\"]");
        self.find(&format!("//button{named} | //a{named}")).tap();
    }

    /// Types a code and continues.
    #[track_caller]
    pub fn hands_in(&self, code: &str) {
        self.types(code);
        self.presses("Continue");
    }

    /// The whole way from some page of the web to the portal's "You are online".
    #[track_caller]
    pub fn goes_online(&self, code: &str) {
        self.is_captured();
        self.hands_in(code);
        self.reads("Your ticket is good");
        self.presses("Go online");
        self.reads("You are online");
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

    /// A thumb in its middle. The driver's own click waits for ever where pages may run no scripts.
    #[track_caller]
    fn tap(&self) {
        let it = json!({ ELEMENT: self.id });
        let scrolled = self.browser.driver.script("arguments[0].scrollIntoView({ block: 'center' })", json!([it]));
        scrolled.unwrap_or_else(|why| panic!("{why}"));
        let touch = json!([
            { "type": "pointerMove", "duration": 0, "origin": it, "x": 0, "y": 0 },
            { "type": "pointerDown", "button": 0 },
            { "type": "pointerUp", "button": 0 },
        ]);
        let thumb =
            json!({ "type": "pointer", "id": "thumb", "parameters": { "pointerType": "touch" }, "actions": touch });
        self.browser.post("actions", json!({ "actions": [thumb] }));
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

/// The one place where a code is typed.
const CODE_FIELD: &str = "//input[@name='code'][not(@type='hidden')]";

fn text(value: Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
