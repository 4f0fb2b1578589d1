//! Questions that come in from the portal, the metrics listener and the control socket, answered from the books.

use domain::code::Code;
use domain::decisions::{NotRedeemed, Refusal};
use domain::device::Mac;
use tokio::sync::oneshot;

use crate::desk::{self, Ask, PaymentAsk, PaymentSaid, Said};
use crate::gateway::Gateway;
use crate::gateway::waiting::Then;

/// Whom wrong codes are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guesser {
    /// The device, or a stand-in for the address it asks from; nobody where only a router is known.
    pub(crate) device: Option<Mac>,
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

/// The device whose payment is looked for by digits.
fn found_device(ask: &Ask) -> Option<Mac> {
    match ask {
        Ask::Payment(PaymentAsk::Find { device, .. }) => Some(*device),
        _ => None,
    }
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
        if let Ask::Payment(ask) = &ask
            && let Some(said) = self.answer_at_the_door(ask)
        {
            let _ = answer.send(said);
            return;
        }
        if matches!(ask, Ask::BeginAnew) {
            self.begins_anew.get_or_insert(self.seconds);
            let _ = answer.send(Said::Done(0));
            return;
        }
        if let Ask::Payment(PaymentAsk::Notice { path, body }) = &ask {
            return self.answer_notice(path, body, answer);
        }
        let counts_as_guess = !matches!(&ask, Ask::Payment(ask) if !ask.is_a_guess());
        let (is_health, found) = (matches!(ask, Ask::Health), found_device(&ask));
        let handed_in = match ask {
            Ask::Check { code, device } | Ask::Relocate { code, device, .. } => Some((code, device)),
            _ => None,
        };
        let reading = self.clock.read();
        match desk::serve(&mut self.store, &reading, ask) {
            Ok(decided) => {
                let (mut said, orders) = decided.outcome;
                if is_health && let Said::Health(health) = &mut said {
                    health.is_running = true;
                    health.running_secs = self.seconds;
                    health.counters = self.counters.snapshot();
                    health.cloud = self.cloud_health();
                }
                self.count_guess(guesser.filter(|_| counts_as_guess), found, &said);
                if let (Some((code, device)), Said::Tickets(_)) = (handed_in, &said) {
                    self.vouched.note(code, device, reading.uptime_ms);
                }
                let push = match &said {
                    Said::Payment(PaymentSaid::Opened(view)) => Some(view.id),
                    _ => None,
                };
                let lengthen = match &said {
                    Said::Given { ticket, .. } => Some(*ticket),
                    _ => None,
                };
                let then = Then { orders, answer: Some((answer, said)), push, lengthen, ..Then::default() };
                self.when_durable(decided.rests_on, then);
            }
            Err(error) => {
                self.counters.count("storage_trouble");
                let _ = answer.send(Said::Trouble(error.to_string()));
            }
        }
    }

    fn answer_notice(&mut self, path: &str, body: &[u8], answer: oneshot::Sender<Said>) {
        match self.take_notice(path, body, None) {
            Ok((rests_on, said)) => {
                self.when_durable(rests_on, Then { answer: Some((answer, said)), tells: true, ..Then::default() });
            }
            Err(error) => {
                self.counters.count("storage_trouble");
                let _ = answer.send(Said::Trouble(error.to_string()));
            }
        }
    }

    /// Seconds this guesser must wait before its code is looked at. A device the ticket knows never waits.
    fn must_wait(&mut self, guesser: Guesser, ask: &Ask) -> Option<u64> {
        let code = match ask {
            Ask::Check { code, .. } | Ask::Relocate { code, .. } | Ask::Ticket { code } => Some(*code),
            Ask::Payment(ask) if ask.is_a_guess() => None,
            _ => return None,
        };
        let now_ms = self.clock.read().uptime_ms;
        let crowd_secs = guesser.crowd.map_or(0, |crowd| self.crowds.wait_secs(crowd, now_ms));
        let own_secs = guesser.device.map_or(0, |device| self.guesses.wait_secs(device, now_ms));
        let finder_secs = found_device(ask).map_or(0, |device| self.finders.wait_secs(device, now_ms));
        let secs = own_secs.max(crowd_secs).max(finder_secs);
        let is_known = match (ask, code) {
            (Ask::Check { device, .. } | Ask::Relocate { device, .. }, Some(code)) => {
                secs > 0 && self.knows(code, *device)
            }
            _ => false,
        };
        (secs > 0 && !is_known).then_some(secs)
    }

    fn knows(&mut self, code: Code, device: Mac) -> bool {
        let reading = self.clock.read();
        let found = self.store.decide(&reading, |ledger, _, _| ledger.ticket_by_code(code));
        found.is_ok_and(|decided| decided.outcome.is_some_and(|ticket| ticket.knows(device)))
    }

    fn count_guess(&mut self, guesser: Option<Guesser>, found: Option<Mac>, said: &Said) {
        let Some(guesser) = guesser else { return };
        let is_wrong = matches!(
            said,
            Said::Refused(Refusal::UnknownCode | Refusal::AsksPayer)
                | Said::NotFound
                | Said::Payment(PaymentSaid::NotRedeemed(NotRedeemed::Unknown))
        );
        if is_wrong {
            self.counters.count("guess");
            let now_ms = self.clock.read().uptime_ms;
            guesser.device.into_iter().for_each(|device| self.guesses.count(device, now_ms));
            found.into_iter().for_each(|device| self.finders.count(device, now_ms));
            guesser.crowd.into_iter().for_each(|crowd| self.crowds.count(crowd, now_ms));
        }
    }
}
