//! Payments by hand, with the merchant's validation before and its confirmation after. Payments by push join in at the
//! confirmation.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::agenda::Due;
use super::c2b::{self, Registration, ResponseType};
use super::delivery::{Announcement, Delivery, Posting};
use super::event::Event;
use super::mpesa::{Mpesa, as_ms};
use super::statement::{Entry, Kind};
use super::{Msisdn, eat};

/// A payment that somebody makes by hand.
#[derive(Clone, Debug)]
pub(super) struct HandPayment {
    pub(super) phone: Msisdn,
    pub(super) amount_shillings: u32,
    pub(super) bill_ref: String,
}

/// The merchant did not want the payment; no money has moved. Holds its ResultCode, or what decided instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payment was not taken: {0}")]
pub struct NotTaken(pub String);

/// What a validation came to.
enum Verdict {
    Wanted { third_party: String },
    Unwanted(String),
}

impl Mpesa {
    /// Pays, and returns the receipt. Where validation is on, waits for it, as long as the clock allows.
    pub(super) async fn pay_by_hand(self: &Arc<Self>, payment: HandPayment) -> Result<String, NotTaken> {
        let entry = self.entry_of(payment);
        let registration = {
            let state = self.state();
            state.registration.clone().filter(|_| state.quirks.c2b_validation)
        };
        let verdict = match registration {
            Some(registration) => self.validate(&registration, &entry).await,
            None => Verdict::Wanted { third_party: String::new() },
        };
        match verdict {
            Verdict::Wanted { third_party } => {
                self.state().statement.take(entry.clone(), self.clock.now());
                self.announce(&entry, &third_party);
                Ok(entry.receipt)
            }
            Verdict::Unwanted(why) => {
                let Entry { phone, amount_shillings, .. } = entry;
                self.note(Event::PaymentRejected { phone, amount_shillings, why: why.clone() });
                Err(NotTaken(why))
            }
        }
    }

    fn entry_of(&self, payment: HandPayment) -> Entry {
        let at = self.clock.wall();
        Entry {
            receipt: self.state().next_receipt(at),
            amount_shillings: payment.amount_shillings,
            phone: payment.phone,
            time: eat::compact(at),
            at_ms: as_ms(self.clock.now()),
            kind: Kind::C2b,
            checkout_request_id: None,
            account_reference: payment.bill_ref,
            callback_url: None,
            reversed_by: None,
        }
    }

    /// Asks the merchant. No answer in time, or one that nobody understands, leaves it to ResponseType.
    async fn validate(self: &Arc<Self>, registration: &Registration, entry: &Entry) -> Verdict {
        let Entry { phone, amount_shillings, .. } = *entry;
        let account_reference = entry.account_reference.clone();
        self.note(Event::ValidationAsked { phone, amount_shillings, account_reference });
        let (body, patience) = {
            let state = self.state();
            let body = c2b::body(&state, &self.config.merchant, registration.version, entry, "", false);
            (body, Duration::from_millis(state.quirks.c2b_validation_ms))
        };
        let delivery = Delivery { what: Announcement::C2bValidation, url: registration.validation_url.clone(), body };
        let deadline = self.clock.now() + patience;
        let answer = tokio::select! {
            answer = self.deliver(&delivery) => answer,
            () = self.clock.reached(deadline) => None,
        };
        match (answer.and_then(|body| verdict(&body)), registration.response_type) {
            (Some(verdict), _) => verdict,
            (None, ResponseType::Completed) => Verdict::Wanted { third_party: String::new() },
            (None, ResponseType::Cancelled) => Verdict::Unwanted("no validation in time".to_owned()),
        }
    }

    /// Notes a payment, and has it confirmed if URLs are registered.
    pub(super) fn announce(self: &Arc<Self>, entry: &Entry, third_party: &str) {
        let Entry { receipt, phone, amount_shillings, kind, account_reference, .. } = entry.clone();
        self.note(Event::Paid { receipt, phone, amount_shillings, kind, account_reference });
        let confirmation = {
            let state = self.state();
            state.registration.as_ref().map(|registration| {
                let body = c2b::body(&state, &self.config.merchant, registration.version, entry, third_party, true);
                let url = registration.confirmation_url.clone();
                let delivery = Delivery { what: Announcement::C2bConfirmation, url, body };
                (Duration::from_millis(state.quirks.c2b_lag_ms), delivery)
            })
        };
        if let Some((after, delivery)) = confirmation {
            self.plan(after, Due::Post(Posting::once(delivery)));
        }
    }
}

/// Reads `{"ResultCode":"0","ThirdPartyTransID":"…"}`; the code may be a number.
fn verdict(body: &[u8]) -> Option<Verdict> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let code = match answer.get("ResultCode")? {
        Value::String(code) => code.clone(),
        Value::Number(code) => code.to_string(),
        _ => return None,
    };
    let third_party = answer.get("ThirdPartyTransID").and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(if code == "0" { Verdict::Wanted { third_party } } else { Verdict::Unwanted(code) })
}
