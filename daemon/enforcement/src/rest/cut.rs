//! Sending a guest off where CoA does not come through: the active row goes, and the cookie with which the phone would come
//! back by itself.

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use domain::device::Mac;

use super::{Ask, Heard, Refused, Row, Step, Told, Unmet, rows};

/// How often rows that were accepted as removed and still stand are removed anew.
const TRIES: u8 = 3;
/// Rows removed in one errand.
const MOST_ROWS: usize = 32;
const ACTIVE: &str = "/ip/hotspot/active";
const COOKIE: &str = "/ip/hotspot/cookie";

/// Why somebody is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCut {
    /// The router accepts it and does not do it.
    NotApplied,
    /// It refuses.
    Refused(Refused),
    /// Nobody answers.
    Unmet(Unmet),
}

/// The errand.
#[derive(Clone, Debug)]
pub struct Cut {
    user: String,
    device: Mac,
    address: Option<Ipv4Addr>,
    stage: Stage,
    removals: VecDeque<Ask>,
    tries: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Cookies,
    Active,
    Removing,
}

impl Cut {
    /// Sends off this device, which is online under this name, at this address if one is known.
    pub fn new(user: &str, device: Mac, address: Option<Ipv4Addr>) -> Self {
        let (user, removals) = (user.to_owned(), VecDeque::new());
        Cut { user, device, address, stage: Stage::Cookies, removals, tries: 0 }
    }

    /// What to ask first: the cookie goes before the session, or the phone is back at once.
    pub fn first(&self) -> Ask {
        Ask::rows(COOKIE, "user", &self.user)
    }

    /// Goes on with what came; how many sessions were ended.
    pub fn next(&mut self, heard: Heard) -> Step<Result<(), NotCut>> {
        let told = match heard {
            Ok(told) => told,
            Err(unmet) => return Step::Done(Err(NotCut::Unmet(unmet))),
        };
        self.go_on(&told).unwrap_or_else(|refused| Step::Done(Err(NotCut::Refused(refused))))
    }

    fn go_on(&mut self, told: &Told) -> Result<Step<Result<(), NotCut>>, Refused> {
        match self.stage {
            Stage::Cookies => {
                // A group without the right to see cookies can still end sessions.
                let cookies = rows(told).unwrap_or_default();
                // Other devices of the same ticket keep theirs. A row that does not say whose it is goes, and where
                // the router never said whom it let in, all do.
                let is_meant = |row: &&Row| {
                    let of = row.text("mac-address").and_then(|mac| Mac::parse(mac).ok());
                    self.device == Mac::UNNAMED || of.is_none_or(|mac| mac == self.device)
                };
                let meant: Vec<&Row> = cookies.iter().filter(is_meant).collect();
                self.plan(COOKIE, meant.into_iter());
                self.stage = Stage::Active;
                Ok(Step::Ask(self.active()))
            }
            Stage::Active => {
                let found = rows(told)?;
                let address = self.address.map(|address| address.to_string());
                let is_meant = |row: &&Row| address.is_none() || row.text("address") == address.as_deref();
                let meant: Vec<&Row> = found.iter().filter(is_meant).collect();
                if meant.is_empty() && self.removals.is_empty() {
                    return Ok(Step::Done(Ok(())));
                }
                if !meant.is_empty() && self.tries == TRIES {
                    return Ok(Step::Done(Err(NotCut::NotApplied)));
                }
                self.tries += 1;
                self.plan(ACTIVE, meant.into_iter());
                self.stage = Stage::Removing;
                Ok(self.go_on_removing())
            }
            Stage::Removing => match rows(told) {
                // Somebody was quicker: what we wanted. Some versions say no more than "not found".
                Ok(_) | Err(Refused::NoSuchRow | Refused::NoSuchCommand) => Ok(self.go_on_removing()),
                Err(refused) => Err(refused),
            },
        }
    }

    fn go_on_removing(&mut self) -> Step<Result<(), NotCut>> {
        match self.removals.pop_front() {
            Some(removal) => Step::Ask(removal),
            None => {
                self.stage = Stage::Active;
                if self.tries > 1 { Step::AskLater(self.active()) } else { Step::Ask(self.active()) }
            }
        }
    }

