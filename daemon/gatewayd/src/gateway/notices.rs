//! The door for what the rail posts: callbacks and notices of money received, whoever carries them here.

use domain::ids::CheckoutId;
use domain::ledger::Read;
use payment_proto::mpesa::booking::{Booked, book_callback, book_receipt};
use payment_proto::mpesa::{C2bNotice, CallbackKey, StkCallback};
use store::CommitNumber;

use crate::desk::{PaymentSaid, Said};
use crate::gateway::Gateway;
use crate::gateway::directives::{Number, advance};
use crate::gateway::waiting::Then;
use crate::mpesa::{Addressee, Notice};

impl Gateway {
    /// What the rail posted, carried here by whoever received it. The answer is given when it is on disk.
    pub(super) fn take_notice(&mut self, path: &str, body: &[u8], number: Number) -> Read<(CommitNumber, Said)> {
        let noticed = |word: &str| Said::Payment(PaymentSaid::Noticed(word.to_owned()));
        let Some(addressee) = self.addressee() else {
            return Ok((self.pass(number)?, noticed("mpesa_not_configured")));
        };
        if self.payments.daraja.is_none() {
            self.counters.count("notice_without_mpesa");
            tracing::warn!(
                "a notice of M-PESA has come, and there is no [mpesa] to ask back with: it is booked as it is"
            );
        }
        let notice = match Notice::at(path, &addressee) {
            Ok(notice) => notice,
            Err(unaddressed) => {
                self.counters.count("notice_unaddressed");
                return Ok((self.pass(number)?, Said::Wrong(unaddressed.to_string())));
            }
        };
        let decided = match notice {
            Notice::Push(proven) => self.take_callback(proven, body, number)?,
            Notice::Received { is_proven } => self.take_receipt(is_proven, body, number)?,
            Notice::Validation => (self.pass(number)?, "validation"),
        };
        self.counters.count(decided.1);
        Ok((decided.0, noticed(decided.1)))
    }

    /// Whose addresses the rail posts to. What has come to them is money, also while nobody here could ask for it.
    fn addressee(&self) -> Option<Addressee> {
        let callback_key = match &self.payments.daraja {
            Some(daraja) => daraja.app.callback_key.clone(),
            None => CallbackKey::from_bytes(self.uplink.as_ref()?.pair()?.callback_key()),
        };
        Some(Addressee { provider: self.config.site.provider_id, site: self.store.identity().site, callback_key })
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
        self.follow_up(&decided.outcome, decided.rests_on);
        Ok((decided.rests_on, decided.outcome.word))
    }

    fn take_receipt(&mut self, is_proven: bool, body: &[u8], number: Number) -> Read<(CommitNumber, &'static str)> {
        if !is_proven {
            return Ok((self.pass(number)?, "receipt_unproven"));
        }
        let Ok(notice) = C2bNotice::read(body) else { return Ok((self.pass(number)?, "receipt_unreadable")) };
        let reading = self.clock.read();
        let merchant = self.payments.daraja.as_ref().map(|daraja| daraja.app.merchant);
        let decided = self.store.decide(&reading, |ledger, chance, now| {
            advance(ledger, number)?;
            book_receipt(ledger, merchant.as_ref(), &notice, chance, now)
        })?;
        self.follow_up(&decided.outcome, decided.rests_on);
        Ok((decided.rests_on, decided.outcome.word))
    }

