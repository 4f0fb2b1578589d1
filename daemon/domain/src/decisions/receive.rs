//! Money was received, says the rail: the notice names a receipt and what the payer typed as the account, but not our
//! checkout. The account leads to the checkout; a receipt that leads nowhere waits for its guest, and for a person.

use crate::checkout::{Checkout, Progress, Reference};
use crate::decisions::settle::{Paid, Payment, RECEIPT_WITHIN_SECS, paid, unmatched};
use crate::ids::Chance;
use crate::ledger::{Ledger, Read};
use crate::phone::Phone;
use crate::receipt::ReceiptNumber;
use crate::time::Now;

/// How well a number hidden by the rail fits a payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// It is that number.
    Same,
    /// What can be seen of it fits.
    Perhaps,
    /// It is another number.
    Other,
}

/// What became of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// Told before.
    Known,
    /// It pays, or belongs to, this checkout.
    Settled(Checkout),
    /// It contradicts what we know of this checkout: ask the rail.
    Doubtful(Checkout),
    /// Nobody's yet: it waits for whoever types its receipt.
    Unmatched,
}

/// Takes in a notice of money received.
pub fn received(
    ledger: &mut dyn Ledger,
    number: ReceiptNumber,
    payment: &Payment,
    likeness: &dyn Fn(Phone) -> Likeness,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Received> {
    if ledger.receipt(number)?.is_some() {
        return Ok(Received::Known);
    }
    if let Some(checkout) = checkout_of(ledger, payment, likeness, now)? {
        return Ok(match paid(ledger, checkout.id, payment, chance, now)? {
            Paid::Settled(checkout) => Received::Settled(checkout),
            Paid::Doubtful(checkout) => Received::Doubtful(checkout),
            Paid::Unknown => Received::Unmatched,
        });
    }
    unmatched(ledger, number, payment, chance, now)?;
    Ok(Received::Unmatched)
}

fn checkout_of(
    ledger: &dyn Ledger,
    payment: &Payment,
    likeness: &dyn Fn(Phone) -> Likeness,
    now: &Now<'_>,
) -> Read<Option<Checkout>> {
    let typed = payment.reference.as_deref().unwrap_or_default();
    if let Some(reference) = Reference::parse(typed) {
        return ledger.checkout_named(reference);
    }
    if !typed.is_empty() {
        return Ok(None);
    }
    // Tills have no account: the amount, the time and what can be seen of the number have to do.
    let fitting = ledger.recent_checkouts(&|checkout| {
        let fits =
            Some(checkout.offer.price) == payment.amount && now.secs_since(checkout.opened) < RECEIPT_WITHIN_SECS;
        fits && may_be_paid_by(checkout, likeness(checkout.payer))
    })?;
    match <[Checkout; 1]>::try_from(fitting) {
        Ok([checkout]) => Ok(Some(checkout)),
        Err(_) => Ok(None),
    }
}

/// A number seen in part is enough to name the money of a payment that is known, not to believe in one that is not.
fn may_be_paid_by(checkout: &Checkout, likeness: Likeness) -> bool {
    match checkout.progress {
        Progress::Paid { receipt: None } => likeness != Likeness::Other,
        Progress::Paid { receipt: Some(_) } => false,
        _ => likeness == Likeness::Same,
    }
}
