//! Whether M-PESA is taken here now, and how far a payment of this device has come: what the first page says of paying.

use domain::ids::CheckoutId;
use domain::money::Money;

use crate::Language;
use crate::amounts::price_in_words;
use crate::words::Advice;

/// How tickets are sold here now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sales {
    /// By M-PESA on the page, and at the counter.
    MPesa,
    /// At the counter only.
    VouchersOnly,
    /// By M-PESA, but not at this moment.
    Paused(PausedWhy),
}

/// Why M-PESA is not taken at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PausedWhy {
    /// The box has just started and is finding out what time it is.
    ClockUnknown,
    /// No internet at the site, or M-PESA out of its reach.
    Offline,
    /// Our storage takes no writes.
    DiskFull,
    /// The owner has not renewed the service.
    Lapsed,
}

/// A payment that began on this device, for the first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// The device is proven to be the one that asked.
    Payment {
        /// The payment.
        id: CheckoutId,
        /// What was to be paid.
        amount: Money,
        /// How far it has come.
        stage: Stage,
    },
    /// The device only says so: the payer's last three digits are asked for.
    Claimed,
}

/// How far a payment has come, in three words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Neither arrived nor failed, as far as we know.
    Waiting,
    /// M-PESA said no.
    Failed,
    /// The money is there.
    Arrived,
}

impl PausedWhy {
    pub(crate) fn advice(self, language: Language) -> &'static Advice {
        let words = &language.words().pay.sales;
        match self {
            PausedWhy::ClockUnknown => &words.clock_unknown,
            PausedWhy::Offline => &words.offline,
            PausedWhy::DiskFull => &words.disk_full,
            PausedWhy::Lapsed => &words.lapsed,
        }
    }
}

impl Stage {
    /// The sentence on the card.
    pub(crate) fn sentence(self, language: Language, amount: Money) -> String {
        let words = &language.words().pay.pending;
        match self {
            Stage::Waiting => (words.checked)(&price_in_words(amount)),
            Stage::Failed => (words.failed)(&price_in_words(amount)),
            Stage::Arrived => words.arrived.to_owned(),
        }
    }

    /// The way on.
    pub(crate) fn action(self, language: Language) -> &'static str {
        let words = &language.words().pay.pending;
        match self {
            Stage::Waiting => words.see,
            Stage::Failed => words.see_why,
            Stage::Arrived => words.get_ticket,
        }
    }
}
