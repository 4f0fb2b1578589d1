//! What the asynchronous requests do, and the parameters their Results carry: looking up, reversing, paying out.

use std::sync::Arc;

use super::event::Event;
use super::json::text;
use super::mpesa::Mpesa;
use super::statement::{Entry, Payout};
use super::{ResultCode, eat};

type Parameters = Vec<(&'static str, Option<String>)>;

impl Mpesa {
    /// The status of a payment, by its receipt or a conversation's name.
    pub(super) fn look_up(&self, name: &str) -> Result<Parameters, ResultCode> {
        let state = self.state();
        let receipt = state.conversations.get(name).map_or(name, String::as_str);
        if let Some(entry) = state.statement.find(receipt) {
            return Ok(self.status(entry, &state.party(entry.phone)));
        }
        let payout = state.statement.payouts.iter().find(|payout| payout.receipt == receipt);
        let payout = payout.ok_or("R000002")?;
        Ok(vec![
            ("ReceiptNo", Some(text(&payout.receipt))),
            ("TransactionStatus", Some(text("Completed"))),
            ("Amount", Some(format!("{}.00", payout.amount_shillings))),
            ("CreditPartyName", Some(text(state.party(payout.phone)))),
            ("FinalisedTime", Some(payout.time.clone())),
        ])
    }

    fn status(&self, entry: &Entry, payer: &str) -> Parameters {
        let merchant = format!("{} - {}", self.config.merchant.receiver(), self.config.organisation);
        // How a status shows a reversal is not known; that it does is all that matters.
        let status = if entry.is_reversed() { "Reversed" } else { "Completed" };
        vec![
            ("ReceiptNo", Some(text(&entry.receipt))),
            ("TransactionStatus", Some(text(status))),
            ("Amount", Some(format!("{}.00", entry.amount_shillings))),
            ("DebitPartyName", Some(text(payer))),
            // The official page has this key twice, once for either party.
            ("DebitPartyName", Some(text(&merchant))),
            ("CreditPartyName", Some(text(&merchant))),
            ("InitiatedTime", Some(entry.time.clone())),
            ("FinalisedTime", Some(entry.time.clone())),
            ("ReasonType", Some(text("Pay Bill Online"))),
            ("DebitPartyCharges", None),
        ]
    }

    /// Sends a payment back. With an amount it must be the payment's.
    pub(super) fn reverse(
        self: &Arc<Self>,
        receipt: &str,
        amount_shillings: Option<u32>,
        reversal: &str,
    ) -> Result<Parameters, ResultCode> {
        let (entry, payer, balance_shillings) = {
            let mut state = self.state();
            let is_whole = |entry: &Entry| amount_shillings.is_none_or(|amount| amount == entry.amount_shillings);
            if !state.statement.find(receipt).is_some_and(is_whole) {
                return Err("R000002".into());
            }
            let entry = state.statement.reverse(receipt, reversal)?.clone();
            let payer = state.party(entry.phone);
            (entry, payer, state.statement.balance_shillings)
        };
        let Entry { receipt, amount_shillings, .. } = entry;
        let reversal = reversal.to_owned();
        self.note(Event::Reversed { receipt: receipt.clone(), reversal, amount_shillings });
        let balance = format!("Utility Account|KES|{balance_shillings}.00|{balance_shillings}.00|0.00|0.00");
        Ok(vec![
            ("Amount", Some(format!("{amount_shillings}.00"))),
            ("OriginalTransactionID", Some(text(receipt))),
            ("TransCompletedTime", Some(eat::compact_number(self.clock.wall()).to_string())),
            ("Charge", Some("0.00".to_owned())),
            ("CreditPartyPublicName", Some(text(payer))),
            ("DebitAccountBalance", Some(text(balance))),
        ])
    }

    pub(super) fn pay_out(self: &Arc<Self>, payout: Payout) -> Result<Parameters, ResultCode> {
        let Payout { receipt, amount_shillings, phone, .. } = payout.clone();
        let (receiver, balance_shillings) = {
            let mut state = self.state();
            state.statement.pay_out(payout)?;
            (state.party(phone), state.statement.balance_shillings)
        };
        self.note(Event::PaidOut { receipt: receipt.clone(), phone, amount_shillings });
        let balance = Some(format!("{balance_shillings}.00"));
        Ok(vec![
            ("TransactionAmount", Some(amount_shillings.to_string())),
            ("TransactionReceipt", Some(text(receipt))),
            ("ReceiverPartyPublicName", Some(text(receiver))),
            ("TransactionCompletedDateTime", Some(text(eat::dotted(self.clock.wall())))),
            ("B2CUtilityAccountAvailableFunds", balance.clone()),
            ("B2CWorkingAccountAvailableFunds", balance),
            ("B2CRecipientIsRegisteredCustomer", Some(text("Y"))),
            ("B2CChargesPaidAccountAvailableFunds", None),
        ])
    }
}
