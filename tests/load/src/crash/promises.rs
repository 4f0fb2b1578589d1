//! What `langod` has answered so far, and so must be true for ever; and the comparison with what it says after a
//! restart. Pure, so that each kind of loss can be tried without losing anything.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;
use crate::gateway::{Status, Ticket};

/// Everything answered, and everything asked without an answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Promises {
    /// Every code on somebody's paper.
    sold: BTreeSet<String>,
    /// Accepted logins, with the seconds that were left when last seen.
    active: BTreeMap<String, u64>,
    /// Logins in the air when the power went: they may have happened.
    open: BTreeSet<String>,
    /// Sales in the air.
    open_sales: usize,
}

impl Promises {
    pub(super) fn sold(&mut self, code: String) {
        self.sold.insert(code);
    }

    pub(super) fn sale_unanswered(&mut self) {
        self.open_sales += 1;
    }

    pub(super) fn login_unanswered(&mut self, code: &str) {
        self.open.insert(code.to_owned());
    }

    /// Holds an Access-Accept against what was left before, if anything was.
    pub(super) fn login_accepted(&mut self, code: &str, session_timeout_secs: Option<u32>) -> Option<Fault> {
        self.open.remove(code);
        self.left(code, session_timeout_secs.map(u64::from))
    }

    /// The logins that were in the air, and happened no more than once if asked again.
    pub(super) fn open_logins(&self) -> Vec<String> {
        self.open.iter().cloned().collect()
    }

    pub(super) fn active_count(&self) -> usize {
        self.active.len()
    }

    /// Compares, and remembers what is left now. A loss is told once.
    pub(super) fn audit(&mut self, tickets: &[Ticket]) -> Vec<Fault> {
        let found: BTreeMap<&str, &Ticket> = tickets.iter().map(|ticket| (ticket.code.as_str(), ticket)).collect();
        let mut faults = self.missing(&found);
        for ticket in found.values() {
            faults.extend(self.compare(ticket));
        }
        faults.extend(self.adopt_unknown(&found));
        faults
    }

    fn missing(&mut self, found: &BTreeMap<&str, &Ticket>) -> Vec<Fault> {
        let missing = self.sold.extract_if(.., |code| !found.contains_key(code.as_str()));
        missing.map(|code| Fault::Missing { code }).collect()
    }

    fn compare(&mut self, ticket: &Ticket) -> Option<Fault> {
        let code = ticket.code.clone();
        let is_active = ticket.status == Some(Status::Active);
        match (is_active, self.active.contains_key(&code)) {
            (true, true) => self.left(&code, ticket.remaining_seconds),
            (true, false) if self.open.contains(&code) => self.left(&code, ticket.remaining_seconds),
            (true, false) => Some(Fault::ActiveUnasked { code }),
            (false, true) => {
                self.active.remove(&code);
                Some(Fault::NotActive { code, status: ticket.status })
            }
            (false, false) => None,
        }
    }

    fn left(&mut self, code: &str, now: Option<u64>) -> Option<Fault> {
        let before = self.active.get(code).copied();
        if let Some(now) = now {
            self.active.insert(code.to_owned(), now);
        }
        let before = before.unwrap_or(u64::MAX);
        let is_kept = now.is_some_and(|now| now <= before);
        (!is_kept).then(|| Fault::ClockRestarted { code: code.to_owned(), before, now })
    }

    /// A sale without an answer may have happened, once.
    fn adopt_unknown(&mut self, found: &BTreeMap<&str, &Ticket>) -> Option<Fault> {
        let unknown: Vec<String> =
            found.keys().filter(|code| !self.sold.contains(**code)).map(|code| (*code).to_owned()).collect();
        let (count, unanswered) = (unknown.len(), std::mem::take(&mut self.open_sales));
        self.sold.extend(unknown);
        (count > unanswered).then_some(Fault::SoldTwice { unknown: count, unanswered })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(code: &str, status: Status, remaining_seconds: Option<u64>) -> Ticket {
        Ticket { code: code.into(), status: Some(status), remaining_seconds }
    }

    /// A was sold and used with 100 s left, B was sold, C was in the air.
    fn promises() -> Promises {
        let mut promises = Promises::default();
        ["A", "B", "C"].into_iter().for_each(|code| promises.sold(code.into()));
        assert_eq!(promises.login_accepted("A", Some(100)), None);
        promises.login_unanswered("C");
        promises
    }

    fn check(tickets: &[Ticket], expected: &[Fault]) {
        assert_eq!(promises().audit(tickets), expected);
    }

    fn a() -> Ticket {
        ticket("A", Status::Active, Some(99))
    }

    fn b() -> Ticket {
        ticket("B", Status::New, None)
    }

    fn c() -> Ticket {
        ticket("C", Status::New, None)
    }

    #[test]
    fn a_login_in_the_air_may_have_happened_or_not() {
        check(&[a(), b(), c()], &[]);
        check(&[a(), b(), ticket("C", Status::Active, Some(3600))], &[]);
    }

    #[test]
    fn a_sold_code_that_is_gone_is_found() {
        check(&[a(), c()], &[Fault::Missing { code: "B".into() }]);
    }

    #[test]
    fn an_accepted_login_that_was_forgotten_is_found() {
        let fault = Fault::NotActive { code: "A".into(), status: Some(Status::New) };
        check(&[ticket("A", Status::New, None), b(), c()], &[fault]);
    }

    #[test]
    fn a_clock_that_restarted_is_found() {
        let fault = |now| Fault::ClockRestarted { code: "A".into(), before: 100, now };
        check(&[ticket("A", Status::Active, Some(101)), b(), c()], &[fault(Some(101))]);
        check(&[ticket("A", Status::Active, None), b(), c()], &[fault(None)]);
    }

    #[test]
    fn a_ticket_that_runs_by_itself_is_found() {
        check(&[a(), ticket("B", Status::Active, Some(5)), c()], &[Fault::ActiveUnasked { code: "B".into() }]);
    }

    #[test]
    fn one_unanswered_sale_explains_one_unknown_ticket() {
        let stranger = ticket("D", Status::New, None);
        let mut promises = promises();
        promises.sale_unanswered();
        assert_eq!(promises.audit(&[a(), b(), c(), stranger.clone()]), []);
        check(&[a(), b(), c(), stranger], &[Fault::SoldTwice { unknown: 1, unanswered: 0 }]);
    }

    #[test]
    fn a_loss_is_told_once() {
        let mut promises = promises();
        let tickets = [ticket("A", Status::New, None), c()];
        assert_eq!(promises.audit(&tickets).len(), 2);
        assert_eq!(promises.audit(&tickets), []);
    }

    #[test]
    fn time_goes_on_between_audits() {
        let mut promises = promises();
        assert_eq!(promises.audit(&[a(), b(), c()]), []);
        let fault = Fault::ClockRestarted { code: "A".into(), before: 99, now: Some(100) };
        assert_eq!(promises.login_accepted("A", Some(100)), Some(fault));
    }
}
