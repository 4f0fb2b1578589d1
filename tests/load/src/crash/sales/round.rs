//! One round: guests buy, the rail's clock runs, the power goes; then the start, the callbacks that were not taken, the
//! rest of the rail's time, and the comparison.

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::books::{Disagreement, Payment, Received, compare, is_settled};
use crate::clock;
use crate::till::Till;

/// Guests who buy side by side.
const GUESTS: u64 = 4;
/// The rail's clock moves on by this much at a time.
const STRIDE: Duration = Duration::from_secs(3);
/// Between two strides.
const BREATH: Duration = Duration::from_millis(3);
/// After a start the gateway asks about every open payment, one a second.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

/// What a round came to.
#[derive(Clone, Debug)]
pub struct SalesRound {
    /// Which one.
    pub number: u32,
    /// When the power went.
    pub killed_after: Duration,
    /// Guests who were told that their phone is being asked.
    pub asked: usize,
    /// Callbacks that came while the gateway was down.
    pub untaken: usize,
    /// How long it took from the start until every receipt was a ticket.
    pub settled_after: Duration,
    /// Receipts on the statement, of all rounds.
    pub receipts: usize,
    /// What they come to.
    pub shillings: u64,
    /// In what books and statement do not agree.
    pub disagreements: Vec<Disagreement>,
}

/// A site that sells by phone, through all its power cuts.
pub(super) struct Shop {
    till: Till,
    /// Every sale has a phone of its own.
    guests: usize,
}

impl Shop {
    pub(super) fn open(langod: &Path) -> Result<Self> {
        Ok(Shop { till: Till::open(langod, |config| config, |builder| builder)?, guests: 0 })
    }

    pub(super) fn play(&mut self, number: u32, killed_after: Duration) -> Result<SalesRound> {
        let asked = self.sell_until_killed(killed_after)?;
        let begun = clock::now();
        self.till.langod.launch()?;
        let untaken = self.till.door.hand_in_untaken();
        // Whoever has not entered the PIN yet does so now, or never will.
        self.till.daraja.control().advance_until_quiet();
        self.till.door.hand_in_untaken();
        let statement = self.statement();
        let settled = clock::wait_for(SETTLED_WITHIN, Duration::from_millis(20), || {
            self.payments().is_ok_and(|payments| is_settled(&statement, &payments))
        });
        let tickets = self.till.langod.json(&["ticket", "list"])?.as_array().map_or(0, Vec::len);
        let disagreements = compare(&statement, &self.payments()?, tickets);
        Ok(SalesRound {
            number,
            killed_after,
            asked,
            untaken,
            settled_after: settled.unwrap_or_else(|| begun.elapsed()),
            receipts: statement.len(),
            shillings: statement.iter().map(|received| received.shillings).sum(),
            disagreements,
        })
    }

    /// Guests ask one after another while the rail's time passes, until the power goes.
    fn sell_until_killed(&mut self, killed_after: Duration) -> Result<usize> {
        let (is_dark, asked, next) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(self.guests));
        let nobody = self.till.guest(0)?;
        let (control, langod) = (self.till.daraja.control(), &mut self.till.langod);
        thread::scope(|scope| {
            for _ in 0..GUESTS {
                scope.spawn(|| {
                    while !is_dark.load(Ordering::Relaxed) {
                        let guest = nobody.with_phone(next.fetch_add(1, Ordering::Relaxed) as u64);
                        if guest.ask().is_ok_and(|payment| payment.is_some()) {
                            asked.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
            scope.spawn(|| {
                while !is_dark.load(Ordering::Relaxed) {
                    control.advance(STRIDE);
                    clock::pause(BREATH);
                }
            });
            clock::pause(killed_after);
            let killed = langod.kill_9();
            is_dark.store(true, Ordering::Relaxed);
            killed
        })?;
        self.guests = next.into_inner();
        Ok(asked.into_inner())
    }

    fn statement(&self) -> Vec<Received> {
        let entries = self.till.daraja.control().statement();
        let received = entries.into_iter().map(|entry| Received {
            receipt: entry.receipt,
            reference: entry.account_reference,
            shillings: u64::from(entry.amount_shillings),
        });
        received.collect()
    }

    fn payments(&self) -> Result<Vec<Payment>> {
        Ok(serde_json::from_value(self.till.langod.json(&["payment", "list"])?)?)
    }
}

impl fmt::Display for SalesRound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SalesRound { number, asked, untaken, receipts, .. } = self;
        write!(
            f,
            "round {number:>3}: killed after {:>5.1} ms with {asked} guests asked; {untaken} callbacks came meanwhile; \
             {receipts} receipts, all tickets after {:.0} ms: ",
            self.killed_after.as_secs_f64() * 1000.0,
            self.settled_after.as_secs_f64() * 1000.0,
        )?;
        if self.disagreements.is_empty() {
            return f.write_str("all agree");
        }
        self.disagreements.iter().try_for_each(|disagreement| write!(f, "\n    {disagreement}"))
    }
}
