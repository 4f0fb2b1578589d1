//! A guest's whole life at one router, whatever that router's habits: found out and sent to the portal, online by a code,
//! counted, sent off, back again, through two reboots, signed in from the gateway, and offline for good.

use serde_json::{Value, json};
use testkit::machine::{PATIENCE, free_ports, poll};
use testkit::router::{Quirks, Reboot};
use testkit::{Device, Langod, Phone, Router};

use crate::site::{HOUR, plain};
use crate::{online, rest};

const UP_BYTES: u64 = 100_000;
const DOWN_BYTES: u64 = 1_000_000;

/// The guest, and where it lives.
struct Life<'a> {
    langod: Langod,
    router: Router,
    phone: Phone,
    device: Device,
    code: String,
    /// What the router differs in, for a life that goes wrong.
    habit: &'a str,
}

/// Lives it at a router of these habits.
///
/// # Panics
/// Where anything comes out otherwise than at any other router.
pub fn lived(habit: &str, change: impl FnOnce(&mut Quirks)) {
    let [port] = free_ports().unwrap();
    let rest_listen = ([127, 0, 0, 1], port).into();
    let langod = rest::asked_by(Langod::builder(), rest_listen, rest::PASSWORD).start().unwrap();
    langod.add_hour(1).unwrap();
    let mut config = langod.router_config().with_rest_user(rest::user()).with_quirks(change);
    config.rest_listen = rest_listen;
    let router = Router::start(config).unwrap();
    let device = router.device(0);
    let code = langod.mint(HOUR, 1).unwrap().remove(0);
    let life = Life { phone: Phone::new(device), device, code, langod, router, habit };
    life.is_counted();
    life.is_sent_off();
    life.lives_through(Reboot::PowerCut);
    life.lives_through(Reboot::Orderly);
    life.is_signed_in_by_the_gateway();
    life.ends();
}

impl Life<'_> {
    fn is_counted(&self) {
        self.comes();
        self.router.control().traffic(self.device, UP_BYTES, DOWN_BYTES).unwrap();
        self.router.control().interim(self.device).unwrap();
        // Routers do not agree on which way is up; what is used together is the same.
        self.sees("its bytes counted", || {
            let bytes = |key: &str| self.session()[key].as_u64().unwrap_or_default();
            bytes("bytes_up") + bytes("bytes_down") == UP_BYTES + DOWN_BYTES
        });
    }

    fn is_sent_off(&self) {
        self.langod.command(&["session", "kick", &self.code]).unwrap();
        self.is_offline();
    }

    fn lives_through(&self, reboot: Reboot) {
        self.comes();
        self.router.control().reboot(reboot);
        self.router.control().grant_ntp();
        self.comes();
    }

    fn is_signed_in_by_the_gateway(&self) {
        self.router.control().log_out(self.device).unwrap();
        self.is_offline();
        drop(self.phone.get("http://example.com/"));
        let body = json!({ "mac": self.device.mac.to_string() }).to_string();
        let url = format!("{}api/tickets/{}/activate", self.langod.portal_url(), self.code);
        let answer = self.phone.post_json(&url, &body).unwrap();
        let said: Value = serde_json::from_str(&answer.body).unwrap();
        if said["logged_in"] != true {
            // Left to the phone, where REST does not do it.
            self.comes();
        }
        self.is_online();
    }

    fn ends(&self) {
        self.langod.command(&["ticket", "revoke", &self.code]).unwrap();
        self.is_offline();
        drop(self.phone.open("http://example.com/"));
        self.types();
        self.is_offline();
        let log = self.langod.log().text();
        assert!(!log.contains("panicked"), "{}: {log}", self.habit);
    }

    /// Opens any page; unless the router knows the phone again, it types the code at the portal it is led to.
    fn comes(&self) {
        if self.router.control().session(self.device).is_none() {
            drop(self.phone.open("http://example.com/"));
        }
        if self.router.control().session(self.device).is_none() {
            self.types();
        }
        self.is_online();
    }

    fn types(&self) -> Option<()> {
        let first = self.phone.open("http://example.com/").ok()?;
        let ticket = self.phone.submit(&first.form_with("code")?.with("code", &self.code)).ok()?;
        drop(self.phone.submit(&ticket.form_with("username")?));
        Some(())
    }

    fn is_online(&self) {
        self.sees("the guest online, and agreed on", || {
            let at_router = online::at_router(&self.router);
            let is_here = at_router.iter().any(|(_, code, _)| *code == plain(&self.code));
            is_here && at_router == online::listed(&self.langod.sessions().unwrap())
        });
    }

    fn is_offline(&self) {
        self.sees("nobody online, and agreed on", || {
            online::at_router(&self.router).is_empty() && online::listed(&self.langod.sessions().unwrap()).is_empty()
        });
    }

    fn session(&self) -> Value {
        self.langod.sessions().unwrap()[0].clone()
    }

    fn sees(&self, what: &str, is_so: impl Fn() -> bool) {
        if poll(PATIENCE, || is_so().then_some(())).is_some() {
            return;
        }
        let story: String =
            self.router.control().events_after(0).iter().map(|record| format!("{}\n", record.event)).collect();
        let (router, gateway) = (online::at_router(&self.router), self.langod.sessions().unwrap());
        let log = self.langod.log().text();
        panic!("{}: not {what}\nthe router has {router:?}, the gateway {gateway}\n{story}\n{log}", self.habit);
    }
}
