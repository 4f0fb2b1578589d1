//! What the rail says of a checkout, whichever way it comes: the answer to our request, our own question, a callback, a
//! notice of money received. One transaction settles the payment, makes the one ticket and writes the outbox.

use crate::checkout::{Cause, Checkout, News, Outcome, Progress, RailIds, ResultCode};
use crate::decisions::review::{About, open_review, settle_reviews};
use crate::decisions::sell::sell;
use crate::event::Event;
use crate::ids::{Chance, CheckoutId};
use crate::ledger::{Ledger, Read};
use crate::money::Money;
use crate::phone::Phone;
use crate::receipt::{Receipt, ReceiptNumber};
use crate::review::Trouble;
use crate::time::Now;

/// What a notice of success says beside "paid".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payment {
    /// The receipt, if it came along.
    pub receipt: Option<ReceiptNumber>,
    /// How much was paid.
    pub amount: Option<Money>,
    /// Who paid, where the rail said so readably.
    pub payer: Option<Phone>,
    /// The last three digits of that number, where no more is shown.
    pub payer_ends: Option<u16>,
    /// What stood as the account, for a payment made by hand.
    pub reference: Option<heapless::String<20>>,
}

/// What became of a notice of success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paid {
    /// It is in the books: the checkout as it stands now.
    Settled(Checkout),
    /// It contradicts what we know: a person looks at it, and the rail is to be asked.
    Doubtful(Checkout),
    /// There is no such checkout.
    Unknown,
}

/// A notice of money received comes within this time of the request it answers.
pub(super) const RECEIPT_WITHIN_SECS: u64 = 900;

/// The rail took the request.
pub fn accepted(ledger: &mut dyn Ledger, id: CheckoutId, ids: RailIds) -> Read<Option<Checkout>> {
    learn(ledger, id, News::Accepted(ids))
}

/// The answer was lost: the guest may or may not be asked. It is never asked again by itself.
pub fn unanswered(ledger: &mut dyn Ledger, id: CheckoutId) -> Read<Option<Checkout>> {
    learn(ledger, id, News::NoAnswer)
}

/// After a start: what was about to be sent when the power went may or may not have been. It is not sent again.
pub fn doubt_unsent(ledger: &mut dyn Ledger) -> Read<usize> {
    let unsent = ledger.recent_checkouts(&|checkout| checkout.progress == Progress::Created)?;
    for checkout in &unsent {
        unanswered(ledger, checkout.id)?;
    }
    Ok(unsent.len())
}

fn learn(ledger: &mut dyn Ledger, id: CheckoutId, news: News) -> Read<Option<Checkout>> {
    let Some(mut checkout) = ledger.checkout(id)? else { return Ok(None) };
    if checkout.learn(news) != Outcome::Unchanged {
        ledger.put_checkout(checkout.clone());
    }
    Ok(Some(checkout))
}

/// The rail said no.
pub fn failed(ledger: &mut dyn Ledger, id: CheckoutId, cause: Cause, code: ResultCode) -> Read<Option<Checkout>> {
    let Some(mut checkout) = ledger.checkout(id)? else { return Ok(None) };
    if checkout.learn(News::Refused { cause, code: code.clone() }) != Outcome::Unchanged {
        ledger.record(Event::CheckoutFailed { checkout: id, code });
        ledger.put_checkout(checkout.clone());
    }
    Ok(Some(checkout))
}

