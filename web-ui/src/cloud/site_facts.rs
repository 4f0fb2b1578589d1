//! How a site is, as lists and the site's own page tell it.

use domain::money::Currency;

use super::words::StateWords;
use crate::Language;
use crate::amounts::{ago, currency_sign, grouped};
use crate::frame::bounded;

/// A gateway that is answered asks again within a minute; one that is late by another may still be on its way. After
/// failures it pauses for up to five, and is taken for silent meanwhile.
const ONLINE_WITHIN_SECS: u64 = 120;
/// A gateway says its version itself.
const VERSION_CHARACTERS: usize = 24;

/// How far a site has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// No gateway has claimed it.
    Waiting,
    /// One has, and its words are to be compared.
    Claimed,
    /// The words were the same.
    Confirmed,
}

/// A site's way to the internet, as its gateway tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wan {
    /// It works.
    Up,
    /// It works, but M-PESA is not reached.
    RailUnreachable,
}

/// What came together in one currency: it may be more than any single amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// In which currency.
    pub currency: Currency,
    /// How much, in cents.
    pub cents: u64,
}

/// What is known of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFacts {
    /// What the owner calls it.
    pub name: String,
    /// How far it has come.
    pub stage: Stage,
    /// How long ago its gateway last spoke, in seconds.
    pub seen_secs_ago: Option<u64>,
    /// The version its gateway runs.
    pub version: Option<String>,
    /// The life of its books.
    pub epoch: u32,
    /// How many of its records are stored.
    pub stored: u64,
    /// Its way to the internet.
    pub wan: Option<Wan>,
    /// What guests paid today, one sum a currency.
    pub today: Vec<Sum>,
}

/// A site's state in a word, and how it is coloured.
pub(crate) struct State {
    pub(crate) word: String,
    pub(crate) class: &'static str,
}

impl SiteFacts {
    pub(crate) fn state(&self, language: Language) -> State {
        let words = &language.cloud_words().state;
        let (word, class) = match (self.stage, self.seen_secs_ago) {
            (Stage::Waiting, _) => (words.waiting.to_owned(), "idle"),
            (Stage::Claimed, _) => (words.claimed.to_owned(), "todo"),
            (Stage::Confirmed, _) if self.is_online() => (words.online.to_owned(), "good"),
            (Stage::Confirmed, _) => (words.silent.to_owned(), "bad"),
        };
        State { word, class }
    }

    pub(crate) fn is_online(&self) -> bool {
        self.seen_secs_ago.is_some_and(|secs| secs <= ONLINE_WITHIN_SECS)
    }

    pub(crate) fn has_gateway(&self) -> bool {
        self.stage != Stage::Waiting
    }

    pub(crate) fn seen(&self, language: Language) -> String {
        match self.seen_secs_ago {
            Some(secs) => ago(language, secs),
            None => language.cloud_words().state.never.to_owned(),
        }
    }

    pub(crate) fn today(&self) -> String {
        in_words(&self.today)
    }

    pub(crate) fn stored(&self) -> String {
        grouped(self.stored.to_string())
    }

    pub(crate) fn version(&self) -> String {
        bounded(self.version.as_deref().unwrap_or("–"), VERSION_CHARACTERS)
    }

    /// Of a gateway that is silent nobody knows it.
    pub(crate) fn wan(&self, language: Language) -> &'static str {
        let words: &StateWords = &language.cloud_words().state;
        match self.wan.filter(|_| self.is_online()) {
            Some(Wan::Up) => words.wan_up,
            Some(Wan::RailUnreachable) => words.rail_unreachable,
            None => words.wan_unknown,
        }
    }
}

/// Sums of several currencies, or nothing in the usual one.
pub(super) fn in_words(sums: &[Sum]) -> String {
    match sums {
        [] => Sum { currency: Currency::Kes, cents: 0 }.in_words(),
        sums => sums.iter().map(Sum::in_words).collect::<Vec<_>>().join(" + "),
    }
}

impl Sum {
    fn in_words(&self) -> String {
        let (sign, whole) = (currency_sign(self.currency), grouped((self.cents / 100).to_string()));
        match self.cents % 100 {
            0 => format!("{sign}\u{a0}{whole}"),
            cents => format!("{sign}\u{a0}{whole}.{cents:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_told_to_the_cent_however_large() {
        let sum = |currency, cents| Sum { currency, cents };
        for (sums, words) in [
            (vec![], "KSh\u{a0}0"),
            (vec![sum(Currency::Kes, 124_000)], "KSh\u{a0}1,240"),
            (
                vec![sum(Currency::Kes, 5), sum(Currency::Ugx, 10_000_000_000_000)],
                "KSh\u{a0}0.05 + USh\u{a0}100,000,000,000",
            ),
        ] {
            assert_eq!(in_words(&sums), words);
        }
    }
}