    fn follow_up(&mut self, booked: &Booked, rests_on: CommitNumber) {
        let Some(checkout) = &booked.checkout else { return };
        self.follow(checkout);
        let let_in = self.guest_to_let_in(checkout);
        if let_in.is_some() {
            self.when_durable(rests_on, Then { let_in, ..Then::default() });
        }
        if booked.is_doubtful && checkout.rail.is_some() {
            self.payments.hurry(checkout.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::checkout::{Checkout, Progress};
    use domain::ids::PlanId;
    use domain::money::{Currency, Money};
    use domain::phone::Phone;
    use domain::plan::{Allowance, Offer, Terms};
    use domain::review::{Review, Trouble};
    use domain::time::Moment;
    use payment_proto::mpesa::{C2bToken, CallbackToken};

    use super::*;
    use crate::gateway::trial::enrolled;

    const CHECKOUT: CheckoutId = CheckoutId::from_bytes([5; 16]);

    fn asked_before(gateway: &mut Gateway) {
        let price = Money::from_cents(2000, Currency::Kes).unwrap();
        let terms = Terms {
            allowance: Allowance::Elapsed { duration_secs: 3600 },
            rate: None,
            devices: 1,
            idle_timeout_secs: None,
            unused_validity_secs: 3600,
            outage_credit: false,
        };
        let checkout = Checkout {
            id: CHECKOUT,
            offer: Offer { plan: PlanId::from_bytes([3; 16]), price, terms },
            payer: Phone::from_number(254_700_000_001).unwrap(),
            device: None,
            address: None,
            opened: Moment::BEGINNING,
            once: None,
            progress: Progress::Pushed,
            rail: None,
            hearsay: None,
            ticket: None,
            is_queued: false,
        };
        let reading = gateway.clock.read();
        gateway
            .store
            .decide(&reading, |ledger, _, _| {
                ledger.put_checkout(checkout);
                Ok(())
            })
            .unwrap();
    }

    fn look<T>(gateway: &mut Gateway, look: impl FnOnce(&mut dyn domain::ledger::Ledger) -> Read<T>) -> T {
        let reading = gateway.clock.read();
        gateway.store.decide(&reading, |ledger, _, _| look(ledger)).unwrap().outcome
    }

    fn troubles(gateway: &mut Gateway) -> Vec<Trouble> {
        let open = look(gateway, |ledger| ledger.reviews(&Review::is_open));
        open.into_iter().map(|review| review.trouble).collect()
    }

    fn key(gateway: &Gateway) -> CallbackKey {
        gateway.addressee().unwrap().callback_key
    }

    #[test]
    fn money_that_comes_while_nothing_is_configured_is_kept_in_sight() {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = enrolled(folder.path());
        let Addressee { provider, site, .. } = gateway.addressee().unwrap();
        let token = C2bToken::make(&key(&gateway), site).reveal();
        let body = br#"{"TransactionType":"Pay Bill","TransID":"UAF0AB12CD","TransTime":"20270115110000",
            "TransAmount":"20.00","BusinessShortCode":"600111","BillRefNumber":"","MSISDN":"254700000001"}"#;
        let path = format!("/api/c2b/{provider}/{token}/confirmation");
        gateway.take_notice(&path, body, Some(1)).unwrap();
        assert_eq!(troubles(&mut gateway), [Trouble::UnmatchedReceipt]);
        assert_eq!(look(&mut gateway, |ledger| ledger.link()).applied, 1);
        // Nobody else can put money here.
        let forged = format!("/api/c2b/{provider}/{}/confirmation", "0".repeat(token.len()));
        gateway.take_notice(&forged, &body.to_ascii_lowercase(), Some(2)).unwrap();
        assert_eq!(troubles(&mut gateway).len(), 1);
        assert_eq!(look(&mut gateway, |ledger| ledger.link()).applied, 2);
    }

    #[test]
    fn a_payment_asked_for_before_the_configuration_was_lost_becomes_its_ticket() {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = enrolled(folder.path());
        asked_before(&mut gateway);
        let Addressee { provider, site, .. } = gateway.addressee().unwrap();
        let token = CallbackToken::make(&key(&gateway), site, CHECKOUT).reveal();
        let body = br#"{"Body":{"stkCallback":{"MerchantRequestID":"m","CheckoutRequestID":"ws_CO_1","ResultCode":0,
            "ResultDesc":"ok","CallbackMetadata":{"Item":[{"Name":"Amount","Value":20.0},
            {"Name":"MpesaReceiptNumber","Value":"UAF0AB12CD"},{"Name":"PhoneNumber","Value":254700000001}]}}}}"#;
        gateway.take_notice(&format!("/api/stk/callback/{provider}/{token}"), body, Some(1)).unwrap();
        let settled = look(&mut gateway, |ledger| ledger.checkout(CHECKOUT)).unwrap();
        assert!(settled.ticket.is_some(), "{settled:?}");
    }
}
