//! What a waiting guest is told, from how far the checkout has come and how long it has been.

use domain::checkout::Progress;

/// How long a PIN is usually awaited, in milliseconds.
const PROMPT_MS: u64 = 60_000;
/// From when on nobody should be kept looking at a page, in milliseconds.
const LONG_MS: u64 = 120_000;

/// What a waiting guest is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The rail is being asked.
    Asking,
    /// The prompt is on the phone: enter the PIN.
    Prompted,
    /// The result is late: it is being checked.
    Checking,
    /// It takes long: the page may be closed, nothing is lost.
    LongWait,
}

impl Phase {
    /// A stable name for pages and counting.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Asking => "asking",
            Phase::Prompted => "prompted",
            Phase::Checking => "checking",
            Phase::LongWait => "long_wait",
        }
    }
}

/// The phase of a checkout of this age; `None` once it is paid or failed.
pub fn phase(progress: &Progress, age_ms: u64) -> Option<Phase> {
    Some(match (progress, age_ms) {
        (Progress::Paid { .. } | Progress::Failed { .. }, _) => return None,
        (_, LONG_MS..) => Phase::LongWait,
        (Progress::Unknown, _) | (_, PROMPT_MS..) => Phase::Checking,
        (Progress::Created, _) => Phase::Asking,
        (Progress::Pushed, _) => Phase::Prompted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_guest_is_told_follows_progress_and_age() {
        let cases = [
            (Progress::Created, 0, Some(Phase::Asking)),
            (Progress::Created, 60_000, Some(Phase::Checking)),
            (Progress::Pushed, 59_999, Some(Phase::Prompted)),
            (Progress::Pushed, 60_000, Some(Phase::Checking)),
            (Progress::Unknown, 1_000, Some(Phase::Checking)),
            (Progress::Pushed, 120_000, Some(Phase::LongWait)),
            (Progress::Unknown, u64::MAX, Some(Phase::LongWait)),
            (Progress::Paid { receipt: None }, 0, None),
        ];
        for (progress, age_ms, expected) in cases {
            assert_eq!(phase(&progress, age_ms), expected, "{progress:?} {age_ms}");
        }
    }
}
