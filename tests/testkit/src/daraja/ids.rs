//! What M-PESA calls things: receipts, CheckoutRequestIDs, MerchantRequestIDs, ConversationIDs, request ids, tokens. To
//! a client all are opaque; their shapes are as seen on the wire.

use jiff::Timestamp;

use super::chance::Chance;
use super::{Msisdn, eat};

const BASE_36: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const HEX: &[u8] = b"0123456789abcdef";
const TOKEN_LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Seven places to base 36.
const NUMBERS: u64 = 36_u64.pow(7);

/// Has no divisor in common with `NUMBERS`, so that multiplying by it visits every number once.
const STRIDE: u64 = 48_271_004_597;
const _: () = assert!(!STRIDE.is_multiple_of(2) && !STRIDE.is_multiple_of(3));

/// The `n`th receipt: letters for year, month and day, then seven places that look random and never repeat.
pub(super) fn receipt(n: u64, at: Timestamp) -> String {
    let (year, month, day) = eat::date(at);
    let letter = |number: i64| char::from(b'A' + u8::try_from(number.rem_euclid(26)).unwrap_or_default());
    let day_letter = BASE_36.get(usize::try_from(day).unwrap_or_default()).copied().map_or('0', char::from);
    let mut text: String = [letter(i64::from(year) - 2006), letter(i64::from(month) - 1), day_letter].iter().collect();
    let number = u128::from(n) * u128::from(STRIDE) % u128::from(NUMBERS);
    let mut places = u64::try_from(number).unwrap_or_default();
    for _ in 0..7 {
        let place = usize::try_from(places % 36).unwrap_or_default();
        text.push(char::from(BASE_36[place]));
        places /= 36;
    }
    text
}

/// `ws_CO_`, time in EAT with milliseconds, the last nine digits of the number: personal data, as in the original.
pub(super) fn checkout_request_id(at: Timestamp, phone: Msisdn) -> String {
    format!("ws_CO_{}{:09}", eat::for_checkout_id(at), phone.number() % 1_000_000_000)
}

/// `a1b2-4c3d-9e8f-0011223344556677`; also an OriginatorConversationID and the requestId of a refusal.
pub(super) fn merchant_request_id(chance: &mut Chance) -> String {
    let mut hex = |count| chance.letters(count, HEX);
    format!("{}-{}-{}-{}", hex(4), hex(4), hex(4), hex(16))
}

/// `AG_20260115_…`.
pub(super) fn conversation_id(chance: &mut Chance, at: Timestamp) -> String {
    format!("AG_{}_{}", eat::day(at), chance.letters(20, HEX))
}

/// An access token, 28 letters.
pub(super) fn access_token(chance: &mut Chance) -> String {
    chance.letters(28, TOKEN_LETTERS)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn receipts_carry_the_date_and_never_repeat() {
        let at: Timestamp = "2026-01-15T06:30:00Z".parse().unwrap();
        let receipts: BTreeSet<String> = (1..=10_000).map(|n| receipt(n, at)).collect();
        assert_eq!(receipts.len(), 10_000);
        assert!(receipts.iter().all(|receipt| receipt.len() == 10 && receipt.starts_with("UAF")));
    }

    #[test]
    fn a_checkout_request_id_has_time_and_number_in_it() {
        let at: Timestamp = "2026-01-15T06:30:00.123Z".parse().unwrap();
        let phone = "0700000001".parse().unwrap();
        assert_eq!(checkout_request_id(at, phone), "ws_CO_15012026093000123700000001");
    }
}
