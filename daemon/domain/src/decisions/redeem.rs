//! A guest types the receipt of a payment: it leads to its ticket, or, if the money was sent by hand, becomes one.

use serde::{Deserialize, Serialize};

use crate::checkout::{Checkout, Reference};
use crate::decisions::review::{About, open_review, settle_reviews};
use crate::decisions::sell::sell;
use crate::decisions::settle::RECEIPT_WITHIN_SECS;
use crate::event::Event;
use crate::ids::{Chance, PlanId};
use crate::ledger::{Ledger, Read};
use crate::money::Money;
use crate::plan::Plan;
use crate::receipt::{Receipt, ReceiptNumber};
use crate::review::{Review, Trouble};
use crate::ticket::Ticket;
use crate::time::Now;

/// Why a receipt leads to no ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotRedeemed {
    /// Nobody has told us of it.
    Unknown,
    /// A payment is under way that it may belong to: in a few minutes we shall know.
    Undecided,
    /// A person has to look at it first.
    UnderReview,
    /// It pays for any of several plans: the guest chooses.
    ChoosePlan {
        /// How much there is.
        amount: Money,
    },
    /// It pays for no plan at all, or not for the chosen one.
    TooLittle {
        /// How much there is.
        amount: Money,
    },
}

/// After so long the payment that a receipt may belong to is no longer remembered: a person has to look.
const BY_ITSELF_SECS: u64 = 47 * 3600;

/// Whether an account is the short name of a checkout, of another site then: there the money becomes a ticket, or has
/// already. Twelve figures that begin with the country's code are a guest's own number.
fn names_a_sale(account: &str) -> bool {
    let is_number = account.starts_with("254") && account.bytes().all(|byte| byte.is_ascii_digit());
    !is_number && Reference::parse(account).is_some()
}

/// Finds or makes the ticket of a receipt. Typing it again leads to the same ticket.
pub fn redeem(
    ledger: &mut dyn Ledger,
    number: ReceiptNumber,
    chosen: Option<PlanId>,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Result<Ticket, NotRedeemed>> {
    let Some(receipt) = ledger.receipt(number)? else { return Ok(Err(NotRedeemed::Unknown)) };
    if let Some(id) = receipt.ticket {
        return Ok(ledger.ticket(id)?.ok_or(NotRedeemed::UnderReview));
    }
    let (None, Some(amount)) = (receipt.checkout, receipt.amount) else { return Ok(Err(NotRedeemed::UnderReview)) };
    if receipt.reference.as_deref().is_some_and(names_a_sale) {
        return Ok(Err(NotRedeemed::UnderReview));
    }
    let age_secs = now.secs_since(receipt.heard);
    if may_belong_to_another(ledger, amount, age_secs, now)? {
        let is_young = age_secs < RECEIPT_WITHIN_SECS;
        return Ok(Err(if is_young { NotRedeemed::Undecided } else { NotRedeemed::UnderReview }));
    }
    let is_in_doubt = |review: &Review| review.receipt == Some(number) && !is_harmless(review.trouble);
    if age_secs >= BY_ITSELF_SECS || !ledger.reviews(&is_in_doubt)?.is_empty() {
        return Ok(Err(NotRedeemed::UnderReview));
    }
    let plan = match choose(ledger, amount, chosen)? {
        Ok(plan) => plan,
        Err(not) => return Ok(Err(not)),
    };
    let Some(ticket) = sell(ledger, plan.offer(), receipt.payer, chance, now)? else {
        return Ok(Err(NotRedeemed::UnderReview));
    };
    ledger.put_receipt(Receipt { ticket: Some(ticket.id), ..receipt });
    ledger.record(Event::ReceiptRedeemed { receipt: number, ticket: ticket.id });
    settle_reviews(ledger, now, |review| review.receipt == Some(number))?;
    let left_cents = amount.cents().saturating_sub(plan.price.cents());
    if let Some(left) = Money::from_cents(left_cents, amount.currency()).filter(|_| left_cents > 0) {
        let about = About { receipt: Some(number), ..About::default() };
        open_review(ledger, Trouble::Remainder { left }, about, chance, now)?;
    }
    Ok(Ok(ticket))
}

fn is_harmless(trouble: Trouble) -> bool {
    matches!(trouble, Trouble::UnmatchedReceipt)
}

/// Nobody shall have somebody else's payment by typing its receipt before it has found its checkout: one of the same
/// amount, opened around the time the receipt was heard of.
fn may_belong_to_another(ledger: &dyn Ledger, amount: Money, receipt_secs: u64, now: &Now<'_>) -> Read<bool> {
    let open = |checkout: &Checkout| {
        let apart_secs = now.secs_since(checkout.opened).abs_diff(receipt_secs);
        checkout.wants_receipt() && checkout.offer.price == amount && apart_secs < RECEIPT_WITHIN_SECS
    };
    Ok(!ledger.recent_checkouts(&open)?.is_empty())
}

fn choose(ledger: &dyn Ledger, amount: Money, chosen: Option<PlanId>) -> Read<Result<Plan, NotRedeemed>> {
    let mut payable = ledger.plans()?;
    payable.retain(|plan| plan.price.currency() == amount.currency() && plan.price.cents() <= amount.cents());
    if let Some(chosen) = chosen {
        return Ok(payable.into_iter().find(|plan| plan.id == chosen).ok_or(NotRedeemed::TooLittle { amount }));
    }
    let mut exact: Vec<Plan> = payable.iter().filter(|plan| plan.price == amount).cloned().collect();
    Ok(match (exact.len(), payable.is_empty()) {
        (_, true) => Err(NotRedeemed::TooLittle { amount }),
        (1, _) => exact.pop().ok_or(NotRedeemed::ChoosePlan { amount }),
        _ => Err(NotRedeemed::ChoosePlan { amount }),
    })
}
