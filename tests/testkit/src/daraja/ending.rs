//! The end of a push, as planned or by hand: the money moves or does not, and the callback is on its way.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::agenda::Due;
use super::callback;
use super::choices::CallbackMode;
use super::delivery::{Announcement, Delivery, Posting};
use super::event::Event;
use super::mpesa::{Mpesa, State, as_ms};
use super::planning::End;
use super::push::{Push, PushState};
use super::statement::{Entry, Kind};
use super::{Msisdn, ResultCode, eat};

/// The phone has no push that this could be done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} has no push for this")]
pub struct NoPrompt(pub Msisdn);

impl Mpesa {
    pub(super) fn end_as_planned(self: &Arc<Self>, id: &str) {
        let end = self.state().pushes.get(id).and_then(|row| row.plan.end.clone());
        if let Some(end) = end {
            self.end(id, &end);
        }
    }

    /// Ends the phone's open push by hand.
    pub(super) fn end_by_hand(self: &Arc<Self>, phone: Msisdn, code: &str) -> Result<(), NoPrompt> {
        let (id, end) = {
            let state = self.state();
            let row = state.pushes.open_of(phone).ok_or(NoPrompt(phone))?;
            (row.push.checkout_request_id.clone(), End::by_hand(code.into(), &state.quirks))
        };
        self.end(&id, &end).ok_or(NoPrompt(phone))
    }

    /// Lets the money of a push that failed come after all.
    pub(super) fn pay_after_all(self: &Arc<Self>, id: &str) -> Option<()> {
        let end = {
            let mut state = self.state();
            let end = End::by_hand(ResultCode::PAID.into(), &state.quirks);
            let row = state.pushes.get_mut(id).filter(|row| matches!(row.push.state, PushState::Failed(_)))?;
            // What `conclude` takes for open.
            row.push.state = PushState::Accepted;
            end
        };
        self.end(id, &end)
    }

    fn end(self: &Arc<Self>, id: &str, end: &End) -> Option<()> {
        let (posting, after) = self.conclude(id, end)?;
        self.plan(after, Due::Post(posting));
        Some(())
    }

    /// Ends an open push. What is to be posted comes back with the time until then.
    pub(super) fn conclude(self: &Arc<Self>, id: &str, end: &End) -> Option<(Posting, Duration)> {
        let (now, at) = (self.clock.now(), self.clock.wall());
        let mut guard = self.state();
        let state = &mut *guard;
        let row = state.pushes.get(id).filter(|row| row.push.state.is_open())?;
        let (mut push, pays_late) = (row.push.clone(), row.plan.pays_late && !end.code.is_paid());
        push.receipt = end.code.is_paid().then(|| state.next_receipt(at));
        push.state = if end.code.is_paid() { PushState::Paid } else { PushState::Failed(end.code.clone()) };
        let body = callback::body(&push, &end.code, at, &state.quirks, &mut state.chance);
        let callback = Delivery { what: Announcement::StkCallback, url: push.callback_url.clone(), body };
        let (posting, after) = posting(callback.clone(), state.callback_mode(push.phone), end);
        push.callbacks += posting.times;
        let paid = entry_of(&push, at, now);
        if let Some(entry) = &paid {
            state.statement.take(entry.clone(), now);
        }
        state.pushes.close(push.phone, id);
        if let Some(row) = state.pushes.get_mut(id) {
            (row.push, row.ended_at, row.callback) = (push.clone(), Some(now), Some(callback));
        }
        let late_ms = state.quirks.late_ms;
        drop(guard);
        match paid {
            Some(entry) => self.announce(&entry, ""),
            None => self.note_failed(push, end),
        }
        if pays_late {
            self.plan(Duration::from_millis(late_ms), Due::PayLate(id.to_owned()));
        }
        Some((posting, after))
    }

    fn note_failed(&self, push: Push, end: &End) {
        let words = end.code.words(self.quirks().other_words).to_owned();
        let Push { phone, checkout_request_id, .. } = push;
        self.note(Event::PushFailed { phone, checkout_request_id, code: end.code.clone(), words });
    }
}

/// What a paid push is on the statement.
fn entry_of(push: &Push, at: Timestamp, now: Duration) -> Option<Entry> {
    Some(Entry {
        receipt: push.receipt.clone()?,
        amount_shillings: push.amount_shillings,
        phone: push.phone,
        time: eat::compact(at),
        at_ms: as_ms(now),
        kind: Kind::Stk,
        checkout_request_id: Some(push.checkout_request_id.clone()),
        account_reference: push.account_reference.clone(),
        callback_url: Some(push.callback_url.clone()),
        reversed_by: None,
    })
}

/// How often the callback is posted, and how long after the end.
fn posting(delivery: Delivery, mode: CallbackMode, end: &End) -> (Posting, Duration) {
    let (times, together, after) = match mode {
        CallbackMode::Once | CallbackMode::BeforeAnswer => (1, false, end.callback_lag),
        CallbackMode::Never => (0, false, end.callback_lag),
        CallbackMode::Twice => (2, false, end.callback_lag),
        CallbackMode::TenAtOnce => (10, true, end.callback_lag),
        CallbackMode::After(ms) => (1, false, Duration::from_millis(ms)),
    };
    (Posting { delivery, times, together }, after)
}

impl State {
    pub(super) fn callback_mode(&self, phone: Msisdn) -> CallbackMode {
        self.subscriber(phone).callback.unwrap_or(self.quirks.callback)
    }
}
