//! A guest of the evening, and what a guest does within a few seconds.

use domain::device::Mac;
use load::chance::Chance;
use testkit::form::Fields;
use testkit::{Device, Phone, Router};

use crate::site::unsold;

/// Someone with a phone.
pub(super) struct Guest {
    pub(super) device: Device,
    /// The plain code of the ticket bought last.
    pub(super) code: Option<String>,
    pub(super) is_in_range: bool,
    /// The phone lies in a pocket until then.
    pub(super) sleeps_until: u64,
    /// Codes typed that nobody sold.
    pub(super) wrong_codes: u64,
}

/// What a guest does.
#[derive(Debug)]
pub(super) enum Act {
    /// Moves so many bytes up and down.
    Surf {
        up: u64,
        down: u64,
    },
    /// Opens any page: the router may know the device again by its cookie.
    Open,
    LogOut,
    /// Walks out of range.
    Leave,
    /// Types a code at the router's own login page.
    TypeAtRouter(String),
    /// Is led to the portal, types it there, and presses the button of the ticket's page.
    TypeAtPortal(String),
    /// Hands it in at the portal, which signs the device in by itself or leaves that to the phone.
    HandIn(String),
}

/// What the portal said to a code that was handed in, if it was not yes.
pub(super) struct Refused {
    pub(super) mac: Mac,
    pub(super) code: String,
    pub(super) error: String,
}

impl Guest {
    pub(super) fn new(device: Device) -> Self {
        Guest { device, code: None, is_in_range: true, sleeps_until: 0, wrong_codes: 0 }
    }

    /// What a guest who is online does next.
    pub(super) fn while_online(&mut self, now: u64, chance: &mut Chance) -> Option<Act> {
        match chance.below(1000) {
            0..400 => Some(Act::Surf { up: chance.below(1_000_000), down: chance.below(8_000_000) }),
            400..412 => Some(Act::LogOut),
            412..427 => {
                self.is_in_range = false;
                Some(Act::Leave)
            }
            427..440 => {
                self.sleeps_until = now + 200 + chance.below(600);
                None
            }
            _ => None,
        }
    }

    /// What a guest does next who is offline, with this code in hand, and may ask another for theirs.
    pub(super) fn while_offline(&mut self, chance: &mut Chance, code: String, anothers: Option<String>) -> Option<Act> {
        if !self.is_in_range {
            self.is_in_range = chance.below(100) < 8;
            return self.is_in_range.then_some(Act::Open);
        }
        match chance.below(100) {
            0..6 => {
                self.wrong_codes += 1;
                Some(Act::TypeAtRouter(unsold(chance.below(1_000_000))))
            }
            6..10 => Some(Act::Open),
            10..25 => Some(Act::TypeAtRouter(code)),
            25..35 => Some(Act::TypeAtPortal(code)),
            35..50 => Some(Act::HandIn(code)),
            50..52 => anothers.map(Act::TypeAtRouter),
            _ => None,
        }
    }
}

impl Act {
    /// The code in the guest's hand, if it is typed now.
    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Act::TypeAtRouter(code) | Act::TypeAtPortal(code) | Act::HandIn(code) => Some(code),
            Act::Surf { .. } | Act::Open | Act::LogOut | Act::Leave => None,
        }
    }

    /// Does it. A connection that breaks is one of the evening's troubles, and a session that has ended meanwhile too.
    pub(super) fn carry_out(&self, device: Device, router: &Router, portal: &str) -> Option<Refused> {
        let (phone, control) = (Phone::new(device), router.control());
        match self {
            Act::Surf { up, down } => drop(control.traffic(device, *up, *down)),
            Act::Open => drop(phone.get("http://example.com/")),
            Act::LogOut => drop(phone.get(&router.logout_url(device))),
            Act::Leave => drop(control.drop_carrier(device)),
            Act::TypeAtRouter(code) => type_at_router(&phone, device, router, code),
            Act::TypeAtPortal(code) => drop(type_at_portal(&phone, code)),
            Act::HandIn(code) => return hand_in(&phone, device, router, portal, code),
        }
        None
    }
}

fn type_at_router(phone: &Phone, device: Device, router: &Router, code: &str) {
    let fields: Fields = [("username", code), ("password", code)].into_iter().collect();
    drop(phone.post(&router.login_url(device), &fields));
}

fn type_at_portal(phone: &Phone, code: &str) -> Option<()> {
    let first = phone.open("http://example.com/").ok()?;
    let ticket = phone.submit(&first.form_with("code")?.with("code", code)).ok()?;
    phone.submit(&ticket.form_with("username")?).ok().map(drop)
}

fn hand_in(phone: &Phone, device: Device, router: &Router, portal: &str, code: &str) -> Option<Refused> {
    drop(phone.get("http://example.com/"));
    let body = serde_json::json!({ "mac": device.mac.to_string() }).to_string();
    let answer = phone.post_json(&format!("{portal}api/tickets/{code}/activate"), &body).ok()?;
    let said: serde_json::Value = serde_json::from_str(&answer.body).ok()?;
    if answer.status != 200 {
        let error = said["code"].as_str().unwrap_or_default().to_owned();
        return Some(Refused { mac: device.mac, code: code.to_owned(), error });
    }
    if said["logged_in"] == false {
        type_at_router(phone, device, router, code);
    }
    None
}
