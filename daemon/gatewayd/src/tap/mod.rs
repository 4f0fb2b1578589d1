//! The tap at the routers: errands of `enforcement` carried to the REST interface of the router a guest is at. Where none is
//! configured, or none answers, RADIUS alone admits guests and everything here says so at once.

mod line;
mod seen;
mod silence;
mod turns;

use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::Duration;

use domain::code::Code;
use domain::decisions::Disconnect;
use domain::device::Mac;
use domain::session::NasName;
use enforcement::rest::{
    Ask, Cut, Heard, Host, LogIn, LoggedIn, NotCut, NotLoggedIn, Refused, Router, Row, Step, Unmet, rows,
};
use tokio::time::{sleep, timeout};

use crate::clock::{Clock, uptime_ms};
use crate::config;
use line::Line;
use seen::Seen;
use turns::Turns;

/// After an acceptance that does not show.
const A_MOMENT: Duration = Duration::from_millis(300);
/// For a whole errand: RADIUS answers within it, and the router's own limit is far above.
const FOR_AN_ERRAND: Duration = Duration::from_secs(20);
/// Somebody looks at a page meanwhile.
const WHILE_A_GUEST_WAITS: Duration = Duration::from_secs(3);

/// One router with REST.
pub(crate) struct Tap {
    /// As whom it asks us over RADIUS.
    pub(crate) nas: NasName,
    line: Line,
    turns: Turns,
}

/// All of them.
#[derive(Clone, Default)]
pub(crate) struct Taps {
    taps: Rc<[Tap]>,
    seen: Rc<Seen>,
}

impl Taps {
    /// The routers that have REST. Nothing is asked yet.
    pub(crate) fn new(radius: &config::Radius, clock: &Clock) -> Result<Self, String> {
        let with_rest = radius.nas.iter().filter_map(|nas| Some((nas.name.clone(), nas.rest.as_ref()?)));
        let taps = with_rest.map(|(nas, rest)| Ok(Tap { nas, line: Line::to(rest, clock)?, turns: Turns::default() }));
        let taps = taps.collect::<Result<Vec<_>, String>>()?.into();
        Ok(Taps { taps, ..Taps::default() })
    }

    /// Every router that has REST.
    pub(crate) fn all(&self) -> &[Tap] {
        &self.taps
    }

    /// The router of this name, if it has REST.
    pub(crate) fn named(&self, nas: &NasName) -> Option<&Tap> {
        self.taps.iter().find(|tap| tap.nas == *nas)
    }

    /// The device at an address, as the router's own table says; `None` where no router knows it, or none answers. Where
    /// several are said to be there, it is the one that claims to be, if it is among them.
    pub(crate) async fn device_at(&self, address: Ipv4Addr, claimed: Option<Mac>) -> Option<Mac> {
        let there = match self.seen.at(address, uptime_ms()) {
            Some(there) => there,
            None => self.look_for(address).await?,
        };
        claimed.filter(|mac| there.contains(mac)).or(there.first().copied())
    }

    async fn look_for(&self, address: Ipv4Addr) -> Option<Vec<Mac>> {
        for tap in self.ready() {
            let asked = timeout(WHILE_A_GUEST_WAITS, tap.print(Ask::hosts_at(address))).await;
            let Ok(Ok(found)) = asked else { continue };
            let hosts = found.iter().filter_map(Host::read).filter(|host| host.address == address);
            let there: Vec<Mac> = hosts.map(|host| host.mac).collect();
            if !there.is_empty() {
                self.seen.note(address, there.clone(), uptime_ms());
                return Some(there);
            }
        }
        None
    }

    /// Signs a device in while its guest waits, at whichever router answers and has it; whether it is online.
    pub(crate) async fn sign_in(&self, mac: Mac, code: Code) -> bool {
        let signed_in = timeout(WHILE_A_GUEST_WAITS, log_in_at(self.ready(), mac, code)).await;
        signed_in.is_ok_and(|outcome| outcome.is_ok())
    }

    /// Signs a device in at whichever router has it; those that were silent are tried too, after all others.
    pub(crate) async fn log_in(&self, mac: Mac, code: Code) -> Result<LoggedIn, NotLoggedIn> {
        let now_ms = uptime_ms();
        let (silent, ready): (Vec<&Tap>, Vec<&Tap>) = self.taps.iter().partition(|tap| tap.line.silence.lasts(now_ms));
        log_in_at(ready.into_iter().chain(silent), mac, code).await
    }

    /// Those that answered last time, or have rested.
    fn ready(&self) -> impl Iterator<Item = &Tap> {
        let now_ms = uptime_ms();
        self.taps.iter().filter(move |tap| !tap.line.silence.lasts(now_ms))
    }
}

async fn log_in_at(taps: impl Iterator<Item = &Tap>, mac: Mac, code: Code) -> Result<LoggedIn, NotLoggedIn> {
    let mut last = NotLoggedIn::NotHere;
    for tap in taps {
        match tap.log_in(mac, code).await {
            Err(error @ (NotLoggedIn::NotHere | NotLoggedIn::Unmet(_))) => last = error,
            outcome => return outcome,
        }
    }
    Err(last)
}

impl Tap {
    async fn log_in(&self, mac: Mac, code: Code) -> Result<LoggedIn, NotLoggedIn> {
        let _turn = self.turns.take(mac).await;
        let mut errand = LogIn::new(mac, code);
        let first = errand.first();
        let run = self.run(first, |heard| errand.next(heard));
        timeout(FOR_AN_ERRAND, run).await.unwrap_or(Err(NotLoggedIn::Unmet(Unmet::TooLate)))
    }

    /// The version it runs, while somebody waits; else why it does not say so, in a sentence.
    pub(crate) async fn about(&self) -> Result<Option<String>, String> {
        let asked = timeout(WHILE_A_GUEST_WAITS, self.print(Ask::print("/system/resource"))).await;
        let rows = asked.unwrap_or(Err(NotPrinted::Unmet(Unmet::TooLate))).map_err(|why| why.to_string())?;
        Ok(rows.first().and_then(Router::read).map(|router| router.version))
    }

    /// Sends off a device that is online.
    pub(crate) async fn cut(&self, whom: &Disconnect) -> Result<(), NotCut> {
        let mut errand = Cut::new(&whom.user_name, whom.device, whom.ip);
        let first = errand.first();
        let run = self.run(first, |heard| errand.next(heard));
        timeout(FOR_AN_ERRAND, run).await.unwrap_or(Err(NotCut::Unmet(Unmet::TooLate)))
    }

    /// The rows of one question.
    pub(crate) async fn print(&self, ask: Ask) -> Result<Vec<Row>, NotPrinted> {
        let told = self.line.ask(&ask).await.map_err(NotPrinted::Unmet)?;
        rows(&told).map_err(NotPrinted::Refused)
    }

    async fn run<T>(&self, first: Ask, mut next: impl FnMut(Heard) -> Step<T>) -> T {
        let mut ask = first;
        loop {
            match next(self.line.ask(&ask).await) {
                Step::Ask(following) => ask = following,
                Step::AskLater(following) => {
                    sleep(A_MOMENT).await;
                    ask = following;
                }
                Step::Done(outcome) => return outcome,
            }
        }
    }
}

/// Why there are no rows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotPrinted {
    #[error("{0}")]
    Refused(Refused),
    #[error("{0}")]
    Unmet(Unmet),
}
