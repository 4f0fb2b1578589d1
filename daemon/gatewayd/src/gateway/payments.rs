//! Payments under way: checkouts go to the rail once they are on disk, and open ends are asked about within the budget.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use domain::checkout::{Checkout, Progress};
use domain::decisions::{NotRedeemed, PROMPT_SECS, doubt_unsent, review_overdue};
use domain::ids::CheckoutId;
use domain::lease::RightToSell;
use payment_proto::mpesa::pace::{QueryBudget, Rules, Schedule};
use tokio::sync::Notify;

use crate::desk::{Closed, PaymentAsk, PaymentSaid, Said, SalesState};
use crate::gateway::Gateway;
use crate::mpesa::{Daraja, Heard, Word};

/// How long a line that failed is taken for down without another try.
const DOWN_FOR_MS: u64 = 20_000;
/// Payments a notice asks us to look into at once.
const MOST_HURRIED: usize = 64;
/// Words of the rail that wait for books that could not be written.
const MOST_UNBOOKED: usize = 1024;

/// What the event loop holds of payments under way.
pub(crate) struct Payments {
    pub(super) daraja: Option<Rc<Daraja>>,
    schedules: BTreeMap<CheckoutId, Schedule>,
    pub(super) budget: QueryBudget,
    /// The question under way.
    pub(super) asking: bool,
    /// Pushes under way.
    pub(super) pushing: BTreeSet<CheckoutId>,
    /// Payments to ask about next: somebody says there is news.
    hurried: VecDeque<CheckoutId>,
    unbooked: VecDeque<Word>,
    pub(super) line_failed_ms: Option<u64>,
    /// Told whenever a payment has moved on, once that is on disk.
    changed: Rc<Notify>,
}

impl Payments {
    /// With a rail to ask, or without.
    pub(crate) fn new(daraja: Option<Rc<Daraja>>, rules: Rules, changed: Rc<Notify>) -> Self {
        Payments {
            daraja,
            schedules: BTreeMap::new(),
            budget: QueryBudget::new(rules),
            asking: false,
            pushing: BTreeSet::new(),
            hurried: VecDeque::new(),
            unbooked: VecDeque::new(),
            line_failed_ms: None,
            changed,
        }
    }

    pub(super) fn hurry(&mut self, checkout: CheckoutId) {
        if self.hurried.len() < MOST_HURRIED && !self.hurried.contains(&checkout) {
            self.hurried.push_back(checkout);
        }
    }

    /// Guests who wait look again.
    pub(super) fn tell_changed(&self) {
        self.changed.notify_waiters();
    }

    /// Whether somebody has been asked to pay who may not have decided yet: the answer comes through the cloud.
    pub(super) fn awaits_news(&self, now_ms: u64) -> bool {
        let is_young = |schedule: &Schedule| now_ms.saturating_sub(schedule.pushed_ms()) < PROMPT_SECS * 1000;
        self.schedules.values().any(is_young)
    }

    pub(super) fn keep_for_later(&mut self, word: Word) {
        if self.unbooked.len() < MOST_UNBOOKED {
            self.unbooked.push_back(word);
        } else {
            tracing::error!("the books have taken nothing for long: what M-PESA says of a payment is not kept");
        }
    }
}

impl Gateway {
    /// After a start: what may or may not have been sent is doubtful, and what is open is asked about.
    pub(super) fn take_up_payments(&mut self) {
        let reading = self.clock.read();
        let taken = self.store.decide(&reading, |ledger, chance, now| {
            doubt_unsent(ledger)?;
            review_overdue(ledger, chance, now)
        });
        if taken.is_err() {
            self.counters.count("storage_trouble");
        }
        self.resume_schedules();
    }

    /// Plans the questions anew from what the books say.
    pub(super) fn resume_schedules(&mut self) {
        let reading = self.clock.read();
        let taken = self.store.decide(&reading, |ledger, _, now| {
            let open = ledger.recent_checkouts(&|checkout| checkout.rail.is_some() && !checkout.is_paid())?;
            Ok(open.into_iter().map(|checkout| (now.ms_since(checkout.opened), checkout)).collect::<Vec<_>>())
        });
        let Ok(open) = taken else { return self.counters.count("storage_trouble") };
        self.payments.schedules.clear();
        // Until these books are the latest again, what seems open may have been settled.
        if self.lacks_its_past() {
            return;
        }
        let (now_ms, rules) = (reading.uptime_ms, *self.payments.budget.rules());
        for (age_ms, checkout) in open.outcome {
            // A push from before the boot counts as one of its first moment: then it is asked about a little sooner.
            let mut schedule = Schedule::resumed(now_ms.saturating_sub(age_ms), now_ms, &rules);
            if let Progress::Failed { code, .. } = &checkout.progress {
                schedule.failed(code, now_ms);
            }
            self.payments.schedules.insert(checkout.id, schedule);
        }
    }

    /// Whether a phone is being asked right now.
    pub(super) fn awaits_the_rail(&self) -> bool {
        !self.payments.pushing.is_empty()
    }

