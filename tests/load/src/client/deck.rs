//! The requests of one run, dealt one after another to all sockets: at most so many, for at most so long.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::clock;

/// What is still to be asked.
#[derive(Debug)]
pub struct Deck {
    next: AtomicUsize,
    count: usize,
    ends: Instant,
    closed: AtomicBool,
}

impl Deck {
    /// Deals the requests 0, 1, … until `count` of them are out or `time` is over.
    pub fn of(count: usize, time: Duration) -> Self {
        Deck { next: AtomicUsize::new(0), count, ends: clock::now() + time, closed: AtomicBool::new(false) }
    }

    /// Ends the run at once: what is unanswered stays so.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    pub(super) fn deal(&self, now: Instant) -> Option<usize> {
        if self.is_closed() || now >= self.ends {
            return None;
        }
        let nth = self.next.fetch_add(1, Ordering::Relaxed);
        (nth < self.count).then_some(nth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deck_ends_by_count_by_time_and_when_closed() {
        let now = clock::now();
        let deck = Deck::of(2, Duration::from_secs(60));
        assert_eq!([deck.deal(now), deck.deal(now), deck.deal(now)], [Some(0), Some(1), None]);
        let deck = Deck::of(2, Duration::ZERO);
        assert_eq!(deck.deal(clock::now()), None);
        let deck = Deck::of(2, Duration::from_secs(60));
        deck.close();
        assert_eq!(deck.deal(now), None);
    }
}
