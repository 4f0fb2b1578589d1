//! A push (STK, Lipa na M-PESA Online) from its acceptance to its end: accepted, prompting, and then paid or failed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::delivery::Delivery;
use super::planning::Plan;
use super::{Msisdn, ResultCode};

/// How far a push has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PushState {
    /// Accepted, and no prompt is to be seen.
    Accepted,
    /// The prompt is on the phone.
    Prompting,
    /// The money has moved.
    Paid,
    /// It ended without money. A late payer may still pay.
    Failed(ResultCode),
}

impl PushState {
    /// Whether the end is still to come.
    pub fn is_open(&self) -> bool {
        matches!(self, PushState::Accepted | PushState::Prompting)
    }
}

/// A push that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Push {
    /// Whose phone.
    pub phone: Msisdn,
    /// How much.
    pub amount_shillings: u32,
    /// AccountReference, which no answer and no callback repeats.
    pub account_reference: String,
    /// TransactionDesc.
    pub transaction_desc: String,
    /// CheckoutRequestID.
    pub checkout_request_id: String,
    /// MerchantRequestID.
    pub merchant_request_id: String,
    /// CallBackURL.
    pub callback_url: String,
    /// How far it has come.
    pub state: PushState,
    /// How often a prompt appeared for it: once, or never.
    pub prompts: u32,
    /// When it was accepted, in milliseconds since the start.
    pub pushed_at_ms: u64,
    /// The receipt, once paid.
    pub receipt: Option<String>,
    /// How often its callback was posted.
    pub callbacks: u32,
}

/// A push with what only the stand-in knows.
pub(super) struct PushRow {
    pub(super) push: Push,
    pub(super) plan: Plan,
    pub(super) ended_at: Option<Duration>,
    /// Its last callback, to be repeated.
    pub(super) callback: Option<Delivery>,
}

/// All pushes, and which phone has one open.
#[derive(Default)]
pub(super) struct Pushes {
    rows: BTreeMap<String, PushRow>,
    order: Vec<String>,
    open: BTreeMap<Msisdn, String>,
    latest: BTreeMap<Msisdn, String>,
}

impl Pushes {
    pub(super) fn insert(&mut self, row: PushRow) {
        let (id, phone) = (row.push.checkout_request_id.clone(), row.push.phone);
        self.open.insert(phone, id.clone());
        self.latest.insert(phone, id.clone());
        self.order.push(id.clone());
        self.rows.insert(id, row);
    }

    pub(super) fn get(&self, id: &str) -> Option<&PushRow> {
        self.rows.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut PushRow> {
        self.rows.get_mut(id)
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.rows.contains_key(id)
    }

    /// The phone's open push.
    pub(super) fn open_of(&self, phone: Msisdn) -> Option<&PushRow> {
        self.open.get(&phone).and_then(|id| self.rows.get(id))
    }

    /// The phone's last push, open or not.
    pub(super) fn latest_of(&self, phone: Msisdn) -> Option<&PushRow> {
        self.latest.get(&phone).and_then(|id| self.rows.get(id))
    }

    /// Lets the phone have another prompt.
    pub(super) fn close(&mut self, phone: Msisdn, id: &str) {
        if self.open.get(&phone).is_some_and(|open| open == id) {
            self.open.remove(&phone);
        }
    }

    /// In the order they came.
    pub(super) fn all(&self) -> Vec<Push> {
        self.order.iter().filter_map(|id| self.rows.get(id)).map(|row| row.push.clone()).collect()
    }
}
