//! From what the rail says to what stands in the books: decisions on a ledger, one for each way in which it speaks.
//! `answer` takes in what came back for our own requests, `callback` what was posted to the address of a push, `receipt`
//! what was posted about money received.

mod answer;
mod callback;
mod receipt;

pub use answer::{book_push, book_query};
pub use callback::book_callback;
pub use receipt::book_receipt;

use domain::checkout::{Cause, Checkout, ResultCode};
use domain::decisions::{About, failed, open_review};
use domain::ids::{Chance, CheckoutId};
use domain::ledger::{Ledger, Read};
use domain::review::Trouble;
use domain::time::Now;

use super::Fault;

/// What became of something the rail posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The checkout as it stands now, if it led to one.
    pub checkout: Option<Checkout>,
    /// It does not fit: the rail is to be asked.
    pub is_doubtful: bool,
    /// What became of it, in a word for counting.
    pub word: &'static str,
}

/// What a review says of code 17: guests meet it, but a price nobody pays twice is the owner's to choose.
pub const SAME_AMOUNT: &str = "same_amount_too_soon";

fn refuse(
    ledger: &mut dyn Ledger,
    id: CheckoutId,
    cause: Cause,
    code: ResultCode,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Option<Checkout>> {
    if cause == Cause::SameAmountTooSoon {
        let about = About { said: SAME_AMOUNT, ..About::default() };
        open_review(ledger, Trouble::Misconfigured, about, chance, now)?;
    }
    failed(ledger, id, cause, code)
}

fn open_misconfigured(
    ledger: &mut dyn Ledger,
    fault: Fault,
    id: CheckoutId,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<()> {
    let about = About { checkout: Some(id), receipt: None, said: fault.as_str() };
    open_review(ledger, Trouble::Misconfigured, about, chance, now)
}
