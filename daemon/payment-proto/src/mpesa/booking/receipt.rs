//! Notices of money received (C2B): for a push the same receipt once more, else money somebody sent by hand.

use domain::decisions::{About, Likeness, Payment, Received, open_review, received};
use domain::ids::Chance;
use domain::ledger::{Ledger, Read};
use domain::phone::Phone;
use domain::review::Trouble;
use domain::time::Now;

use super::Booked;
use crate::mpesa::{C2bNotice, Match, Merchant, Msisdn};

/// Books a notice that came to this merchant's own address. Where nobody knows the merchant (any more), the address alone
/// vouches for the money being ours.
pub fn book_receipt(
    ledger: &mut dyn Ledger,
    merchant: Option<&Merchant>,
    notice: &C2bNotice,
    chance: &mut dyn Chance,
    now: &Now<'_>,
) -> Read<Booked> {
    let is_ours = merchant.zip(notice.shortcode).is_none_or(|(merchant, shortcode)| merchant.is_named_by(shortcode));
    if !is_ours || !notice.is_payment() {
        let said = if is_ours { "not a payment" } else { "another shortcode" };
        let about = About { checkout: None, receipt: Some(notice.receipt), said };
        open_review(ledger, Trouble::OtherMovement, about, chance, now)?;
        return Ok(Booked { checkout: None, is_doubtful: false, word: "receipt_foreign" });
    }
    let payment = Payment {
        receipt: Some(notice.receipt),
        amount: Some(notice.amount),
        payer: notice.payer.phone(),
        payer_ends: notice.payer.ends(),
        reference: notice.reference.clone(),
    };
    let likeness = |phone: Phone| match notice.payer.matches(phone) {
        // A number of which nothing is seen fits everybody, and so tells of nobody.
        _ if notice.payer == Msisdn::Hidden => Likeness::Other,
        Match::Yes => Likeness::Same,
        Match::Maybe => Likeness::Perhaps,
        Match::No => Likeness::Other,
    };
    let (checkout, is_doubtful, word) = match received(ledger, notice.receipt, &payment, &likeness, chance, now)? {
        Received::Known => (None, false, "receipt_known"),
        Received::Unmatched => (None, false, "receipt_unmatched"),
        Received::Settled(checkout) => (Some(checkout), false, "receipt_settled"),
        Received::Doubtful(checkout) => (Some(checkout), true, "receipt_doubtful"),
    };
    Ok(Booked { checkout, is_doubtful, word })
}
