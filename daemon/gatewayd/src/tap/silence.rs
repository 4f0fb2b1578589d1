//! Whether a router kept somebody waiting, so that the next guest is not made to wait for it too.

use std::cell::Cell;

use crate::clock::uptime_ms;

/// Nobody waits so long for an answer of a router that is well.
const SLOW_MS: u64 = 1_000;
/// So long it is spared.
const SPARED_MS: u64 = 10_000;

#[derive(Default)]
pub(super) struct Silence {
    since_ms: Cell<Option<u64>>,
}

impl Silence {
    /// Whether it did not answer a moment ago.
    pub(super) fn lasts(&self, now_ms: u64) -> bool {
        self.since_ms.get().is_some_and(|ms| now_ms.saturating_sub(ms) < SPARED_MS)
    }

    /// It was asked, and answered or not.
    pub(super) fn heard(&self, answered: bool) {
        self.since_ms.set((!answered).then(uptime_ms));
    }

    /// It is being asked. Whoever gives up late has learnt that it is silent; early, only that somebody was in a hurry.
    pub(super) fn waiting(&self) -> Waiting<'_> {
        Waiting { silence: self, since_ms: uptime_ms() }
    }
}

/// A question under way.
pub(super) struct Waiting<'a> {
    silence: &'a Silence,
    since_ms: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let now_ms = uptime_ms();
        if now_ms.saturating_sub(self.since_ms) >= SLOW_MS {
            self.silence.since_ms.set(Some(now_ms));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_did_not_answer_is_spared_for_a_while_and_who_answered_is_not() {
        let silence = Silence::default();
        let asked_ms = uptime_ms();
        assert!(!silence.lasts(asked_ms));
        silence.heard(false);
        let since_ms = silence.since_ms.get().unwrap();
        assert!(silence.lasts(since_ms + SPARED_MS - 1) && !silence.lasts(since_ms + SPARED_MS));
        silence.heard(true);
        assert!(!silence.lasts(uptime_ms()));
    }

    #[test]
    fn a_question_given_up_at_once_tells_nothing_and_one_given_up_late_tells_of_silence() {
        let silence = Silence::default();
        drop(silence.waiting());
        assert!(!silence.lasts(uptime_ms()));
        drop(Waiting { silence: &silence, since_ms: uptime_ms().saturating_sub(SLOW_MS) });
        assert!(silence.lasts(uptime_ms()));
    }
}
