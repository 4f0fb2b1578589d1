//! Accepting a push: what it will come to is decided here, and a prompt appears or does not.

use std::sync::Arc;
use std::time::Duration;

use super::agenda::Due;
use super::choices::{CallbackMode, LongReference, Rule17};
use super::event::Event;
use super::mpesa::{Mpesa, State, as_ms};
use super::planning::Plan;
use super::push::{Push, PushRow, PushState};
use super::refusal::Refusal;
use super::{Msisdn, ResultCode, ids};

/// How long the same amount may not be paid again (rule 17).
const SAME_AMOUNT_AGAIN: Duration = Duration::from_secs(120);

/// The longest AccountReference.
const LONGEST_REFERENCE: usize = 12;

/// A push that was found in order.
pub(super) struct Order {
    pub(super) phone: Msisdn,
    pub(super) amount_shillings: u32,
    pub(super) account_reference: String,
    pub(super) transaction_desc: String,
    pub(super) callback_url: String,
    /// What becomes of it where TransactionType or PartyB do not fit the merchant.
    pub(super) misfit: Option<ResultCode>,
}

impl Mpesa {
    /// Accepts a push and returns it. A callback that is to come before the answer has come when this returns.
    pub(super) async fn accept(self: &Arc<Self>, order: Order) -> Result<Push, Refusal> {
        let (push, end, comes_first) = {
            let mut state = self.state();
            if state.quirks.subscriber_lock && state.pushes.open_of(order.phone).is_some() {
                let locked =
                    "Unable to lock subscriber, a transaction is already in process for the current subscriber";
                return Err(Refusal::server(locked));
            }
            let plan = state.plan(&order, self.clock.now());
            let mode = state.callback_mode(order.phone);
            let row = self.new_row(&mut state, order, plan);
            let (push, end) = (row.push.clone(), row.plan.end.clone());
            state.pushes.insert(row);
            (push, end, mode == CallbackMode::BeforeAnswer)
        };
        self.note_accepted(&push);
        match end {
            Some(end) if comes_first => {
                let callback = self.conclude(&push.checkout_request_id, &end);
                if let Some((posting, _)) = callback {
                    self.post(posting).await;
                }
            }
            Some(end) => self.plan(end.after, Due::EndPush(push.checkout_request_id.clone())),
            None => {}
        }
        Ok(push)
    }

    fn new_row(&self, state: &mut State, order: Order, plan: Plan) -> PushRow {
        let now = self.clock.now();
        let Order { phone, amount_shillings, account_reference, transaction_desc, callback_url, .. } = order;
        state.last_pushes.insert((phone, amount_shillings), now);
        state.counters.prompts += u64::from(plan.shows_prompt);
        // Two pushes of one millisecond would have one name.
        let mut at = self.clock.wall();
        while state.pushes.contains(&ids::checkout_request_id(at, phone)) {
            at += Duration::from_millis(1);
        }
        let push = Push {
            phone,
            amount_shillings,
            account_reference,
            transaction_desc,
            checkout_request_id: ids::checkout_request_id(at, phone),
            merchant_request_id: ids::merchant_request_id(&mut state.chance),
            callback_url,
            state: if plan.shows_prompt { PushState::Prompting } else { PushState::Accepted },
            prompts: u32::from(plan.shows_prompt),
            pushed_at_ms: as_ms(now),
            receipt: None,
            callbacks: 0,
        };
        PushRow { push, plan, ended_at: None, callback: None }
    }

    fn note_accepted(&self, push: &Push) {
        let Push { phone, amount_shillings, .. } = *push;
        let account_reference = push.account_reference.clone();
        let checkout_request_id = push.checkout_request_id.clone();
        let id = checkout_request_id.clone();
        self.note(Event::PushAccepted { phone, amount_shillings, account_reference, checkout_request_id: id });
        if push.prompts > 0 {
            self.note(Event::PromptAppeared { phone, amount_shillings, checkout_request_id });
        }
    }
}

impl State {
    fn plan(&mut self, order: &Order, now: Duration) -> Plan {
        let is_long = order.account_reference.chars().count() > LONGEST_REFERENCE;
        if let Some(code) = &order.misfit {
            return Plan::refused(code.clone(), &self.quirks);
        }
        if self.is_rule_limited(order, now) {
            return Plan::refused("17".into(), &self.quirks);
        }
        match self.quirks.long_reference {
            LongReference::NoPrompt if is_long => Plan::swallowed(&self.quirks),
            LongReference::Fails if is_long => Plan::refused("1025".into(), &self.quirks),
            _ => {
                let subscriber = self.subscriber(order.phone).clone();
                Plan::of(&subscriber, &self.quirks, &mut self.chance)
            }
        }
    }

    fn is_rule_limited(&self, order: &Order, now: Duration) -> bool {
        let last = match self.quirks.rule_17 {
            Rule17::AfterPayment => self.statement.last_payment(order.phone, order.amount_shillings),
            Rule17::AfterPush => self.last_pushes.get(&(order.phone, order.amount_shillings)).copied(),
            Rule17::Off => None,
        };
        last.is_some_and(|last| now.saturating_sub(last) < SAME_AMOUNT_AGAIN)
    }
}
