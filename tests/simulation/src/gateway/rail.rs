//! What a gateway asks of the rail, and what it makes of the answers.

use domain::checkout::{Checkout, Progress};
use domain::decisions::{Opened, open_checkout};
use domain::ids::CheckoutId;
use domain::phone::Phone;
use payment_proto::mpesa::booking::{book_push, book_query};
use payment_proto::mpesa::{CallbackToken, Verdict};

use super::{Gateway, MOST_AT_SITE, Running, purchase};
use crate::app::{Call, Next, Wish};
use crate::cloud::PROVIDER;

/// How long a gateway waits before it asks about a payment, and between two questions.
const ASK_AFTER_MS: u64 = 20_000;

impl Gateway {
    /// A guest asks to pay, and the rail is to be asked; for which checkout.
    pub fn buy(&mut self, payer: Phone, now_ms: u64) -> Option<CheckoutId> {
        let purchase = purchase(self.plan, payer);
        let opened =
            self.decide(now_ms, |ledger, chance, now| open_checkout(ledger, purchase, MOST_AT_SITE, chance, now));
        let Ok(Opened::New(Checkout { id, .. })) = opened? else { return None };
        self.wish(Wish::Push { checkout: id, asked_ms: None }, now_ms);
        Some(id)
    }

    pub(super) fn wish(&mut self, wish: Wish, now_ms: u64) {
        let uptime_ms = self.uptime_ms(now_ms);
        if let Some(running) = &mut self.running {
            running.app.wish(wish, uptime_ms);
        }
    }

    /// Whether it waits for a token.
    pub fn is_calling(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.app.wishes().next().is_some())
    }

    /// What it has to do at the rail now.
    pub fn next_call(&mut self, now_ms: u64) -> Option<Next> {
        let uptime_ms = self.uptime_ms(now_ms);
        let running = self.running.as_mut()?;
        running.app.next(uptime_ms, &mut running.inquiries, &mut self.dice)
    }

    /// The rail has answered a fetch, or not. Returns the call that has to do without.
    pub fn fetched(&mut self, generation: Option<u64>, verdict: Option<Verdict>, now_ms: u64) -> Option<Call> {
        let uptime_ms = self.uptime_ms(now_ms);
        let running = self.running.as_mut()?;
        running.app.fetched(generation, verdict, uptime_ms, &mut running.inquiries, &mut self.dice)
    }

    /// The rail has refused the token of a call. Returns a call that was refused twice.
    pub fn token_refused(&mut self, call: Call, generation: u64, now_ms: u64) -> Option<Call> {
        let uptime_ms = self.uptime_ms(now_ms);
        self.running.as_mut()?.app.refused(call, generation, uptime_ms)
    }

    /// The rail took the token of a call.
    pub fn token_proved_good(&mut self, generation: u64) {
        if let Some(running) = &mut self.running {
            running.app.proved_good(generation);
        }
    }

    /// Where the rail posts how a checkout ends.
    pub fn callback_path(&self, checkout: CheckoutId) -> String {
        let token = CallbackToken::make(&self.callback_key, self.site, checkout);
        format!("/api/stk/callback/{PROVIDER}/{}", token.reveal())
    }

    /// What came of a push.
    pub fn pushed(&mut self, checkout: CheckoutId, verdict: &Verdict, now_ms: u64) {
        self.decide(now_ms, |ledger, chance, now| book_push(ledger, checkout, verdict, chance, now));
    }

    /// The next payment that is due is to be asked about; one question at a time.
    pub fn ask_what_is_due(&mut self, now_ms: u64) {
        let is_asking = |running: &Running| running.app.wishes().any(|wish| matches!(wish, Wish::Query { .. }));
        if self.running.as_ref().is_some_and(is_asking) {
            return;
        }
        if let Some((checkout, checkout_request)) = self.is_due(now_ms) {
            self.wish(Wish::Query { checkout, checkout_request }, now_ms);
        }
    }

    fn is_due(&mut self, now_ms: u64) -> Option<(CheckoutId, String)> {
        let open = self.decide(now_ms, |ledger, _, now| {
            let open = ledger.recent_checkouts(&|checkout| {
                let is_open = !checkout.is_paid() && !matches!(checkout.progress, Progress::Failed { .. });
                is_open && checkout.rail.is_some() && now.ms_since(checkout.opened) >= ASK_AFTER_MS
            })?;
            Ok(open)
        })?;
        let running = self.running.as_mut()?;
        let is_due =
            |id: CheckoutId| !running.asked.iter().any(|(asked, at)| *asked == id && at + ASK_AFTER_MS > now_ms);
        let due = open.into_iter().find(|checkout| is_due(checkout.id))?;
        running.asked.retain(|(asked, _)| *asked != due.id);
        running.asked.push((due.id, now_ms));
        Some((due.id, due.rail?.checkout_request.to_string()))
    }

    /// The rail answers such a question.
    pub fn answered(&mut self, checkout: CheckoutId, verdict: &Verdict, now_ms: u64) {
        self.decide(now_ms, |ledger, chance, now| book_query(ledger, checkout, verdict, chance, now));
    }
}
