//! What the router takes the time for. Most boards have no battery: they boot in January 1970, or at the last time they
//! wrote down, and are right only once NTP has answered (RouterOS manual, Clock). Pure: the machine's time comes in.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Where a clock without a battery begins: 1970-01-02 00:00:00.
const SECOND_OF_JANUARY_1970: u32 = 86_400;

/// The router's clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Clock {
    /// Right, as after NTP.
    #[default]
    Right,
    /// It was set to so many seconds since 1970 then, and went on from there.
    Counting { from_secs: u32, since: Instant },
}

impl Clock {
    /// As it stands after a boot of a board without a battery.
    pub(super) fn of_1970(now: Instant) -> Self {
        Clock::Counting { from_secs: SECOND_OF_JANUARY_1970, since: now }
    }

    pub(super) fn set(from_secs: u32, now: Instant) -> Self {
        Clock::Counting { from_secs, since: now }
    }

    /// Seconds since 1970, as far as the router knows.
    pub(super) fn secs(self, now: Instant, right_secs: u32) -> u32 {
        match self {
            Clock::Right => right_secs,
            Clock::Counting { from_secs, since } => {
                let passed = now.saturating_duration_since(since).as_secs();
                from_secs.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX))
            }
        }
    }
}

/// `date` and `time` of `/system/clock`, in UTC.
pub(super) fn date_and_time(secs: u32) -> (String, String) {
    let civil = civil(secs);
    (civil.date().to_string(), civil.time().to_string())
}

/// The clock's seconds with another date or time of day, as `/system/clock/set` takes them; `None` for what is neither.
pub(super) fn with(secs: u32, date: Option<&str>, time: Option<&str>) -> Option<u32> {
    let now = civil(secs);
    let date = date.map_or(Some(now.date()), |date| date.parse().ok())?;
    let time = time.map_or(Some(now.time()), |time| time.parse().ok())?;
    let at = TimeZone::UTC.to_timestamp(DateTime::from_parts(date, time)).ok()?;
    u32::try_from(at.as_second()).ok()
}

fn civil(secs: u32) -> DateTime {
    let since_1970 = Duration::from_secs(secs.into());
    let at = Timestamp::try_from(std::time::UNIX_EPOCH + since_1970).unwrap_or(Timestamp::UNIX_EPOCH);
    TimeZone::UTC.to_datetime(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_without_a_battery_is_written_and_set_as_routeros_does() {
        let booted = SECOND_OF_JANUARY_1970;
        assert_eq!(date_and_time(booted), ("1970-01-02".to_owned(), "00:00:00".to_owned()));
        let set = with(booted, Some("2026-11-22"), Some("10:20:30")).unwrap();
        assert_eq!(date_and_time(set), ("2026-11-22".to_owned(), "10:20:30".to_owned()));
        assert_eq!(with(set, None, Some("10:20:31")), Some(set + 1));
        assert_eq!(with(set, Some("nov/22/2026"), None), None);
    }
}
