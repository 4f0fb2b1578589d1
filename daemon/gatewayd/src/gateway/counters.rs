//! Counters: plain numbers with one owner. 32-bit MIPS has no 64-bit atomics, and needs none here.

use std::collections::BTreeMap;

/// How often what happened.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    counts: BTreeMap<&'static str, u64>,
}

impl Counters {
    pub(crate) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    pub(crate) fn snapshot(&self) -> Vec<(String, u64)> {
        self.counts.iter().map(|(&what, &count)| (what.to_owned(), count)).collect()
    }
}
