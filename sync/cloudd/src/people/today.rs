//! When today began. All countries whose money we know keep UTC+3 through the whole year.

use std::ops::Range;

const AHEAD_MS: u64 = 3 * 60 * 60 * 1000;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// From the last midnight until the next, in milliseconds since 1970.
pub(super) fn today_ms(now_ms: u64) -> Range<u64> {
    let begin = ((now_ms + AHEAD_MS) / DAY_MS * DAY_MS).saturating_sub(AHEAD_MS);
    begin..begin + DAY_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_nairobi() {
        // 2026-01-01 in Nairobi is 2025-12-31T21:00:00Z.
        let new_year_ms = 1_767_214_800_000;
        assert_eq!(today_ms(new_year_ms).start, new_year_ms);
        assert_eq!(today_ms(new_year_ms - 1).end, new_year_ms);
        assert_eq!(today_ms(new_year_ms + DAY_MS - 1).start, new_year_ms);
    }
}
