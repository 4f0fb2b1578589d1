//! Whether the router and the gateway have the same guests online, and whether those may be.

use std::collections::BTreeSet;

use testkit::machine::{PATIENCE, poll};

use super::Evening;
use super::guest::{Act, Guest};
use super::hearing::FREE_GUESSES;
use crate::online::{self, Row};

impl Evening {
    /// Both tables agree, soon; and nobody is online without a right to be.
    pub fn agrees(&mut self) {
        let agreed =
            poll(PATIENCE, || (self.active() == self.listed() && self.without_right().is_empty()).then_some(()));
        self.listen();
        if agreed.is_none() {
            self.disagrees();
        }
        let log = self.langod.log().text();
        assert!(!log.contains("panicked"), "seed {}: {log}", self.seed.0);
    }

    /// Who is online at the router with a ticket that the gateway or the evening itself knows to be over.
    fn without_right(&self) -> Vec<Row> {
        let now = self.now();
        let is_over = |(_, code, _): &Row| {
            let is_active = self.langod.ticket(code).is_ok_and(|ticket| ticket["status"] == "active");
            !is_active || self.till.ticket(code).is_none_or(|ticket| ticket.is_surely_over(now))
        };
        self.active().into_iter().filter(is_over).collect()
    }

    /// Everybody with a good ticket who is offline comes and types the code once, and is online. Whom the cashier has sent
    /// off may be sent off once more, where an order was long under way.
    pub fn lets_everybody_in(&mut self) {
        let now = self.now();
        let is_good = |guest: &&Guest| {
            let ticket = guest.code.as_ref().and_then(|code| self.till.ticket(code));
            let may_wait = guest.wrong_codes >= FREE_GUESSES;
            !may_wait && ticket.is_some_and(|ticket| ticket.is_surely_good(now) && !ticket.was_kicked)
        };
        let is_offline = |guest: &&Guest| self.router.control().session(guest.device).is_none();
        let act = |guest: &Guest| Some((guest.device, Act::TypeAtRouter(guest.code.clone()?)));
        let acts: Vec<_> = self.guests.iter().filter(is_offline).filter(is_good).filter_map(act).collect();
        for (_, act) in &acts {
            let ticket = act.code().and_then(|code| self.till.ticket_mut(code));
            ticket.unwrap().first_asked.get_or_insert(now);
        }
        self.carry_out(&acts, false);
        self.listen();
        for (device, act) in acts {
            self.diary.count("let in");
            let (mac, is_online) = (device.mac.to_string(), self.router.control().session(device).is_some());
            assert!(is_online, "seed {}: {act:?}\n{}", self.seed.0, self.diary.about(&[&mac]));
        }
    }

    /// Enough happened to prove something: each of these at least so often.
    pub fn was_lively(&self, expected: &[(&str, u32)]) {
        for (what, least) in expected {
            let (times, all) = (self.diary.times(what), self.diary.summary());
            assert!(times >= *least, "seed {}: {what} only {times} times\n{all}", self.seed.0);
        }
    }

    /// What was counted, for people.
    pub fn summary(&self) -> String {
        self.diary.summary()
    }

    /// The router's active table.
    fn active(&self) -> BTreeSet<Row> {
        online::at_router(&self.router)
    }

    /// The gateway's. A busy machine may keep the command from asking in time.
    fn listed(&self) -> BTreeSet<Row> {
        online::listed(&poll(PATIENCE, || self.langod.sessions().ok()).unwrap())
    }

    fn disagrees(&self) -> ! {
        let (router, gateway) = (self.active(), self.listed());
        let only = |these: &BTreeSet<Row>, those: &BTreeSet<Row>| these.difference(those).cloned().collect::<Vec<_>>();
        let (of_router, of_gateway) = (only(&router, &gateway), only(&gateway, &router));
        let without_right = self.without_right();
        let differ = || of_router.iter().chain(&of_gateway).chain(&without_right);
        let names: Vec<&str> = differ().flat_map(|(mac, code, id)| [mac, code, id]).map(String::as_str).collect();
        panic!(
            "seed {}, {} s into the evening:\nonly the router has {of_router:?}\nonly the gateway has {of_gateway:?}\n\
             without a right: {without_right:?}\n{}\n{}",
            self.seed.0,
            self.now(),
            self.diary.about(&names),
            self.langod.log().text()
        );
    }
}
