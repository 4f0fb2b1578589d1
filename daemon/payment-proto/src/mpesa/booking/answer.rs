//! Answers to our own requests.

use domain::checkout::{Checkout, News};
use domain::decisions::{About, Paid, Payment, accepted, open_review, paid, unanswered};
use domain::ids::{Chance, CheckoutId};
use domain::ledger::{Ledger, Read};
use domain::review::Trouble;
use domain::time::Now;

use super::{open_misconfigured, refuse};
use crate::mpesa::Verdict;

/// Books the answer to a push. One that says nothing leaves the checkout in doubt: it is never pushed again by itself.
pub fn book_push(
    ledger: &mut dyn Ledger,
    id: CheckoutId,
    verdict: &Verdict,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Option<Checkout>> {
    book(ledger, id, verdict, verdict.after_push().or(Some(News::NoAnswer)), chance, now)
}

/// Books the answer to a question about a push. One that says nothing leaves everything as it was.
pub fn book_query(
    ledger: &mut dyn Ledger,
    id: CheckoutId,
    verdict: &Verdict,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Option<Checkout>> {
    book(ledger, id, verdict, verdict.after_query(), chance, now)
}

fn book(
    ledger: &mut dyn Ledger,
    id: CheckoutId,
    verdict: &Verdict,
    news: Option<News>,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Option<Checkout>> {
    if let Verdict::Misconfigured { fault, .. } = verdict {
        open_misconfigured(ledger, *fault, id, chance, now)?;
    }
    if let Verdict::UnknownResult { code } = verdict {
        let about = About { checkout: Some(id), receipt: None, said: code };
        open_review(ledger, Trouble::UnknownResult, about, chance, now)?;
    }
    match news {
        Some(News::Accepted(ids)) => accepted(ledger, id, ids),
        Some(News::Refused { cause, code }) => refuse(ledger, id, cause, code, chance, now),
        Some(News::NoAnswer) => unanswered(ledger, id),
        Some(News::Success { receipt }) => {
            match paid(ledger, id, &Payment { receipt, ..Payment::default() }, chance, now)? {
                Paid::Settled(checkout) | Paid::Doubtful(checkout) => Ok(Some(checkout)),
                Paid::Unknown => Ok(None),
            }
        }
        None => Ok(None),
    }
}
