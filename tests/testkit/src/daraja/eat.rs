//! Times as M-PESA writes them: East Africa Time, three hours ahead of UTC all year, nearly always without a zone.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

const EAST_AFRICA: Offset = Offset::constant(3);

fn civil(at: Timestamp) -> DateTime {
    EAST_AFRICA.to_datetime(at)
}

/// `20260115093014`: TransTime, TransactionDate.
pub(super) fn compact(at: Timestamp) -> String {
    civil(at).strftime("%Y%m%d%H%M%S").to_string()
}

/// The same as the number some fields carry.
pub(super) fn compact_number(at: Timestamp) -> u64 {
    compact(at).parse().unwrap_or_default()
}

/// `15012026093014123`: the middle of a CheckoutRequestID, with milliseconds.
pub(super) fn for_checkout_id(at: Timestamp) -> String {
    format!("{}{:03}", civil(at).strftime("%d%m%Y%H%M%S"), civil(at).millisecond())
}

/// `20260115`: in a ConversationID.
pub(super) fn day(at: Timestamp) -> String {
    civil(at).strftime("%Y%m%d").to_string()
}

/// `15.01.2026 09:30:14`: B2C's TransactionCompletedDateTime.
pub(super) fn dotted(at: Timestamp) -> String {
    civil(at).strftime("%d.%m.%Y %H:%M:%S").to_string()
}

/// `2026-01-15T09:30:14+03:00`: trxDate of Pull Transactions.
pub(super) fn iso(at: Timestamp) -> String {
    civil(at).strftime("%Y-%m-%dT%H:%M:%S+03:00").to_string()
}

/// Year, month and day, as a receipt begins with.
pub(super) fn date(at: Timestamp) -> (i16, i8, i8) {
    let date = civil(at).date();
    (date.year(), date.month(), date.day())
}

/// Whether this is a moment as `Timestamp` must have it: fourteen digits that are a real date and time.
pub(super) fn is_compact(text: &str) -> bool {
    let is_digits = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits && DateTime::strptime("%Y%m%d%H%M%S", text).is_ok()
}

/// Reads `2026-01-15 09:30:14`, the form of Pull's StartDate and EndDate.
pub(super) fn from_spaced(text: &str) -> Option<Timestamp> {
    let civil = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?;
    TimeZone::fixed(EAST_AFRICA).to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_east_africa_time() {
        let at: Timestamp = "2026-01-15T06:30:14.123Z".parse().unwrap();
        assert_eq!(compact(at), "20260115093014");
        assert_eq!(for_checkout_id(at), "15012026093014123");
        assert_eq!(dotted(at), "15.01.2026 09:30:14");
        assert_eq!(iso(at), "2026-01-15T09:30:14+03:00");
        assert_eq!(from_spaced("2026-01-15 09:30:14").map(compact), Some("20260115093014".to_owned()));
    }

    #[test]
    fn a_timestamp_is_fourteen_digits_of_a_real_moment() {
        assert!(is_compact("20260115093000"));
        for text in ["2026011509300", "20261315093000", "20260115 93000", "2026-01-15 09:30:00", ""] {
            assert!(!is_compact(text), "{text}");
        }
    }
}
