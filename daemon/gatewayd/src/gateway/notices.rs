//! The door for what the rail posts: callbacks and notices of money received, whoever carries them here.

use domain::ids::CheckoutId;
use domain::ledger::Read;
use payment_proto::mpesa::booking::{Booked, book_callback, book_receipt};
use payment_proto::mpesa::{C2bNotice, StkCallback};
use store::CommitNumber;

use crate::desk::{PaymentSaid, Said};
use crate::gateway::Gateway;
use crate::gateway::directives::{Number, advance};
use crate::mpesa::{Daraja, Notice};

impl Gateway {
    /// What the rail posted, carried here by whoever received it. The answer is given when it is on disk.
    pub(super) fn take_notice(&mut self, path: &str, body: &[u8], number: Number) -> Read<(CommitNumber, Said)> {
        let noticed = |word: &str| Said::Payment(PaymentSaid::Noticed(word.to_owned()));
        let Some(daraja) = self.payments.daraja.clone() else {
            return Ok((self.pass(number)?, noticed("mpesa_not_configured")));
        };
        let notice = match Notice::at(path, &daraja.app) {
            Ok(notice) => notice,
            Err(unaddressed) => {
                self.counters.count("notice_unaddressed");
                return Ok((self.pass(number)?, Said::Wrong(unaddressed.to_string())));
            }
        };
        let decided = match notice {
            Notice::Push(proven) => self.take_callback(proven, body, number)?,
            Notice::Received { is_proven } => self.take_receipt(&daraja, is_proven, body, number)?,
            Notice::Validation => (self.pass(number)?, "validation"),
        };
        self.counters.count(decided.1);
        Ok((decided.0, noticed(decided.1)))
    }

    fn take_callback(
        &mut self,
        proven: Option<CheckoutId>,
        body: &[u8],
        number: Number,
    ) -> Read<(CommitNumber, &'static str)> {
        let Ok(callback) = StkCallback::read(body) else {
            // The rail meant something by it: it is asked what.
            proven.into_iter().for_each(|id| self.payments.hurry(id));
            return Ok((self.pass(number)?, "callback_unreadable"));
        };
        let reading = self.clock.read();
        let Some(id) = proven else {
            // Anyone can post to the bare address: it is worth a question to the rail, and no more.
            let named = self.store.decide(&reading, |ledger, _, _| {
                ledger.recent_checkouts(&|checkout| checkout.rail.is_some() && checkout.rail == callback.ids)
            })?;
            named.outcome.iter().for_each(|checkout| self.payments.hurry(checkout.id));
            return Ok((self.pass(number)?, "callback_unproven"));
        };
        let decided = self.store.decide(&reading, |ledger, chance, now| {
            advance(ledger, number)?;
            book_callback(ledger, id, &callback, chance, now)
        })?;
        self.follow_up(&decided.outcome);
        Ok((decided.rests_on, decided.outcome.word))
    }

    fn take_receipt(
        &mut self,
        daraja: &Daraja,
        is_proven: bool,
        body: &[u8],
        number: Number,
    ) -> Read<(CommitNumber, &'static str)> {
        if !is_proven {
            return Ok((self.pass(number)?, "receipt_unproven"));
        }
        let Ok(notice) = C2bNotice::read(body) else { return Ok((self.pass(number)?, "receipt_unreadable")) };
        let (reading, merchant) = (self.clock.read(), &daraja.app.merchant);
        let decided = self.store.decide(&reading, |ledger, chance, now| {
            advance(ledger, number)?;
            book_receipt(ledger, merchant, &notice, chance, now)
        })?;
        self.follow_up(&decided.outcome);
        Ok((decided.rests_on, decided.outcome.word))
    }

    fn follow_up(&mut self, booked: &Booked) {
        let Some(checkout) = &booked.checkout else { return };
        self.follow(checkout);
        if booked.is_doubtful && checkout.rail.is_some() {
            self.payments.hurry(checkout.id);
        }
    }
}
