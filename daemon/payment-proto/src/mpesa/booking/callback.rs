//! Callbacks: how a push ended, told by the rail itself.

use domain::checkout::{Cause, RailIds};
use domain::decisions::{About, Paid, Payment, accepted, failed, heard_of, open_review, paid, unmatched};
use domain::ids::{Chance, CheckoutId};
use domain::ledger::{Ledger, Read};
use domain::review::Trouble;
use domain::time::Now;

use super::{Booked, open_misconfigured, refuse};
use crate::mpesa::result::Meaning;
use crate::mpesa::{Judgement, StkCallback};

/// Books a callback whose address proves that it is about this checkout.
pub fn book_callback(
    ledger: &mut dyn Ledger,
    id: CheckoutId,
    callback: &StkCallback,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Booked> {
    let Some(checkout) = ledger.checkout(id)? else { return keep_forgotten(ledger, callback, chance, now) };
    let judgement = callback.judge(checkout.offer.price, checkout.rail.as_ref());
    if judgement != Judgement::OtherPush && checkout.rail.is_none() {
        learn_ids(ledger, id, callback.ids.clone())?;
    }
    let payment = payment_of(callback);
    let (checkout, is_doubtful, word) = match judgement {
        Judgement::Paid { .. } | Judgement::OtherAmount { .. } => match paid(ledger, id, &payment, chance, now)? {
            Paid::Settled(checkout) => (Some(checkout), false, "callback_paid"),
            Paid::Doubtful(checkout) => (Some(checkout), true, "callback_doubtful"),
            Paid::Unknown => (None, false, "callback_forgotten"),
        },
        Judgement::Unproven => {
            let named = callback.receipt.map_or(Ok(None), |number| heard_of(ledger, id, number))?;
            (named.map_or_else(|| ledger.checkout(id), |checkout| Ok(Some(checkout)))?, true, "callback_doubtful")
        }
        Judgement::OtherPush => (ledger.checkout(id)?, true, "callback_doubtful"),
        Judgement::Failed { cause, code } => (refuse(ledger, id, cause, code, chance, now)?, false, "callback_failed"),
        Judgement::Misconfigured { fault, code } => {
            open_misconfigured(ledger, fault, id, chance, now)?;
            (failed(ledger, id, Cause::OwnersTrouble, code)?, false, "callback_failed")
        }
        Judgement::UnknownResult { code } => {
            let about = About { checkout: Some(id), receipt: None, said: &code };
            open_review(ledger, Trouble::UnknownResult, about, chance, now)?;
            (ledger.checkout(id)?, true, "callback_unknown_result")
        }
    };
    Ok(Booked { checkout, is_doubtful, word })
}

fn payment_of(callback: &StkCallback) -> Payment {
    let StkCallback { receipt, amount, payer, .. } = *callback;
    Payment { receipt, amount, payer, ..Payment::default() }
}

fn learn_ids(ledger: &mut dyn Ledger, id: CheckoutId, ids: Option<RailIds>) -> Read<()> {
    ids.map_or(Ok(()), |ids| accepted(ledger, id, ids).map(drop))
}

/// The books know no such checkout: they were brought back from a backup, or it is older than they remember. Money is
/// kept for whoever shows its receipt, and a person looks.
fn keep_forgotten(
    ledger: &mut dyn Ledger,
    callback: &StkCallback,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Booked> {
    if let Some(number) = callback.receipt.filter(|_| callback.meaning == Meaning::Paid) {
        unmatched(ledger, number, &payment_of(callback), chance, now)?;
    }
    Ok(Booked { checkout: None, is_doubtful: false, word: "callback_forgotten" })
}