    /// Whether the line to the rail has just failed.
    pub(super) fn rail_is_down(&self) -> bool {
        let now_ms = self.clock.read().uptime_ms;
        self.payments.line_failed_ms.is_some_and(|failed_ms| now_ms.saturating_sub(failed_ms) < DOWN_FOR_MS)
    }

    /// Whether anything can be sold by phone now.
    pub(super) fn sales_state(&self) -> SalesState {
        let reading = self.clock.read();
        match (&self.payments.daraja, reading.wall_trusted) {
            (None, _) => SalesState::Closed(Closed::NotOffered),
            (Some(_), _) if self.right == RightToSell::Lapsed => SalesState::Closed(Closed::Lapsed),
            (Some(_), false) => SalesState::Closed(Closed::ClockUnknown),
            (Some(_), true) if self.store.sales_paused() => SalesState::DiskFull,
            (Some(_), true) if self.rail_is_down() => SalesState::LineDown,
            (Some(_), true) => SalesState::Open,
        }
    }

    /// What of a question about money is not for the books to answer.
    pub(super) fn answer_at_the_door(&mut self, ask: &PaymentAsk) -> Option<Said> {
        match ask {
            PaymentAsk::Sales => Some(Said::Payment(PaymentSaid::Sales(self.sales_state()))),
            // The receipt may have become a ticket in what these books have lost.
            PaymentAsk::Redeem { .. } if self.lacks_its_past() => {
                Some(Said::Payment(PaymentSaid::NotRedeemed(NotRedeemed::Undecided)))
            }
            PaymentAsk::Buy { .. } => match self.sales_state() {
                SalesState::Closed(closed) => Some(Said::Payment(PaymentSaid::Closed(closed))),
                SalesState::Open | SalesState::LineDown | SalesState::DiskFull => None,
            },
            _ => None,
        }
    }

    /// Sends a checkout that is on disk to the rail.
    pub(super) fn push(&mut self, id: CheckoutId) {
        let reading = self.clock.read();
        let found = self.store.decide(&reading, |ledger, _, _| ledger.checkout(id));
        let checkout = found.ok().and_then(|decided| decided.outcome);
        match (&self.payments.daraja, checkout) {
            (Some(daraja), Some(checkout)) => {
                self.counters.count("push");
                self.payments.pushing.insert(id);
                daraja.push(checkout);
            }
            // The books have become unreadable in between: once they are not, the guest learns that nobody was asked.
            _ => self.payments.keep_for_later(Word::Pushed(id, Heard::of_unsent_push())),
        }
    }

    /// A second has passed.
    pub(super) fn tend_payments(&mut self) {
        for _ in 0..self.payments.unbooked.len() {
            let Some(word) = self.payments.unbooked.pop_front() else { break };
            self.book_word(word);
        }
        if self.seconds.is_multiple_of(60) {
            let reading = self.clock.read();
            if self.store.decide(&reading, review_overdue).is_err() {
                self.counters.count("storage_trouble");
            }
            let rules = *self.payments.budget.rules();
            self.payments.schedules.retain(|_, schedule| schedule.next_ms(&rules).is_some());
        }
        self.ask_what_is_due();
    }

    /// One question at a time, and no more than the budget allows.
    pub(super) fn ask_what_is_due(&mut self) {
        let reading = self.clock.read();
        let Some(daraja) = self.payments.daraja.clone().filter(|_| !self.payments.asking && reading.wall_trusted)
        else {
            return;
        };
        let now_ms = reading.uptime_ms;
        // Whoever is hurried is due since ever.
        let since_ever = Schedule::new(0);
        let hurried = self.payments.hurried.front().map(|&id| (id, &since_ever));
        let id = match self.payments.budget.take(hurried, now_ms) {
            Some(id) => {
                self.payments.hurried.pop_front();
                Some(id)
            }
            None => self.payments.budget.take(self.payments.schedules.iter().map(|(&id, row)| (id, row)), now_ms),
        };
        let Some(id) = id else { return };
        if let Some(schedule) = self.payments.schedules.get_mut(&id) {
            schedule.asked(now_ms);
        }
        let found = self.store.decide(&reading, |ledger, _, _| ledger.checkout(id));
        let ids = found.ok().and_then(|decided| decided.outcome).and_then(|checkout| checkout.rail);
        if let Some(ids) = ids {
            self.counters.count("query");
            self.payments.asking = true;
            daraja.ask(id, ids);
        }
    }

    /// Plans the next question about a checkout by how far it has come.
    pub(super) fn follow(&mut self, checkout: &Checkout) {
        let now_ms = self.clock.read().uptime_ms;
        if checkout.rail.is_none() {
            return;
        }
        let schedule = self.payments.schedules.entry(checkout.id).or_insert_with(|| Schedule::new(now_ms));
        match &checkout.progress {
            Progress::Failed { code, .. } => schedule.failed(code, now_ms),
            Progress::Paid { .. } => schedule.paid(),
            Progress::Created | Progress::Pushed | Progress::Unknown => {}
        }
    }
}
