//! A code or receipt that these books do not know, or have lent: the cloud is asked where its ticket is, and the page looks
//! again until it has come. Questions are few: each answer is remembered for a while, and a site asks so often at most.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::Duration;

use domain::code::Code;
use domain::decisions::Refusal;
use domain::device::Mac;
use domain::ids::SiteId;
use hyper::StatusCode;
use sync_proto::{Answer, Find, Inquiry, Whereabouts};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use web_ui::{Refused, Travel};

use crate::clock::uptime_ms;
use crate::control::put;
use crate::desk::{Ask, Said};
use crate::gateway::Asked;
use crate::http::request::Request;
use crate::http::response::{Problem, Response};
use crate::http::visit::Visit;
use crate::http::{Shared, asker::Asker};
use crate::words::Denied;

/// A guest looks at the page meanwhile: who does not answer by then is out of reach.
const TO_ANSWER: Duration = Duration::from_secs(4);
/// Answers remembered; the oldest makes room.
const MOST_REMEMBERED: usize = 128;
/// Nobody asks the same again so soon.
const FRESH_MS: u64 = 1_500;
/// What no site knew is not asked again for so long.
const UNKNOWN_MS: u64 = 60_000;
/// A ticket that was asked for has come by then, or does not come.
const UNDER_WAY_MS: u64 = 150_000;
/// Questions of a site in a minute.
const MOST_IN_A_MINUTE: usize = 60;
/// So often a page looks again by itself.
const MOST_LOOKS: u32 = 30;

/// What is known of tickets that are sought.
#[derive(Debug)]
pub(crate) struct Seeking {
    cloud: Option<mpsc::Sender<Asked>>,
    heard: RefCell<VecDeque<Heard>>,
    asked_ms: RefCell<VecDeque<u64>>,
}

#[derive(Debug)]
struct Heard {
    find: Find,
    at_ms: u64,
    said: Whereabouts,
}

/// Why nobody could be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unasked {
    /// This gateway belongs to no cloud: there are no other sites.
    Alone,
    /// It does not answer, or was asked too often.
    OutOfReach,
}

impl Seeking {
    pub(crate) fn new(cloud: Option<mpsc::Sender<Asked>>) -> Self {
        Seeking { cloud, heard: RefCell::default(), asked_ms: RefCell::default() }
    }

    /// Where it is, as the cloud says now or said a moment ago.
    pub(super) async fn ask(&self, find: Find) -> Result<Whereabouts, Unasked> {
        let cloud = self.cloud.as_ref().ok_or(Unasked::Alone)?;
        let now_ms = uptime_ms();
        if let Some(said) = self.known(find, now_ms) {
            return Ok(said);
        }
        if !self.may_ask(now_ms) {
            return Err(Unasked::OutOfReach);
        }
        let (reply, answer) = oneshot::channel();
        let inquiry = Inquiry::Whereabouts(find);
        cloud.try_send(Asked { inquiry, reply }).map_err(|_| Unasked::OutOfReach)?;
        match timeout(TO_ANSWER, answer).await {
            Ok(Ok(Answer::Whereabouts(said))) => {
                self.remember(find, said.clone());
                Ok(said)
            }
            // A gateway nobody has confirmed has no sites beside it yet.
            Ok(Ok(Answer::NotConfirmed)) => Err(Unasked::Alone),
            _ => Err(Unasked::OutOfReach),
        }
    }

    /// Whether it was asked for, and may come any moment: looking for it again is no guess.
    pub(super) fn is_under_way(&self, find: Find) -> bool {
        let now_ms = uptime_ms();
        self.heard.borrow().iter().any(|heard| {
            let was_asked = matches!(heard.said, Whereabouts::Asked { .. } | Whereabouts::Here(_));
            heard.is_of(find) && was_asked && now_ms.saturating_sub(heard.at_ms) < UNDER_WAY_MS
        })
    }

