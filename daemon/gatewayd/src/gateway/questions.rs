//! Questions that come in from the portal, the metrics listener and the control socket, answered from the books.

use domain::code::Code;
use domain::decisions::Refusal;
use domain::device::Mac;
use tokio::sync::oneshot;

use crate::desk::{self, Ask, Said};
use crate::gateway::Gateway;
use crate::gateway::waiting::Then;

/// Whom wrong codes are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guesser {
    /// The device, or a stand-in for the address it asks from.
    pub(crate) device: Mac,
    /// All who ask from the same router's address, where the device is only what a request says it is.
    pub(crate) crowd: Option<Mac>,
}

/// A question and where its answer goes.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) ask: Ask,
    /// Whom wrong codes in it are held against; nobody for the owner's own commands.
    pub(crate) guesser: Option<Guesser>,
    pub(crate) answer: oneshot::Sender<Said>,
}

impl Gateway {
    pub(crate) fn answer(&mut self, question: Question) {
        let Question { ask, guesser, answer } = question;
        if self.is_overloaded() {
            self.counters.count("overload");
            let _ = answer.send(Said::Trouble("too much waits for the disk: try again in a few seconds".to_owned()));
            return;
        }
        if let Some(secs) = guesser.and_then(|guesser| self.must_wait(guesser, &ask)) {
            self.counters.count("guess_refused");
            let _ = answer.send(Said::Wait(secs));
            return;
        }
        let is_health = matches!(ask, Ask::Health);
        let handed_in = match ask {
            Ask::Check { code, device } | Ask::Relocate { code, device } => Some((code, device)),
            _ => None,
        };
        let reading = self.clock.read();
        match desk::serve(&mut self.store, &reading, ask) {
            Ok(decided) => {
                let (mut said, orders) = decided.outcome;
                if is_health && let Said::Health(health) = &mut said {
                    health.is_running = true;
                    health.counters = self.counters.snapshot();
                }
                self.count_guess(guesser, &said);
                if let (Some((code, device)), Said::Tickets(_)) = (handed_in, &said) {
                    self.vouched.note(code, device, reading.uptime_ms);
                }
                let then = Then { reply: None, orders, answer: Some((answer, said)) };
                self.when_durable(decided.rests_on, then);
            }
            Err(error) => {
                self.counters.count("storage_trouble");
                let _ = answer.send(Said::Trouble(error.to_string()));
            }
        }
    }

    /// Seconds this guesser must wait before its code is looked at. A device the ticket knows never waits.
    fn must_wait(&mut self, guesser: Guesser, ask: &Ask) -> Option<u64> {
        let (Ask::Check { code, .. } | Ask::Relocate { code, .. } | Ask::Ticket { code }) = ask else { return None };
        let now_ms = self.clock.read().uptime_ms;
        let crowd_secs = guesser.crowd.map_or(0, |crowd| self.crowds.wait_secs(crowd, now_ms));
        let secs = self.guesses.wait_secs(guesser.device, now_ms).max(crowd_secs);
        let is_known = match ask {
            Ask::Check { device, .. } | Ask::Relocate { device, .. } => secs > 0 && self.knows(*code, *device),
            _ => false,
        };
        (secs > 0 && !is_known).then_some(secs)
    }

    fn knows(&mut self, code: Code, device: Mac) -> bool {
        let reading = self.clock.read();
        let found = self.store.decide(&reading, |ledger, _, _| ledger.ticket_by_code(code));
        found.is_ok_and(|decided| decided.outcome.is_some_and(|ticket| ticket.knows(device)))
    }

    fn count_guess(&mut self, guesser: Option<Guesser>, said: &Said) {
        let Some(guesser) = guesser else { return };
        if matches!(said, Said::Refused(Refusal::UnknownCode) | Said::NotFound) {
            self.counters.count("guess");
            let now_ms = self.clock.read().uptime_ms;
            self.guesses.count(guesser.device, now_ms);
            guesser.crowd.into_iter().for_each(|crowd| self.crowds.count(crowd, now_ms));
        }
    }
}
