//! The merchant's account: what came in, what was sent back, what was paid out, and what is left.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::{Msisdn, ResultCode};

/// How a payment came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// By a push.
    Stk,
    /// By hand, to the paybill or till.
    C2b,
}

/// A payment that was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The receipt: ten characters, never repeated.
    pub receipt: String,
    /// How much.
    pub amount_shillings: u32,
    /// From whom.
    pub phone: Msisdn,
    /// When, as M-PESA writes it: `20260115093014`, East Africa Time.
    pub time: String,
    /// When, in milliseconds since the start.
    pub at_ms: u64,
    /// How it came.
    pub kind: Kind,
    /// CheckoutRequestID of a push.
    pub checkout_request_id: Option<String>,
    /// AccountReference of a push, BillRefNumber of a payment by hand.
    pub account_reference: String,
    /// CallBackURL of a push.
    pub callback_url: Option<String>,
    /// The receipt of its reversal, if it was reversed.
    pub reversed_by: Option<String>,
}

impl Entry {
    /// Whether the money went back.
    pub fn is_reversed(&self) -> bool {
        self.reversed_by.is_some()
    }
}

/// A payment that was made (B2C).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payout {
    /// The receipt.
    pub receipt: String,
    /// How much.
    pub amount_shillings: u32,
    /// To whom.
    pub phone: Msisdn,
    /// When: `20260115093014`, East Africa Time.
    pub time: String,
    /// OriginatorConversationID, the idempotency key.
    pub originator_conversation_id: String,
}

/// The account.
#[derive(Default)]
pub(super) struct Statement {
    entries: Vec<Entry>,
    places: BTreeMap<String, usize>,
    pub(super) payouts: Vec<Payout>,
    pub(super) balance_shillings: u32,
    last_payments: BTreeMap<(Msisdn, u32), Duration>,
}

impl Statement {
    pub(super) fn opened_with(balance_shillings: u32) -> Self {
        Statement { balance_shillings, ..Statement::default() }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn find(&self, receipt: &str) -> Option<&Entry> {
        self.places.get(receipt).and_then(|place| self.entries.get(*place))
    }

    pub(super) fn take(&mut self, entry: Entry, at: Duration) {
        self.balance_shillings = self.balance_shillings.saturating_add(entry.amount_shillings);
        self.last_payments.insert((entry.phone, entry.amount_shillings), at);
        self.places.insert(entry.receipt.clone(), self.entries.len());
        self.entries.push(entry);
    }

    pub(super) fn last_payment(&self, phone: Msisdn, amount_shillings: u32) -> Option<Duration> {
        self.last_payments.get(&(phone, amount_shillings)).copied()
    }

    /// Sends a payment back. Its whole amount: what reversing a part does is not known.
    pub(super) fn reverse(&mut self, receipt: &str, reversal: &str) -> Result<&Entry, ResultCode> {
        let place = self.places.get(receipt).copied().ok_or("R000002")?;
        let entry = self.entries.get_mut(place).ok_or("R000002")?;
        if entry.is_reversed() {
            return Err("R000001".into());
        }
        self.balance_shillings = self.balance_shillings.checked_sub(entry.amount_shillings).ok_or("1")?;
        entry.reversed_by = Some(reversal.to_owned());
        Ok(entry)
    }

    pub(super) fn pay_out(&mut self, payout: Payout) -> Result<(), ResultCode> {
        self.balance_shillings = self.balance_shillings.checked_sub(payout.amount_shillings).ok_or("1")?;
        self.payouts.push(payout);
        Ok(())
    }
}