    fn known(&self, find: Find, now_ms: u64) -> Option<Whereabouts> {
        let heard = self.heard.borrow();
        let heard = heard.iter().find(|heard| heard.find == find)?;
        let good_ms = if heard.said == Whereabouts::Unknown { UNKNOWN_MS } else { FRESH_MS };
        (now_ms.saturating_sub(heard.at_ms) < good_ms).then(|| heard.said.clone())
    }

    fn may_ask(&self, now_ms: u64) -> bool {
        let mut asked_ms = self.asked_ms.borrow_mut();
        asked_ms.retain(|at_ms| now_ms.saturating_sub(*at_ms) < 60_000);
        let may = asked_ms.len() < MOST_IN_A_MINUTE;
        if may {
            asked_ms.push_back(now_ms);
        }
        may
    }

    fn remember(&self, find: Find, said: Whereabouts) {
        let mut heard = self.heard.borrow_mut();
        heard.retain(|heard| heard.find != find);
        if heard.len() >= MOST_REMEMBERED {
            heard.pop_front();
        }
        heard.push_back(Heard { find, at_ms: uptime_ms(), said });
    }
}

impl Heard {
    /// A receipt leads to a code, which is then sought in its place.
    fn is_of(&self, find: Find) -> bool {
        let (Find::Code(wanted, _), Whereabouts::Asked { code, .. } | Whereabouts::Here(code)) = (find, &self.said)
        else {
            return self.find == find;
        };
        *code == wanted
    }
}

/// Whether the cloud may know more of what was typed than these books.
pub(super) fn is_elsewhere(said: &Said) -> bool {
    matches!(said, Said::Refused(Refusal::UnknownCode | Refusal::Elsewhere))
}

/// Looks a code up. One that is on its way is looked for again and again: that is nobody's guess.
pub(super) async fn check(shared: &Shared, asker: &Asker, code: Code, device: Mac) -> Said {
    let guesser = (!shared.seeking.is_under_way(Find::Code(code, None))).then(|| asker.guesser());
    put(&shared.questions, Ask::Check { code, device }, guesser).await
}

/// `GET /seek/<code>/<looks>`: whether the ticket has come.
pub(super) async fn look(request: &Request, shared: &Shared, typed: &str, looks: &str) -> Response {
    let visit = Visit::new(request, shared);
    let code = match Code::parse(typed) {
        Ok(code) => code,
        Err(not_a_code) => return visit.deny(Denied::NotACode(not_a_code), typed),
    };
    let Ok(device) = visit.asker.device() else { return visit.refuse(StatusCode::FORBIDDEN, Refused::WrongDevice) };
    let site = visit.field("site").and_then(|text| text.parse::<SiteId>().ok());
    let said = check(shared, &visit.asker, code, device.unwrap_or(Mac::UNNAMED)).await;
    if !is_elsewhere(&said) {
        return visit.show_ticket(code, said, typed, false);
    }
    let looks = looks.parse().unwrap_or(MOST_LOOKS);
    page(visit, Find::Code(code, site), said, typed, looks).await
}

