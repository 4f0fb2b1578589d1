//! How long something is still good: rounded down, and exact to the minute, since seconds have passed before a page is
//! read.

use crate::Language;
use crate::amounts::duration_in_words;

const MINUTE: u64 = 60;

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
    fn what_is_left_is_never_told_to_be_more() {
        assert_eq!(minutes_left(English, 899), "14 minutes");
        assert_eq!(minutes_left(English, 59), "less than a minute");
        assert_eq!(minutes_left(Swahili, 60), "dakika 1");
    }
}
