#![allow(dead_code, unreachable_pub, reason = "each test uses its part of the bench")]
//! A site for the store's tests: opens books on a disk, sells, lets in, and waits for the disk's answers.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use domain::code::Code;
use domain::decisions::{Login, add_plan, admit, mint};
use domain::device::Mac;
use domain::ids::{Chance, PlanId};
use domain::ledger::Read;
use domain::money::{Currency, Money};
use domain::plan::{Allowance, Plan, Terms};
use domain::ticket::{Standing, Ticket};
use domain::time::{BootId, ClockReading};
use store::{CommitNumber, Decided, Disk, Finding, FoldDue, News, OpenError, Store, Turn, open};

pub struct Dice(pub u64);

impl Chance for Dice {
    fn fill(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (self.0 >> 56) as u8;
        }
    }
}

pub struct Site {
    pub store: Store,
    pub findings: Vec<Finding>,
    news: Receiver<News>,
    reading: ClockReading,
}

impl Site {
    pub fn open(disk: &(impl Disk + Clone), seed: u64) -> Result<Site, OpenError> {
        let (tell, news) = channel();
        let tell = Mutex::new(tell);
        let tell = Arc::new(move |word| {
            let _ = tell.lock().unwrap().send(word);
        });
        let opened = open(Arc::new(disk.clone()), Box::new(Dice(seed)), tell)?;
        let reading = ClockReading { boot: BootId([1; 16]), uptime_ms: 1000, wall_ms: 0, wall_trusted: false };
        Ok(Site { store: opened.store, findings: opened.findings, news, reading })
    }

    pub fn twin(seed: u64) -> Site {
        let (_, news) = channel();
        let identity = store::Identity { site: domain::ids::SiteId::from_bytes([7; 16]), epoch: 1 };
        let store = Store::in_memory(identity, Box::new(Dice(seed)));
        let reading = ClockReading { boot: BootId([1; 16]), uptime_ms: 1000, wall_ms: 0, wall_trusted: false };
        Site { store, findings: Vec::new(), news, reading }
    }

    pub fn wait_secs(&mut self, secs: u64) {
        self.reading.uptime_ms += secs * 1000;
        self.reading.wall_ms += secs * 1000;
    }

    /// From now on the wall clock is known.
    pub fn trust_clock(&mut self) {
        (self.reading.wall_ms, self.reading.wall_trusted) = (1_800_000_000_000 + self.reading.uptime_ms, true);
    }

    /// The machine has started again.
    pub fn boots(&mut self, boot: u8) {
        self.reading.boot = BootId([boot; 16]);
    }

    pub fn reading(&self) -> ClockReading {
        self.reading
    }

    /// Runs a decision and waits until it is on disk. `None`: it is not, and never will be.
    pub fn decide<T>(
        &mut self,
        decision: impl FnOnce(&mut dyn domain::ledger::Ledger, &mut dyn Chance, &domain::time::Now<'_>) -> Read<T>,
    ) -> Option<T> {
        let reading = self.reading;
        let Decided { outcome, rests_on } = self.store.decide(&reading, decision).ok()?;
        self.settle(rests_on).then_some(outcome)
    }

    pub fn settle(&mut self, number: CommitNumber) -> bool {
        while !self.store.is_durable(number) {
            self.store.flush();
            match self.store.take_news(self.news.recv().unwrap()) {
                Turn::Lost(_) => return false,
                Turn::Durable | Turn::Folded | Turn::NotFolded(_) => {}
            }
        }
        true
    }

    /// A minute passes.
    pub fn tend(&mut self) {
        self.fold(FoldDue::IfMuch);
    }

    /// Folds, and waits for it. False if the disk refused.
    pub fn fold(&mut self, due: FoldDue) -> bool {
        self.store.tend(due);
        self.store.flush();
        let mut worked = true;
        while !self.store.is_settled() {
            match self.store.take_news(self.news.recv().unwrap()) {
                Turn::Lost(_) | Turn::NotFolded(_) => worked = false,
                Turn::Durable | Turn::Folded => {}
            }
            self.store.flush();
        }
        worked
    }

    /// Begins a fold that the disk refuses, does something while it is under way, heals the disk and takes in the news.
    pub fn during_a_failing_fold(&mut self, work: impl FnOnce(&mut Site), heal: impl FnOnce()) {
        self.store.tend(FoldDue::Fold);
        self.store.flush();
        let rotated = self.news.recv().unwrap();
        assert_eq!(self.store.take_news(rotated), Turn::Durable);
        work(self);
        let folded = self.news.recv().unwrap();
        heal();
        assert!(matches!(self.store.take_news(folded), Turn::NotFolded(_)));
    }

    pub fn offer(&mut self) -> Option<PlanId> {
        let id = PlanId::from_bytes([3; 16]);
        let terms = Terms {
            allowance: Allowance::Elapsed { duration_secs: 3600 },
            rate: None,
            devices: 2,
            idle_timeout_secs: None,
            unused_validity_secs: Terms::USUAL_UNUSED_VALIDITY_SECS,
            outage_credit: true,
        };
        let price = Money::from_cents(2000, Currency::Kes).unwrap();
        let plan = Plan { id, name: "1 hour".to_owned(), price, terms };
        self.decide(|ledger, _, _| add_plan(ledger, plan)).map(|_| id)
    }

    pub fn sell(&mut self, plan: PlanId) -> Option<Code> {
        self.decide(|ledger, chance, now| mint(ledger, plan, chance, now)).map(|sold| sold.unwrap().code)
    }

    pub fn login(&mut self, code: Code, number: u8) -> Option<bool> {
        let device = Mac::from_bytes([2, 0, 0, 0, 1, number]).unwrap();
        self.decide(|ledger, _, now| admit(ledger, Login { code, device }, now)).map(|granted| granted.is_ok())
    }

    pub fn ticket(&mut self, code: Code) -> Option<Ticket> {
        let reading = self.reading;
        self.store.decide(&reading, |ledger, _, _| ledger.ticket_by_code(code)).unwrap().outcome
    }

    pub fn is_active(&mut self, code: Code) -> bool {
        self.ticket(code).is_some_and(|ticket| matches!(ticket.standing, Standing::Active { .. }))
    }

    pub fn all_tickets(&self) -> Vec<Ticket> {
        self.store.tickets_after(None, usize::MAX).unwrap()
    }
}