    fn plan<'a>(&mut self, menu: &str, rows: impl Iterator<Item = &'a Row>) {
        let room = MOST_ROWS.saturating_sub(self.removals.len());
        self.removals.extend(rows.filter_map(|row| Ask::remove(menu, row.id()?)).take(room));
    }

    fn active(&self) -> Ask {
        Ask::rows(ACTIVE, "user", &self.user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> Heard {
        Ok(Told { status: 200, body: body.into() })
    }

    const COOKIES: &str = r#"[{".id":"*B","user":"7KM2PX9DT","mac-address":"02:00:5E:10:00:02"},{".id":"*C","user":"7KM2PX9DT","mac-address":"02:00:5E:10:00:01"}]"#;
    const HERE: &str = r#"[{".id":"*2","user":"7KM2PX9DT","address":"10.5.50.20"},{".id":"*3","user":"7KM2PX9DT","address":"10.5.50.21"}]"#;

    fn mine() -> Mac {
        Mac::parse("02:00:5E:10:00:01").unwrap()
    }

    fn play(answers: Vec<Heard>) -> (Vec<String>, Result<(), NotCut>) {
        let mut errand = Cut::new("7KM2PX9DT", mine(), Some("10.5.50.20".parse().unwrap()));
        let mut asked = vec![errand.first().path];
        for answer in answers {
            match errand.next(answer) {
                Step::Ask(ask) | Step::AskLater(ask) => asked.push(format!("{} {}", ask.method.as_str(), ask.path)),
                Step::Done(outcome) => return (asked, outcome),
            }
        }
        panic!("it asks on: {asked:?}");
    }

    #[test]
    fn the_devices_cookie_goes_first_then_its_session_and_no_others() {
        let gone = || told("");
        let (asked, outcome) = play(vec![told(COOKIES), told(HERE), gone(), gone(), told("[]")]);
        assert_eq!(outcome, Ok(()));
        assert_eq!(
            asked[2..],
            [
                "DELETE /rest/ip/hotspot/cookie/*C",
                "DELETE /rest/ip/hotspot/active/*2",
                "GET /rest/ip/hotspot/active?user=7KM2PX9DT"
            ]
        );
    }

    #[test]
    fn where_the_router_never_said_whom_it_let_in_all_cookies_of_the_ticket_go() {
        let mut errand = Cut::new("7KM2PX9DT", Mac::UNNAMED, None);
        let answers = [told(COOKIES), told("[]"), told(""), told("")];
        let asked = answers.map(|answer| match errand.next(answer) {
            Step::Ask(ask) | Step::AskLater(ask) => ask.path,
            Step::Done(outcome) => panic!("{outcome:?}"),
        });
        assert_eq!(asked[1..3], ["/rest/ip/hotspot/cookie/*B", "/rest/ip/hotspot/cookie/*C"]);
    }

    #[test]
    fn who_is_not_there_is_cut_off_already() {
        assert_eq!(play(vec![told("[]"), told("[]")]).1, Ok(()));
        let missing = Ok(Told { status: 404, body: br#"{"error":404,"detail":"no such item (4)"}"#.into() });
        assert_eq!(play(vec![told("[]"), told(HERE), missing, told("[]")]).1, Ok(()));
    }

    #[test]
    fn a_removal_that_is_accepted_and_not_done_is_repeated_and_then_told() {
        let mut answers = vec![told("[]")];
        answers.extend((0..TRIES).flat_map(|_| [told(HERE), told("")]));
        answers.push(told(HERE));
        let (asked, outcome) = play(answers);
        assert_eq!(outcome, Err(NotCut::NotApplied));
        assert_eq!(asked.iter().filter(|asked| asked.starts_with("DELETE")).count(), usize::from(TRIES));
    }

    #[test]
    fn lies_about_rows_lead_nowhere() {
        assert_eq!(
            Cut::new("x&.proplist=y", mine(), None).first().path,
            "/rest/ip/hotspot/cookie?user=x%26.proplist%3Dy"
        );
        let forged = r#"[{".id":"*2/../../system/reboot","user":"7KM2PX9DT","address":"10.5.50.20"}]"#;
        let mut answers = vec![told("[]")];
        answers.extend((0..=TRIES).map(|_| told(forged)));
        let (asked, outcome) = play(answers);
        assert_eq!(outcome, Err(NotCut::NotApplied));
        assert!(asked.iter().all(|asked| !asked.contains("reboot")), "{asked:?}");
    }

    #[test]
    fn a_user_without_rights_is_told_so() {
        let refused = || Ok(Told { status: 500, body: br#"{"detail":"not enough permissions (9)"}"#.into() });
        assert_eq!(play(vec![refused(), told(HERE), refused()]).1, Err(NotCut::Refused(Refused::Rights)));
    }
}
