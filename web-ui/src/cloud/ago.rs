//! How long ago something was, in one word and a number, and how long something is still good. Rounded down, and exact
//! to the minute: seconds have passed before a page is read.

use crate::Language;
use crate::amounts::{UNITS, duration_in_words};

const MINUTE: u64 = 60;

/// `2 minutes ago`, `dakika 2 zilizopita`.
pub(crate) fn ago(language: Language, secs: u64) -> String {
    let words = &language.cloud_words().time;
    let unit = UNITS.iter().find(|(_, length)| *length >= MINUTE && secs >= *length);
    match unit {
        None => words.just_now.to_owned(),
        Some((unit, length)) => {
            let count = secs / length;
            (words.ago)(&(language.words().amounts.unit)(*unit, count), count)
        }
    }
}

/// `14 minutes`, `dakika 14`; `less than a minute`.
pub(crate) fn minutes_left(language: Language, secs: u64) -> String {
    match secs / MINUTE {
        0 => language.cloud_words().time.less_than_a_minute.to_owned(),
        minutes => duration_in_words(language, minutes * MINUTE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swahili};

    #[test]
    fn the_past_is_told_in_its_largest_unit() {
        for (secs, english, swahili) in [
            (0, "just now", "sasa hivi"),
            (59, "just now", "sasa hivi"),
            (60, "1 minute ago", "dakika 1 iliyopita"),
            (179, "2 minutes ago", "dakika 2 zilizopita"),
            (7_200, "2 hours ago", "saa 2 zilizopita"),
            (86_400 * 40, "40 days ago", "siku 40 zilizopita"),
        ] {
            assert_eq!(ago(English, secs), english);
            assert_eq!(ago(Swahili, secs), swahili);
        }
    }

    #[test]
    fn what_is_left_is_never_told_to_be_more() {
        assert_eq!(minutes_left(English, 899), "14 minutes");
        assert_eq!(minutes_left(English, 59), "less than a minute");
        assert_eq!(minutes_left(Swahili, 60), "dakika 1");
    }
}
