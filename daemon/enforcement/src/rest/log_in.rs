//! Signing a guest in from here, through `/ip/hotspot/active/login`: the page that would do it may be closed long since.
//! The router still asks RADIUS, so nothing is decided here.

use std::net::Ipv4Addr;

use domain::code::Code;
use domain::device::Mac;
use serde_json::json;

use super::{Ask, Heard, Host, Refused, Row, Step, Told, Unmet, rows};

/// How often an accepted login that does not show is looked for, or asked for anew.
const TRIES: u8 = 3;

/// It is online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedIn {
    /// Now.
    Now,
    /// It was already, with this very ticket.
    Already,
}

/// Why it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotLoggedIn {
    /// This hotspot has not seen the device, or sees it no more.
    NotHere,
    /// The router lets it through anyway: bypassed by the owner, or online with another ticket.
    LetThrough,
    /// The router accepts the login and does not do it.
    NotApplied,
    /// It refuses; for a ticket that RADIUS refuses, in RADIUS's words.
    Refused(Refused),
    /// Nobody answers.
    Unmet(Unmet),
}

/// The errand.
#[derive(Clone, Debug)]
pub struct LogIn {
    mac: Mac,
    code: Code,
    address: Option<Ipv4Addr>,
    stage: Stage,
    tries: u8,
    looked_twice: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Looking,
    Online,
    Entering,
    ReadingBack,
}

impl LogIn {
    /// Signs in the device with this code, wherever it is now.
    pub fn new(mac: Mac, code: Code) -> Self {
        LogIn { mac, code, address: None, stage: Stage::Looking, tries: 0, looked_twice: false }
    }

    /// What to ask first.
    pub fn first(&self) -> Ask {
        Ask::hosts_of(self.mac)
    }

    /// Goes on with what came.
    pub fn next(&mut self, heard: Heard) -> Step<Result<LoggedIn, NotLoggedIn>> {
        let told = match heard {
            Ok(told) => told,
            Err(unmet) => return Step::Done(Err(NotLoggedIn::Unmet(unmet))),
        };
        self.go_on(&told).unwrap_or_else(|refused| Step::Done(Err(NotLoggedIn::Refused(refused))))
    }

    fn go_on(&mut self, told: &Told) -> Result<Step<Result<LoggedIn, NotLoggedIn>>, Refused> {
        Ok(match self.stage {
            Stage::Looking => {
                let found = rows(told)?;
                let hosts = || found.iter().filter_map(Host::read).filter(|host| host.mac == self.mac);
                // A phone that has just changed its address leaves the old row behind for a while.
                let Some(host) = hosts().find(|host| !host.is_let_through).or_else(|| hosts().next()) else {
                    return Ok(Step::Done(Err(NotLoggedIn::NotHere)));
                };
                self.address = Some(host.address);
                if host.is_let_through {
                    self.stage = Stage::Online;
                    return Ok(Step::Ask(self.online()));
                }
                self.enter(host.address)
            }
            Stage::Online => match self.is_online(&rows(told)?) {
                true => Step::Done(Ok(LoggedIn::Already)),
                false => Step::Done(Err(NotLoggedIn::LetThrough)),
            },
            Stage::Entering => {
                rows(told)?;
                self.stage = Stage::ReadingBack;
                Step::Ask(self.online())
            }
            Stage::ReadingBack => {
                if self.is_online(&rows(told)?) {
                    return Ok(Step::Done(Ok(LoggedIn::Now)));
                }
                if !self.looked_twice {
                    // It may answer before RADIUS has: a second login would only meet the first.
                    self.looked_twice = true;
                    return Ok(Step::AskLater(self.online()));
                }
                match self.address {
                    Some(address) if self.tries < TRIES => match self.enter(address) {
                        Step::Ask(ask) => Step::AskLater(ask),
                        other => other,
                    },
                    _ => Step::Done(Err(NotLoggedIn::NotApplied)),
                }
            }
        })
    }

    fn enter(&mut self, address: Ipv4Addr) -> Step<Result<LoggedIn, NotLoggedIn>> {
        self.stage = Stage::Entering;
        self.tries += 1;
        self.looked_twice = false;
        let code = self.code.plain().to_string();
        let body = json!({
            "ip": address.to_string(),
            "mac-address": self.mac.to_string(),
            "user": code,
            "password": code,
        });
        Step::Ask(Ask::log_in(&body))
    }

