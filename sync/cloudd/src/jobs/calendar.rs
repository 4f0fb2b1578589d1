//! Days and months as people here count them. All countries whose money we know keep UTC+3 through the whole year.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};

const NAIROBI: Offset = jiff::tz::offset(3);

/// The day of a moment (milliseconds since 1970).
pub(crate) fn day_of(ms: u64) -> Option<Date> {
    let timestamp = Timestamp::from_millisecond(i64::try_from(ms).ok()?).ok()?;
    Some(timestamp.to_zoned(TimeZone::fixed(NAIROBI)).date())
}

/// When a day begins, in milliseconds since 1970; `None` before then.
pub(crate) fn begin_of(day: Date) -> Option<u64> {
    let timestamp = NAIROBI.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).ok()?;
    u64::try_from(timestamp.as_millisecond()).ok()
}

/// When a day is over, in milliseconds since 1970.
pub(crate) fn end_of(day: Date) -> Option<u64> {
    begin_of(day.checked_add(1.day()).ok()?)
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month {
    first: Date,
}

/// Why a text is no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written like 2026-11")]
pub(crate) struct NoMonth;

impl Month {
    /// The month that a moment lies in.
    pub(crate) fn of(ms: u64) -> Option<Self> {
        Some(Month { first: day_of(ms)?.first_of_month() })
    }

    /// The month before.
    pub(crate) fn before(self) -> Option<Self> {
        Some(Month { first: self.first.checked_sub(1.month()).ok()? })
    }

    /// From its first moment until the first behind it, in milliseconds since 1970.
    pub(crate) fn range_ms(self) -> Option<Range<u64>> {
        Some(begin_of(self.first)?..end_of(self.first.last_of_month())?)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first.strftime("%Y-%m"))
    }
}

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let is_plain = text.len() == "2026-11".len() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let (year, month) = text.split_once('-').filter(|_| is_plain).ok_or(NoMonth)?;
        let (year, month) = (year.parse().or(Err(NoMonth))?, month.parse().or(Err(NoMonth))?);
        let month = Month { first: Date::new(year, month, 1).or(Err(NoMonth))? };
        if month.range_ms().is_some() { Ok(month) } else { Err(NoMonth) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-01 in Nairobi is 2025-12-31T21:00:00Z.
    const NEW_YEAR_MS: u64 = 1_767_214_800_000;
    const DAY_MS: u64 = 24 * 3600 * 1000;

    #[test]
    fn a_day_begins_at_midnight_in_nairobi() {
        let new_year = Date::constant(2026, 1, 1);
        assert_eq!(begin_of(new_year), Some(NEW_YEAR_MS));
        assert_eq!(end_of(new_year), Some(NEW_YEAR_MS + DAY_MS));
        assert_eq!(day_of(NEW_YEAR_MS), Some(new_year));
        assert_eq!(day_of(NEW_YEAR_MS - 1), Some(Date::constant(2025, 12, 31)));
        assert_eq!(begin_of(Date::constant(1969, 12, 31)), None);
        assert_eq!(day_of(u64::MAX), None);
    }

    #[test]
    fn a_month_lasts_from_midnight_to_midnight_in_nairobi() {
        let january = Month::of(NEW_YEAR_MS).unwrap();
        assert_eq!(january.range_ms(), Some(NEW_YEAR_MS..NEW_YEAR_MS + 31 * DAY_MS));
        assert_eq!(Month::of(NEW_YEAR_MS - 1), january.before());
        assert_eq!(january.before().map(|month| month.to_string()).as_deref(), Some("2025-12"));
        let leap: Month = "2024-02".parse().unwrap();
        let range = leap.range_ms().unwrap();
        assert_eq!(range.end - range.start, 29 * DAY_MS);
    }

    #[test]
    fn what_is_no_month_is_refused() {
        assert_eq!("2025-12".parse::<Month>().map(|month| month.to_string()), Ok("2025-12".to_owned()));
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "2026-1",
            "26-11",
            "2026-11-01",
            "1969-01",
            "-026-11",
            "+026-11",
            "2026-+1",
            "20261-1",
        ] {
            assert_eq!(text.parse::<Month>(), Err(NoMonth), "{text}");
        }
    }
}
