//! What a metered line may carry for the link: so many bytes a month, saved up for at most a day. What is told is never
//! held back, for it is money; the questions for directives grow rarer. Time is milliseconds of uptime.

/// The heads of HTTP, TLS, TCP and IP around a frame and its answer, about.
pub const AROUND_A_FRAME: u64 = 600;

const A_DAY_SECS: u64 = 24 * 3600;
const DAYS_OF_A_MONTH: u64 = 30;
/// No line carries more than a terabyte a day, and sums stay within their types.
const MOST_A_DAY: u64 = 1 << 40;

/// A bounded or unbounded allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// None: nobody counts.
    bytes_a_day: Option<u64>,
    /// Below zero what was spent beyond it: a day's part at most is owed.
    left: i64,
    since_ms: u64,
}

impl Allowance {
    /// So many bytes a month, with a day's part at hand; `None` for a line nobody counts on.
    pub fn a_month(bytes: Option<u64>, now_ms: u64) -> Self {
        let bytes_a_day = bytes.map(|bytes| (bytes / DAYS_OF_A_MONTH).min(MOST_A_DAY));
        Allowance { bytes_a_day, left: bytes_a_day.unwrap_or(0).cast_signed(), since_ms: now_ms }
    }

    /// Whether there is something left for a question that can wait.
    pub fn has_some(&mut self, now_ms: u64) -> bool {
        let Some(bytes_a_day) = self.bytes_a_day else { return true };
        let passed_secs = now_ms.saturating_sub(self.since_ms).min(A_DAY_SECS * 1000) / 1000;
        let earned = bytes_a_day.saturating_mul(passed_secs) / A_DAY_SECS;
        // What is less than a byte is not forgotten.
        if earned > 0 {
            self.left = self.left.saturating_add_unsigned(earned).min(bytes_a_day.cast_signed());
            self.since_ms = now_ms;
        }
        self.left > 0
    }

    /// So many bytes went over the line, either way.
    pub fn spent(&mut self, bytes: u64) {
        let most_owed = -self.bytes_a_day.unwrap_or(0).cast_signed();
        self.left = self.left.saturating_sub_unsigned(bytes).max(most_owed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Questions of 700 bytes within a day, asked whenever that is allowed and 25 s after the last.
    fn questions(bytes_a_month: Option<u64>) -> usize {
        let mut allowance = Allowance::a_month(bytes_a_month, 0);
        // Not the day that was saved up.
        allowance.spent(bytes_a_month.unwrap_or(0) / DAYS_OF_A_MONTH);
        let asked = (0..A_DAY_SECS * 1000).step_by(1_000).scan(0, |free_ms, now_ms| {
            let asks = now_ms >= *free_ms && allowance.has_some(now_ms);
            if asks {
                allowance.spent(700);
                *free_ms = now_ms + 25_000;
            }
            Some(asks)
        });
        asked.filter(|asks| *asks).count()
    }

    #[test]
    fn questions_grow_rarer_as_the_allowance_is_smaller() {
        assert_eq!(questions(None), 3456);
        assert_eq!(questions(Some(100_000_000)), 3456);
        // 21 MB a month: a thousand questions a day.
        let few = questions(Some(21_000_000));
        assert!((990..=1010).contains(&few), "{few}");
        assert_eq!(questions(Some(0)), 0);
    }

    #[test]
    fn a_day_is_saved_up_and_no_more() {
        let mut allowance = Allowance::a_month(Some(30_000), 0);
        assert!(allowance.has_some(90 * A_DAY_SECS * 1000));
        allowance.spent(u64::MAX);
        assert!(!allowance.has_some(91 * A_DAY_SECS * 1000));
        assert!(allowance.has_some(91 * A_DAY_SECS * 1000 + 1_000_000));
    }
}