    fn online(&self) -> Ask {
        Ask::rows("/ip/hotspot/active", "mac-address", &self.mac)
    }

    fn is_online(&self, active: &[Row]) -> bool {
        let code = self.code.plain();
        active.iter().any(|row| row.text("user").is_some_and(|user| user.eq_ignore_ascii_case(&code)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Code {
        Code::from_random(77)
    }

    fn mac() -> Mac {
        Mac::parse("02:00:5E:10:00:01").unwrap()
    }

    fn told(body: &str) -> Heard {
        Ok(Told { status: 200, body: body.into() })
    }

    fn host(more: &str) -> Heard {
        told(&format!(r#"[{{".id":"*1","mac-address":"{}","address":"10.5.50.20"{more}}}]"#, mac()))
    }

    fn online(user: &str) -> Heard {
        told(&format!(r#"[{{".id":"*2","mac-address":"{}","user":"{user}"}}]"#, mac()))
    }

    /// Plays the router's answers one after the other; the paths asked, and how it ended.
    fn play(answers: Vec<Heard>) -> (Vec<String>, Result<LoggedIn, NotLoggedIn>) {
        let mut errand = LogIn::new(mac(), code());
        let mut asked = vec![errand.first().path];
        for answer in answers {
            match errand.next(answer) {
                Step::Ask(ask) | Step::AskLater(ask) => asked.push(ask.path),
                Step::Done(outcome) => return (asked, outcome),
            }
        }
        panic!("it asks on: {asked:?}");
    }

    #[test]
    fn a_device_is_found_signed_in_and_seen_online() {
        let (asked, outcome) = play(vec![host(""), told("[]"), online(&code().plain())]);
        assert_eq!(outcome, Ok(LoggedIn::Now));
        assert_eq!(
            asked,
            [
                "/rest/ip/hotspot/host?mac-address=02:00:5E:10:00:01",
                "/rest/ip/hotspot/active/login",
                "/rest/ip/hotspot/active?mac-address=02:00:5E:10:00:01",
            ]
        );
    }

    #[test]
    fn it_signs_in_with_code_and_address_and_as_texts() {
        let mut errand = LogIn::new(mac(), code());
        let Step::Ask(ask) = errand.next(host("")) else { panic!("it asks nothing") };
        let body: serde_json::Value = serde_json::from_str(&ask.body.unwrap()).unwrap();
        let plain = code().plain().to_string();
        assert_eq!(
            body,
            json!({ "ip": "10.5.50.20", "mac-address": "02:00:5E:10:00:01", "user": plain, "password": plain })
        );
    }

    #[test]
    fn who_is_online_already_is_left_in_peace() {
        let through = r#","authorized":"true""#;
        assert_eq!(play(vec![host(through), online(&code().plain().to_lowercase())]).1, Ok(LoggedIn::Already));
        assert_eq!(play(vec![host(through), online("OTHER")]).1, Err(NotLoggedIn::LetThrough));
        assert_eq!(play(vec![host(r#","bypassed":"true""#), told("[]")]).1, Err(NotLoggedIn::LetThrough));
        assert_eq!(play(vec![told("[]")]).1, Err(NotLoggedIn::NotHere));
    }

    #[test]
    fn a_login_that_is_accepted_and_not_done_is_asked_for_again_and_then_told() {
        let mut answers = vec![host("")];
        answers.extend((0..TRIES).flat_map(|_| [told("[]"), told("[]"), told("[]")]));
        let (asked, outcome) = play(answers);
        assert_eq!(outcome, Err(NotLoggedIn::NotApplied));
        assert_eq!(asked.iter().filter(|path| path.ends_with("/login")).count(), usize::from(TRIES));
    }

    #[test]
    fn a_refusal_comes_in_the_routers_words() {
        let refusal = r#"{"error":400,"message":"Bad Request","detail":"this ticket is used up"}"#;
        let refusal = Ok(Told { status: 400, body: refusal.into() });
        let words = Refused::Said("this ticket is used up".to_owned());
        assert_eq!(play(vec![host(""), refusal]).1, Err(NotLoggedIn::Refused(words)));
        assert_eq!(play(vec![Err(Unmet::TooLate)]).1, Err(NotLoggedIn::Unmet(Unmet::TooLate)));
    }
}
