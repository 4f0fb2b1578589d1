//! What a person has to look at, in plain words for the owner.

use domain::checkout::Reference;
use domain::review::{Review, Trouble};
use payment_proto::mpesa::Fault;

/// What happened.
pub(crate) fn happened(review: &Review) -> String {
    let receipt = review.receipt.map_or_else(|| "a receipt".to_owned(), |receipt| format!("receipt {receipt}"));
    let payment = review.checkout.map_or_else(|| "a payment".to_owned(), |id| format!("payment {}", Reference::of(id)));
    match review.trouble {
        Trouble::UnmatchedReceipt => format!("{receipt} belongs to no payment that was asked for"),
        Trouble::AmountMismatch { asked, arrived } => format!("{payment}: {asked} was asked for, {arrived} arrived"),
        Trouble::SecondReceipt => format!("{payment} was paid twice: {receipt} is the second"),
        Trouble::ReceiptUsedBefore => format!("{payment} came with {receipt}, which paid something else before"),
        Trouble::PaidWithoutReceipt => format!("receipts of paid payments have not come, {payment} the first of them"),
        Trouble::NeverSettled => format!("M-PESA never said how {payment} ended"),
        Trouble::Remainder { left } => format!("{receipt} was {left} more than the plan costs"),
        Trouble::UnknownResult => format!("{payment} ended with a result nobody knows: {}", review.said),
        Trouble::Misconfigured => obstacle(&review.said),
        Trouble::OtherMovement => format!("M-PESA tells of {receipt}: {}", review.said),
        Trouble::NoTicket => format!("{payment} is paid, but no ticket could be made"),
    }
}

/// What M-PESA refuses, by the name of the fault.
pub(crate) fn obstacle(said: &str) -> String {
    let fault = Fault::ALL.into_iter().find(|fault| fault.as_str() == said);
    let same_amount = "M-PESA takes the same amount from one line only once in two minutes: guests who buy a cheap plan \
                       twice meet it.";
    fault.map_or_else(|| same_amount.to_owned(), |fault| fault.sentence().to_owned())
}

/// What to do about it.
pub(crate) fn remedy(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::UnmatchedReceipt => "The guest can type it at the portal and choose a plan; or give the money back.",
        Trouble::AmountMismatch { .. } => "Sell a ticket by hand (`langod ticket mint`) or give the money back.",
        Trouble::SecondReceipt | Trouble::Remainder { .. } => "Give the money back, or sell something for it.",
        Trouble::ReceiptUsedBefore => "Look it up in your M-PESA statement: somebody may show an old receipt.",
        Trouble::PaidWithoutReceipt => {
            "The guests have their tickets. `langod payment list` shows which; the receipts are in your M-PESA statement."
        }
        Trouble::NeverSettled => "Look in your M-PESA statement: if the money is there, sell a ticket by hand.",
        Trouble::UnknownResult => "Look in your M-PESA statement; the payment is asked about again meanwhile.",
        Trouble::Misconfigured => "`langod mpesa test --phone 07...` tries it again for KES 1.",
        Trouble::OtherMovement => "Look it up in your M-PESA statement: it may be a reversal or a settlement.",
        Trouble::NoTicket => "Sell a ticket by hand (`langod ticket mint`).",
    }
}