/// The money is there.
pub fn paid(
    ledger: &mut dyn Ledger,
    id: CheckoutId,
    payment: &Payment,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Paid> {
    let Some(mut checkout) = ledger.checkout(id)? else { return Ok(Paid::Unknown) };
    if let Some(trouble) = doubt(ledger, &checkout, payment)? {
        if let (Trouble::AmountMismatch { .. }, Some(number)) = (trouble, payment.receipt) {
            note_receipt(ledger, number, payment, now)?;
        }
        let about = About { checkout: Some(id), receipt: payment.receipt, said: "" };
        open_review(ledger, trouble, about, chance, now)?;
        return Ok(Paid::Doubtful(checkout));
    }
    let receipt = match payment.receipt {
        Some(number) => Some(number),
        None => receipt_of(ledger, &checkout, now)?,
    };
    match checkout.learn(News::Success { receipt }) {
        Outcome::BecamePaid => issue(ledger, &mut checkout, receipt, chance, now)?,
        Outcome::BoundReceipt => ledger.put_checkout(checkout.clone()),
        Outcome::SecondReceipt => {
            if let Some(number) = payment.receipt {
                note_receipt(ledger, number, payment, now)?;
            }
            let about = About { checkout: Some(id), receipt: payment.receipt, said: "" };
            open_review(ledger, Trouble::SecondReceipt, about, chance, now)?;
            return Ok(Paid::Doubtful(checkout));
        }
        Outcome::Moved | Outcome::Unchanged => return Ok(Paid::Settled(checkout)),
    }
    if let Some(number) = receipt {
        bind(ledger, &checkout, number, payment, now)?;
    }
    Ok(Paid::Settled(checkout))
}

/// The receipt of a payment of which the rail only says that it was made: the one a doubtful notice named, or the only
/// one that waits for its owner, came soon after the request, and fits in amount and in what is seen of the number.
fn receipt_of(ledger: &dyn Ledger, checkout: &Checkout, now: &Now<'_>) -> Read<Option<ReceiptNumber>> {
    if checkout.is_paid() {
        return Ok(None);
    }
    if let Some(number) = checkout.hearsay {
        let known = ledger.receipt(number)?;
        return Ok(Some(number).filter(|_| known.is_none_or(|known| is_free(&known))));
    }
    let age_secs = now.secs_since(checkout.opened);
    let mut fitting = Vec::new();
    for review in ledger.reviews(&|review| review.is_open() && review.trouble == Trouble::UnmatchedReceipt)? {
        let receipt = review.receipt.map_or(Ok(None), |number| ledger.receipt(number))?;
        fitting.extend(receipt.filter(|receipt| {
            let after_secs = age_secs.checked_sub(now.secs_since(receipt.heard));
            let is_soon = after_secs.is_some_and(|secs| secs < RECEIPT_WITHIN_SECS);
            let ends = receipt.payer.map(Phone::last_three).or(receipt.payer_ends);
            let is_payers = ends == Some(checkout.payer.last_three());
            is_soon && is_payers && is_free(receipt) && receipt.amount == Some(checkout.offer.price)
        }));
    }
    Ok(<[Receipt; 1]>::try_from(fitting).ok().map(|[receipt]| receipt.number))
}

fn is_free(receipt: &Receipt) -> bool {
    receipt.checkout.is_none() && receipt.ticket.is_none()
}

/// What about this notice contradicts the books.
fn doubt(ledger: &dyn Ledger, checkout: &Checkout, payment: &Payment) -> Read<Option<Trouble>> {
    let asked = checkout.offer.price;
    if let Some(arrived) = payment.amount.filter(|arrived| *arrived != asked) {
        return Ok(Some(Trouble::AmountMismatch { asked, arrived }));
    }
    let Some(number) = payment.receipt else { return Ok(None) };
    let Some(known) = ledger.receipt(number)? else { return Ok(None) };
    if let Some(arrived) = known.amount.filter(|arrived| *arrived != asked) {
        return Ok(Some(Trouble::AmountMismatch { asked, arrived }));
    }
    let is_others = known.checkout.is_some_and(|other| other != checkout.id);
    Ok(is_others.then_some(Trouble::ReceiptUsedBefore))
}

/// Makes the one ticket, unless the guest has made it already by typing the receipt.
fn issue(
    ledger: &mut dyn Ledger,
    checkout: &mut Checkout,
    receipt: Option<ReceiptNumber>,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<()> {
    let redeemed = receipt.map_or(Ok(None), |number| ledger.receipt(number))?.and_then(|receipt| receipt.ticket);
    let ticket = match redeemed {
        Some(ticket) => Some(ticket),
        None => sell(ledger, checkout.offer, Some(checkout.payer), chance, now)?.map(|ticket| ticket.id),
    };
    match ticket {
        Some(ticket) => {
            checkout.ticket = Some(ticket);
            let (id, amount) = (checkout.id, checkout.offer.price);
            ledger.record(Event::CheckoutPaid { checkout: id, amount, ticket, receipt });
        }
        None => {
            let about = About { checkout: Some(checkout.id), receipt, said: "" };
            open_review(ledger, Trouble::NoTicket, about, chance, now)?;
        }
    }
    ledger.put_checkout(checkout.clone());
    settle_reviews(ledger, now, |review| {
        review.checkout == Some(checkout.id) && matches!(review.trouble, Trouble::NeverSettled | Trouble::UnknownResult)
    })
}

/// Writes down whose money a receipt is.
fn bind(
    ledger: &mut dyn Ledger,
    checkout: &Checkout,
    number: ReceiptNumber,
    payment: &Payment,
    now: &Now<'_>,
) -> Read<()> {
    let known = ledger.receipt(number)?;
    let receipt = Receipt {
        amount: Some(checkout.offer.price),
        checkout: Some(checkout.id),
        ticket: checkout.ticket,
        ..known.unwrap_or_else(|| new_receipt(number, payment, now))
    };
    ledger.put_receipt(receipt);
    ledger.record(Event::ReceiptBound { receipt: number, checkout: checkout.id });
    settle_reviews(ledger, now, |review| match review.trouble {
        Trouble::UnmatchedReceipt => review.receipt == Some(number),
        Trouble::PaidWithoutReceipt => review.checkout == Some(checkout.id),
        _ => false,
    })
}

/// A notice that is not enough by itself names a receipt; it counts once the rail confirms the payment.
pub fn heard_of(ledger: &mut dyn Ledger, id: CheckoutId, number: ReceiptNumber) -> Read<Option<Checkout>> {
    let Some(mut checkout) = ledger.checkout(id)? else { return Ok(None) };
    if checkout.wants_receipt() && checkout.hearsay.is_none() {
        checkout.hearsay = Some(number);
        ledger.put_checkout(checkout.clone());
    }
    Ok(Some(checkout))
}

/// Money nobody asked for, as far as the books know: it waits for whoever types its receipt, and for a person.
pub fn unmatched(
    ledger: &mut dyn Ledger,
    number: ReceiptNumber,
    payment: &Payment,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<()> {
    note_receipt(ledger, number, payment, now)?;
    let about = About { receipt: Some(number), ..About::default() };
    open_review(ledger, Trouble::UnmatchedReceipt, about, chance, now)
}

/// Keeps money in mind that belongs to no checkout yet; what is known of it stays.
fn note_receipt(ledger: &mut dyn Ledger, number: ReceiptNumber, payment: &Payment, now: &Now<'_>) -> Read<Receipt> {
    if let Some(known) = ledger.receipt(number)? {
        return Ok(known);
    }
    let receipt = new_receipt(number, payment, now);
    ledger.put_receipt(receipt.clone());
    ledger.record(Event::ReceiptUnmatched { receipt: number, amount: receipt.amount });
    Ok(receipt)
}

fn new_receipt(number: ReceiptNumber, payment: &Payment, now: &Now<'_>) -> Receipt {
    Receipt {
        amount: payment.amount,
        payer: payment.payer,
        payer_ends: payment.payer_ends,
        reference: payment.reference.clone(),
        ..Receipt::heard(number, now)
    }
}
