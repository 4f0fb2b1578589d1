//! The arm for the rail's words: the answers to our own requests.

use payment_proto::mpesa::Verdict;
use payment_proto::mpesa::booking::{book_push, book_query};

use crate::gateway::Gateway;
use crate::gateway::waiting::Then;
use crate::mpesa::{Heard, Word};

impl Gateway {
    /// The rail has answered, or not.
    pub(crate) fn take_word(&mut self, word: Word) {
        match &word {
            Word::Pushed(id, heard) => {
                self.payments.pushing.remove(id);
                self.note_line(heard);
            }
            Word::Asked(_, heard) => {
                self.payments.asking = false;
                match heard.verdict {
                    Verdict::BackOff { .. } => self.payments.budget.rebuffed(self.clock.read().uptime_ms),
                    Verdict::Ambiguous => {}
                    _ => self.payments.budget.answered(),
                }
                self.note_line(heard);
            }
        }
        self.book_word(word);
        self.ask_what_is_due();
    }

    /// Writes down what the rail said, now or as soon as the books can be written.
    pub(super) fn book_word(&mut self, word: Word) {
        let reading = self.clock.read();
        let decided = self.store.decide(&reading, |ledger, chance, now| match &word {
            Word::Pushed(id, heard) => book_push(ledger, *id, &heard.verdict, chance, now),
            Word::Asked(id, heard) => book_query(ledger, *id, &heard.verdict, chance, now),
        });
        match decided {
            Ok(decided) => {
                let let_in = decided.outcome.and_then(|checkout| {
                    self.follow(&checkout);
                    self.guest_to_let_in(&checkout)
                });
                self.when_durable(decided.rests_on, Then { word: Some(word), let_in, ..Then::default() });
            }
            Err(_) => {
                self.counters.count("storage_trouble");
                self.payments.keep_for_later(word);
            }
        }
    }

    fn note_line(&mut self, heard: &Heard) {
        self.counters.count(counter_of(heard.kind));
        match &heard.trouble {
            Some(trouble) => {
                self.payments.line_failed_ms = Some(self.clock.read().uptime_ms);
                tracing::warn!(trouble = trouble.as_str(), "M-PESA could not be reached");
            }
            None if heard.kind != "not_sent" => self.payments.line_failed_ms = None,
            None => {}
        }
        if let Verdict::Misconfigured { fault, code } = &heard.verdict {
            tracing::error!(%code, said = %heard.said, "M-PESA refuses: {fault}");
        }
    }
}

/// The counter of a kind of answer.
fn counter_of(kind: &str) -> &'static str {
    match kind {
        "json" => "rail_json",
        "fault" => "rail_fault",
        "html" => "rail_html",
        "empty" => "rail_empty",
        "truncated" => "rail_truncated",
        "too_large" => "rail_too_large",
        "wrong_type" => "rail_wrong_type",
        "not_sent" => "rail_not_sent",
        "lost" => "rail_lost",
        _ => "rail_other",
    }
}