/// What a guest is told whose ticket is not here. `said` is what these books say.
pub(super) async fn page(visit: Visit<'_>, find: Find, said: Said, typed: &str, looks: u32) -> Response {
    let is_known = matches!(said, Said::Refused(Refusal::Elsewhere));
    let travel = match visit.shared.seeking.ask(find).await {
        Err(Unasked::OutOfReach) if is_known => Travel::HeldElsewhere { at: None },
        Err(Unasked::OutOfReach) => Travel::NobodyToAsk,
        Ok(Whereabouts::Asked { at, .. }) if looks >= MOST_LOOKS => Travel::PlaceAway { at: Some(at) },
        Ok(Whereabouts::Asked { code, at }) => Travel::OnItsWay { code, at: Some(at), looks },
        Ok(Whereabouts::Here(code)) if looks < MOST_LOOKS => Travel::OnItsWay { code, at: None, looks },
        Ok(Whereabouts::Several(places)) => match find {
            Find::Code(code, _) => Travel::Several { code, places },
            Find::Receipt(_) => Travel::NobodyToAsk,
        },
        Ok(Whereabouts::Away { at }) => Travel::PlaceAway { at: Some(at) },
        Ok(Whereabouts::Kept { why: Refusal::Elsewhere, at }) => Travel::HeldElsewhere { at: Some(at) },
        Ok(Whereabouts::Kept { why, .. }) => return visit.deny(Denied::Rule(why), typed),
        Ok(Whereabouts::Unmatched { at }) => Travel::MoneyElsewhere { at },
        Ok(Whereabouts::Here(_) | Whereabouts::Unknown) | Err(Unasked::Alone) => {
            let refusal = if is_known { Refusal::Elsewhere } else { Refusal::UnknownCode };
            return visit.deny(Denied::Rule(refusal), typed);
        }
    };
    // Mini-browsers show their own page for an error status without reading ours.
    visit.refuse(StatusCode::OK, Refused::Travel(travel))
}

/// The same for programs; `otherwise` is what these books say.
pub(super) async fn problem(shared: &Shared, find: Find, otherwise: Response) -> Response {
    let elsewhere =
        |status, detail: &str, secs| Problem::new(status, "ticket_elsewhere", detail).retry_after(secs).into();
    let (conflict, away) = (StatusCode::CONFLICT, StatusCode::SERVICE_UNAVAILABLE);
    match shared.seeking.ask(find).await {
        Ok(Whereabouts::Asked { at, .. }) => {
            elsewhere(conflict, &format!("this ticket is at {at} and was asked for: try again in some seconds"), 3)
        }
        Ok(Whereabouts::Here(_)) => elsewhere(conflict, "this ticket is on its way here", 3),
        Ok(Whereabouts::Away { at }) => elsewhere(away, &format!("this ticket is at {at}, which does not answer"), 60),
        Ok(Whereabouts::Kept { why: Refusal::Elsewhere, at }) => {
            elsewhere(conflict, &format!("this ticket of {at} is at another site, which has not given it back"), 60)
        }
        Ok(Whereabouts::Kept { why, .. }) => super::api::denied(Denied::Rule(why)),
        Ok(Whereabouts::Several(places)) => {
            let names: Vec<String> = places.into_iter().map(|(_, at)| at).collect();
            let detail = format!("several sites have a ticket with this code: {}", names.join(", "));
            Problem::new(conflict, "ambiguous_code", &detail).into()
        }
        Ok(Whereabouts::Unmatched { at }) => {
            let detail = format!("the money was received for {at}, whose owner has to look at it");
            Problem::new(conflict, "receipt_elsewhere", &detail).into()
        }
        Ok(Whereabouts::Unknown) | Err(_) => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Code {
        Code::from_random(7)
    }

    #[test]
    fn a_code_that_was_asked_for_is_no_guess_and_an_unknown_one_is() {
        let seeking = Seeking::new(None);
        let (find, other) = (Find::Code(code(), None), Find::Code(Code::from_random(8), None));
        seeking.remember(find, Whereabouts::Asked { code: code(), at: "Duka".into() });
        seeking.remember(other, Whereabouts::Unknown);
        assert!(seeking.is_under_way(find) && !seeking.is_under_way(other));
    }

    #[test]
    fn questions_and_memories_are_bounded() {
        let seeking = Seeking::new(None);
        let asked = (0..200).filter(|_| seeking.may_ask(1000)).count();
        assert_eq!(asked, MOST_IN_A_MINUTE);
        assert!(seeking.may_ask(61_000));
        for number in 0..500 {
            seeking.remember(Find::Code(Code::from_random(number), None), Whereabouts::Unknown);
        }
        assert_eq!(seeking.heard.borrow().len(), MOST_REMEMBERED);
    }
}
