//! What a guest's hand does: typing into fields, pressing what can be pressed, and whole ways made of both.

use serde_json::json;
use testkit::machine::{PATIENCE, poll};

use super::{Browser, ELEMENT, Element, WORDS, text};
use crate::site::HOUR;

impl Browser {
    /// Types into the field for a code, in the place of what is there.
    #[track_caller]
    pub fn types(&self, code: &str) {
        self.fills("code", code);
    }

    /// What stands in the field for a code.
    #[track_caller]
    pub fn typed(&self) -> String {
        self.filled("code")
    }

    /// Types into the field of this name, in the place of what is there.
    #[track_caller]
    pub fn fills(&self, name: &str, text: &str) {
        let field = self.find(&field(name));
        field.post("clear", json!({}));
        field.post("value", json!({ "text": text }));
    }

    /// What stands in the field of this name.
    #[track_caller]
    pub fn filled(&self, name: &str) -> String {
        text(self.find(&field(name)).get("property/value"))
    }

    /// Presses the button or link with these words, and returns when the page it leads to has loaded.
    #[track_caller]
    pub fn presses(&self, words: &str) {
        self.arrives(|| self.taps(words), words);
    }

    /// Presses the button with these words, where a link has them too, and returns when the page it leads to has loaded.
    #[track_caller]
    pub fn sends(&self, words: &str) {
        self.arrives(|| self.find(&format!("//button[{WORDS}=\"{words}\"]")).tap(1), words);
    }

    /// Puts a thumb on the button or link with these words, whatever comes of it.
    #[track_caller]
    pub fn taps(&self, words: &str) {
        self.find(&pressable(words)).tap(1);
    }

    /// Presses the button or link with these words twice in a hurry, and returns when the page it leads to has loaded.
    #[track_caller]
    pub fn presses_twice(&self, words: &str) {
        self.arrives(|| self.find(&pressable(words)).tap(2), words);
    }

    /// Presses the button beside this plan, and returns when the page it leads to has loaded.
    #[track_caller]
    pub fn chooses(&self, plan: &str) {
        self.arrives(|| self.find(&format!("//li[.//h3[{WORDS}=\"{plan}\"]]//button")).tap(1), plan);
    }

    /// Presses the row of a list that begins with these words, and returns when the page it leads to has loaded.
    #[track_caller]
    pub fn picks(&self, words: &str) {
        let row = format!("//li/a[starts-with({WORDS}, \"{words}\")]");
        self.arrives(|| self.find(&row).tap(1), words);
    }

    /// Unfolds what is hidden behind these words.
    #[track_caller]
    pub fn unfolds(&self, words: &str) {
        self.find(&format!("//summary[{WORDS}=\"{words}\"]")).tap(1);
    }

    /// From the price list to the page that waits for the PIN.
    #[track_caller]
    pub fn buys_an_hour(&self, payer: &str) {
        self.chooses(HOUR);
        self.fills("phone", payer);
        self.presses("Pay KSh 20");
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

    /// Does something that leads to another page, and returns when that has loaded.
    #[track_caller]
    fn arrives(&self, leave: impl FnOnce(), by: &str) {
        self.script("window.isTheOldPage = true");
        leave();
        let arrived = "return document.readyState === 'complete' && !window.isTheOldPage";
        // The driver knows when a page it opened has loaded, but not when a tap leads on. Between two pages it may have
        // no page to ask.
        let look = || self.driver.script(arrived, json!([])).is_ok_and(|is_there| is_there == true).then_some(());
        poll(PATIENCE, look).unwrap_or_else(|| panic!("\"{by}\" leads nowhere\n{}", self.story()));
    }
}

impl Element<'_> {
    /// A thumb in its middle, so many times. The driver's own click waits for ever where pages may run no scripts.
    #[track_caller]
    fn tap(&self, times: usize) {
        let it = json!({ ELEMENT: self.id });
        let scrolled = self.browser.driver.script("arguments[0].scrollIntoView({ block: 'center' })", json!([it]));
        scrolled.unwrap_or_else(|why| panic!("{why}"));
        let mut touch = vec![json!({ "type": "pointerMove", "duration": 0, "origin": it, "x": 0, "y": 0 })];
        for _ in 0..times {
            touch.extend(["pointerDown", "pointerUp"].map(|what| json!({ "type": what, "button": 0 })));
        }
        let thumb =
            json!({ "type": "pointer", "id": "thumb", "parameters": { "pointerType": "touch" }, "actions": touch });
        self.browser.post("actions", json!({ "actions": [thumb] }));
    }
}

/// The field of this name that a guest can fill.
pub(super) fn field(name: &str) -> String {
    format!("//*[self::input or self::textarea][@name='{name}'][not(@type='hidden')]")
}

/// The button or link with these words.
fn pressable(words: &str) -> String {
    let named = format!("[{WORDS}=\"{words}\"]");
    format!("//button{named} | //a{named}")
}
