//! A plan as a guest sees it: the price, and in plain words what it buys.

use domain::ids::PlanId;
use domain::money::Money;

use crate::Language;
use crate::amounts::{bytes_in_words, currency_sign, duration_in_words, price_in_words, price_number, speed_in_words};

/// A line never begins with the dot.
const SEPARATOR: &str = "\u{a0}· ";

/// What a plan gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Time that runs on from first use.
    Elapsed {
        /// How long.
        duration_secs: u64,
    },
    /// Time that counts only while connected.
    Online {
        /// How long.
        duration_secs: u64,
    },
    /// An amount of data.
    Data {
        /// How much.
        bytes: u64,
    },
}

/// One plan on the price list or on a printed ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its identity, by which it is bought.
    pub id: PlanId,
    /// The owner's name for it.
    pub name: String,
    /// What it costs.
    pub price: Money,
    /// What it gives.
    pub grant: Grant,
    /// Within which time of first use it must be used up; for online time and data.
    pub use_within_secs: Option<u64>,
    /// Within which time of buying it must be started.
    pub start_within_secs: Option<u64>,
    /// Highest download speed.
    pub speed_down_kbps: Option<u32>,
    /// Devices at once.
    pub devices: u32,
}

impl Plan {
    pub(crate) fn currency(&self) -> &'static str {
        currency_sign(self.price.currency())
    }

    pub(crate) fn price_number(&self) -> String {
        price_number(self.price)
    }

    pub(crate) fn price_in_words(&self) -> String {
        price_in_words(self.price)
    }

    /// The one thing a guest compares: `1 hour of internet`.
    pub(crate) fn gives(&self, language: Language) -> String {
        let amount = match self.grant {
            Grant::Elapsed { duration_secs } | Grant::Online { duration_secs } => {
                duration_in_words(language, duration_secs)
            }
            Grant::Data { bytes } => bytes_in_words(language, bytes),
        };
        (language.words().plan.gives)(&amount)
    }

    /// Devices and speed, in a few words each.
    pub(crate) fn features(&self, language: Language) -> String {
        let words = &language.words().plan;
        // One phrase, one line: a number without its unit misleads.
        let speed =
            self.speed_down_kbps.map(|kbps| (words.speed)(&speed_in_words(language, kbps)).replace(' ', "\u{a0}"));
        [Some((words.devices)(self.devices)), speed].into_iter().flatten().collect::<Vec<_>>().join(SEPARATOR)
    }

    /// How it is counted and how long it stays good, in a few words each.
    pub(crate) fn rules(&self, language: Language) -> String {
        let words = &language.words().plan;
        let counted = match self.grant {
            Grant::Elapsed { .. } => Some(words.elapsed.to_owned()),
            Grant::Online { .. } => Some(words.online.to_owned()),
            Grant::Data { .. } => None,
        };
        let within = self.use_within_secs.map(|secs| (words.use_within)(&duration_in_words(language, secs)));
        let start = self.start_within_secs.map(|secs| (words.start_within)(&duration_in_words(language, secs)));
        [counted, within, start].into_iter().flatten().collect::<Vec<_>>().join(SEPARATOR)
    }
}
