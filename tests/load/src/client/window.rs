//! The unanswered requests of one socket, by identifier (RFC 2865 section 3: eight bits, so 256 at most). Decides what
//! to send again and what to give up; the caller says what time it is.

use std::time::{Duration, Instant};

use radius_proto::Authenticator;

/// When an unanswered request is sent again.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often.
const RETRANSMISSIONS: u32 = 3;

/// A request that waits for its answer.
#[derive(Clone, Debug)]
pub(super) struct Unanswered {
    pub(super) nth: usize,
    pub(super) authenticator: Authenticator,
    pub(super) bytes: Vec<u8>,
    pub(super) first_sent: Instant,
    last_sent: Instant,
    retransmissions: u32,
}

/// What the passing of time did to a request.
#[derive(Debug)]
pub(super) enum Overdue<'a> {
    /// Its bytes go out again.
    SendAgain(&'a [u8]),
    /// Nobody will answer any more.
    Lost,
}

/// All of a socket's unanswered requests.
#[derive(Debug)]
pub(super) struct Window {
    slots: Vec<Option<Unanswered>>,
    waiting: usize,
    most: usize,
    next: u8,
}

impl Window {
    pub(super) fn new(most: usize) -> Self {
        Window { slots: vec![None; 256], waiting: 0, most: most.clamp(1, 256), next: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// An identifier for one more request, if there may be one. They go round, so that a late answer to an old request
    /// rarely meets a new one.
    pub(super) fn free_identifier(&mut self) -> Option<u8> {
        if self.waiting >= self.most {
            return None;
        }
        let start = usize::from(self.next);
        let free = (0..256).map(|step| (start + step) % 256).find(|at| matches!(self.slots.get(*at), Some(None)))?;
        let identifier = u8::try_from(free).ok()?;
        self.next = identifier.wrapping_add(1);
        Some(identifier)
    }

    pub(super) fn sent(
        &mut self,
        identifier: u8,
        nth: usize,
        authenticator: Authenticator,
        bytes: &[u8],
        now: Instant,
    ) {
        let unanswered = Unanswered {
            nth,
            authenticator,
            bytes: bytes.to_vec(),
            first_sent: now,
            last_sent: now,
            retransmissions: 0,
        };
        if let Some(slot) = self.slots.get_mut(usize::from(identifier)) {
            self.waiting += usize::from(slot.is_none());
            *slot = Some(unanswered);
        }
    }

    pub(super) fn authenticator(&self, identifier: u8) -> Option<&Authenticator> {
        self.slots.get(usize::from(identifier))?.as_ref().map(|unanswered| &unanswered.authenticator)
    }

    pub(super) fn answered(&mut self, identifier: u8) -> Option<Unanswered> {
        let unanswered = self.slots.get_mut(usize::from(identifier))?.take()?;
        self.waiting -= 1;
        Some(unanswered)
    }

    /// Calls `act` for every request that has waited too long, and drops the lost ones.
    pub(super) fn overdue(&mut self, now: Instant, mut act: impl FnMut(usize, Overdue<'_>)) {
        for slot in &mut self.slots {
            let Some(unanswered) = slot.as_mut().filter(|unanswered| now >= unanswered.last_sent + PATIENCE) else {
                continue;
            };
            if unanswered.retransmissions < RETRANSMISSIONS {
                unanswered.retransmissions += 1;
                unanswered.last_sent = now;
                act(unanswered.nth, Overdue::SendAgain(&unanswered.bytes));
            } else {
                act(unanswered.nth, Overdue::Lost);
                *slot = None;
                self.waiting -= 1;
            }
        }
    }

    /// The requests nobody waits for any longer.
    pub(super) fn abandon(self) -> impl Iterator<Item = usize> {
        self.slots.into_iter().flatten().map(|unanswered| unanswered.nth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn window_with_one(now: Instant) -> Window {
        let mut window = Window::new(1);
        let identifier = window.free_identifier().expect("room");
        window.sent(identifier, 5, [1; 16], b"bytes", now);
        window
    }

    #[test]
    fn there_are_never_more_than_agreed() {
        let mut window = window_with_one(clock::now());
        assert_eq!(window.free_identifier(), None);
        assert_eq!(window.answered(0).map(|unanswered| unanswered.nth), Some(5));
        assert_eq!(window.free_identifier(), Some(1));
    }

    #[test]
    fn the_same_bytes_go_out_three_times_again_and_then_the_request_is_lost() {
        let begun = clock::now();
        let mut window = window_with_one(begun);
        let mut fates = Vec::new();
        for second in 0..6 {
            window.overdue(begun + Duration::from_secs(second), |nth, fate| {
                fates.push((second, nth, matches!(fate, Overdue::SendAgain(b"bytes"))));
            });
        }
        assert_eq!(fates, [(1, 5, true), (2, 5, true), (3, 5, true), (4, 5, false)]);
        assert!(window.is_empty());
    }

    #[test]
    fn a_second_answer_finds_nobody_waiting() {
        let mut window = window_with_one(clock::now());
        assert!(window.answered(0).is_some());
        assert!(window.answered(0).is_none());
    }

    #[test]
    fn all_256_identifiers_can_wait_at_once() {
        let mut window = Window::new(1000);
        let mut count = 0;
        while let Some(identifier) = window.free_identifier() {
            window.sent(identifier, count, [0; 16], b"", clock::now());
            count += 1;
        }
        assert_eq!((count, window.abandon().count()), (256, 256));
    }
}
