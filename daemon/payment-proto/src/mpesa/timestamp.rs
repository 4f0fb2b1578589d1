//! Times as the rail writes them: `yyyyMMddHHmmss` in East Africa Time, three hours ahead of UTC all year (sections 2,
//! 4 and 7).

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::{Offset, offset};

const EAT: Offset = offset(3);

/// A second in East Africa Time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(DateTime);

impl Timestamp {
    /// The second of a moment given in milliseconds since 1970 (UTC). Moments beyond the year 9999 count as 1970: a
    /// clock that far off is no clock.
    pub fn from_unix_ms(unix_ms: u64) -> Self {
        let second_ms = unix_ms - unix_ms % 1000;
        let moment = i64::try_from(second_ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
        Timestamp(EAT.to_datetime(moment.unwrap_or(jiff::Timestamp::UNIX_EPOCH)))
    }

    /// Reads fourteen digits that are a real date and time from 1970 on.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim();
        if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i8>().ok();
        let year = digits.get(..4)?.parse::<i16>().ok().filter(|year| *year >= 1970)?;
        let (month, day, hour) = (part(4..6)?, part(6..8)?, part(8..10)?);
        let at = DateTime::new(year, month, day, hour, part(10..12)?, part(12..14)?, 0).ok()?;
        Some(Timestamp(at))
    }

    /// Milliseconds since 1970 (UTC) at the beginning of that second; the first hours of 1970 in Africa count as zero.
    pub fn unix_ms(self) -> u64 {
        EAT.to_timestamp(self.0).ok().and_then(|moment| u64::try_from(moment.as_millisecond()).ok()).unwrap_or(0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.0;
        let (year, month, day) = (at.year(), at.month(), at.day());
        write!(f, "{year:04}{month:02}{day:02}{:02}{:02}{:02}", at.hour(), at.minute(), at.second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_the_clocks_in_nairobi_show_it() {
        // 15 January 2026, 06:30 UTC.
        let at = Timestamp::from_unix_ms(1_768_458_600_999);
        assert_eq!(at.to_string(), "20260115093000");
        assert_eq!(at.unix_ms(), 1_768_458_600_000);
        assert_eq!(Timestamp::parse("20260115093000"), Some(at));
        // New Year comes three hours before UTC's.
        assert_eq!(Timestamp::from_unix_ms(1_767_214_800_000).to_string(), "20260101000000");
        assert_eq!(Timestamp::from_unix_ms(u64::MAX).to_string(), "19700101030000");
    }

    #[test]
    fn what_is_no_second_is_not_read() {
        for text in ["", "2026011509300", "20260230000000", "20261301000000", "20260115246000", "+2026011509300", "٢"]
        {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
