//! Putting things before a person, and taking them off the queue again. The same trouble with the same payment is
//! queued once, however often the rail repeats itself.

use crate::checkout::{Checkout, Progress};
use crate::event::Event;
use crate::ids::{Chance, CheckoutId, ReviewId};
use crate::ledger::{Ledger, Read};
use crate::receipt::ReceiptNumber;
use crate::review::{Resolution, Review, Trouble};
use crate::time::Now;

/// What an entry of the queue is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The intent.
    pub checkout: Option<CheckoutId>,
    /// The money.
    pub receipt: Option<ReceiptNumber>,
    /// What the rail said.
    pub said: &'a str,
}

/// A receipt that has not come in a day will not come by itself.
const RECEIPT_LATE_SECS: u64 = 24 * 3600;
/// The rail answers questions about a payment for two days at least.
const NEVER_SETTLED_SECS: u64 = 47 * 3600;

/// Queues a trouble, unless it is queued already or was settled before.
pub fn open_review(
    ledger: &mut dyn Ledger,
    trouble: Trouble,
    about: About<'_>,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<()> {
    let said = clipped(about.said);
    let is_same = |review: &Review| {
        let same_kind = std::mem::discriminant(&review.trouble) == std::mem::discriminant(&trouble);
        let same_subject = match trouble {
            // One open entry speaks for all payments in the same trouble.
            Trouble::Misconfigured | Trouble::PaidWithoutReceipt => review.is_open() && review.said == said,
            _ => review.checkout == about.checkout && review.receipt == about.receipt,
        };
        same_kind && same_subject
    };
    if !ledger.reviews(&is_same)?.is_empty() {
        return Ok(());
    }
    let id = ReviewId::draw(chance);
    let (checkout, receipt) = (about.checkout, about.receipt);
    ledger.record(Event::ReviewOpened { review: id, trouble, checkout, receipt });
    ledger.put_review(Review { id, trouble, checkout, receipt, said, opened: now.moment(), resolved: None });
    Ok(())
}

/// Settles the open entries that are meant: the missing news has come.
pub(super) fn settle_reviews(ledger: &mut dyn Ledger, now: &Now<'_>, is_meant: impl Fn(&Review) -> bool) -> Read<()> {
    for review in ledger.reviews(&|review| review.is_open() && is_meant(review))? {
        close(ledger, review, true, "", now);
    }
    Ok(())
}

/// Settles an entry by hand. `None` if there is no such entry; one settled before stays as it was.
pub fn resolve_review(ledger: &mut dyn Ledger, id: ReviewId, note: &str, now: &Now<'_>) -> Read<Option<Review>> {
    match ledger.review(id)? {
        Some(review) if review.is_open() => Ok(Some(close(ledger, review, false, note, now))),
        other => Ok(other),
    }
}

fn close(ledger: &mut dyn Ledger, review: Review, by_itself: bool, note: &str, now: &Now<'_>) -> Review {
    ledger.record(Event::ReviewResolved { review: review.id, by_itself });
    let resolution = Resolution { at: now.moment(), by_itself, note: clipped(note) };
    let closed = Review { resolved: Some(resolution), ..review };
    ledger.put_review(closed.clone());
    closed
}

/// Queues payments whose end or whose receipt is overdue.
pub fn review_overdue(ledger: &mut dyn Ledger, chance: &mut dyn Chance, now: &Now<'_>) -> Read<()> {
    let overdue = ledger.recent_checkouts(&|checkout| trouble_by_now(checkout, now).is_some())?;
    for checkout in overdue {
        let Some(trouble) = trouble_by_now(&checkout, now) else { continue };
        let about = About { checkout: Some(checkout.id), ..About::default() };
        open_review(ledger, trouble, about, chance, now)?;
        ledger.put_checkout(Checkout { is_queued: true, ..checkout });
    }
    Ok(())
}

fn trouble_by_now(checkout: &Checkout, now: &Now<'_>) -> Option<Trouble> {
    let age_secs = now.secs_since(checkout.opened);
    match checkout.progress {
        _ if checkout.is_queued => None,
        Progress::Paid { receipt: None } if age_secs >= RECEIPT_LATE_SECS => Some(Trouble::PaidWithoutReceipt),
        _ if checkout.is_unsettled() && age_secs >= NEVER_SETTLED_SECS => Some(Trouble::NeverSettled),
        _ => None,
    }
}

fn clipped<const MOST: usize>(text: &str) -> heapless::String<MOST> {
    let mut clipped = heapless::String::new();
    for character in text.chars().filter(|character| !character.is_control()) {
        if clipped.push(character).is_err() {
            break;
        }
    }
    clipped
}
