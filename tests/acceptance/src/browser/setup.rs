//! A browser to be: whose device it is, which language it asks for, whether pages may run scripts.

use std::net::Ipv4Addr;
use std::sync::Arc;

use serde_json::{Value, json};
use testkit::Device;
use testkit::machine::PATIENCE;

use super::Browser;
use super::driver::Driver;
use super::seats::{self, Seat};
use super::way::Way;
use crate::namespace::Namespace;

/// A common phone's screen in CSS pixels.
pub const PHONE: (u32, u32) = (360, 740);

/// Quiet and alone: no sandbox for root, no calls home, no second try over HTTPS where a guest wrote http.
const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=HttpsUpgrades,NetworkTimeServiceQuerying,OptimizationHints,MediaRouter",
];

/// A browser to be.
#[derive(Clone, Debug)]
pub struct Setup {
    way: Way,
    language: &'static str,
    scripts: bool,
    /// Whether certificates that nobody vouches for are taken.
    trusts: bool,
}

impl Setup {
    /// A phone that asks for English and lets pages run scripts.
    pub fn new(device: Device) -> Self {
        Self::by(Way::Door(device))
    }

    /// The same in a guest's own network, where all the names of the web lead to one address.
    pub fn in_network(network: Arc<Namespace>, web: Ipv4Addr) -> Self {
        Self::by(Way::Network(network, web))
    }

    /// The same behind no router: an owner's phone, which reaches the cloud from anywhere.
    pub fn elsewhere() -> Self {
        Self::by(Way::Machine)
    }

    fn by(way: Way) -> Self {
        Setup { way, language: "en-GB,en", scripts: true, trusts: false }
    }

    /// The cashier's phone, where somebody has gone past the browser's warning of the counter's own certificate.
    pub fn at_counter() -> Self {
        Setup { trusts: true, ..Self::elsewhere() }
    }

    /// Asks for pages in these languages, the best first.
    pub fn speaking(mut self, languages: &'static str) -> Self {
        self.language = languages;
        self
    }

    /// Pages may run no scripts.
    pub fn without_javascript(mut self) -> Self {
        self.scripts = false;
        self
    }

    /// Starts it as soon as there is a seat.
    pub fn start(self) -> Browser {
        let [seat] = seats::take();
        self.start_on(seat)
    }

    fn start_on(self, seat: Seat) -> Browser {
        let driver = Driver::start(self.way.network(), |profile| self.capabilities(profile));
        Browser { driver, _seat: seat }
    }

    fn capabilities(&self, profile: &str) -> Value {
        let own = [format!("--user-data-dir={profile}")].into_iter().chain(self.way.flags());
        let flags: Vec<String> = FLAGS.into_iter().map(str::to_owned).chain(own).collect();
        let patience_ms = PATIENCE.as_millis() as u64;
        let (width, height) = PHONE;
        // 1 allows, 2 blocks.
        let scripts = if self.scripts { 1 } else { 2 };
        json!({
            "browserName": "chrome",
            "acceptInsecureCerts": self.trusts,
            "timeouts": { "implicit": patience_ms, "pageLoad": patience_ms, "script": patience_ms },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": {
                "args": flags,
                "prefs": {
                    "intl.accept_languages": self.language,
                    "profile.managed_default_content_settings.javascript": scripts,
                },
                "mobileEmulation": { "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2 } },
            },
        })
    }
}

/// Two browsers at once. Two started one after the other would each wait for the other test's second.
pub fn both([first, second]: [Setup; 2]) -> [Browser; 2] {
    let [left, right] = seats::take();
    [first.start_on(left), second.start_on(right)]
}
