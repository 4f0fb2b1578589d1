//! Room for what nobody proves: kept for audit, but anyone can post it, so there is little of it.

use std::sync::{Mutex, PoisonError};

const A_MINUTE_MS: u64 = 60_000;
const MOST_A_MINUTE: u32 = 20;

/// How many have been kept in this minute, in this process.
#[derive(Debug, Default)]
pub(crate) struct Strangers(Mutex<(u64, u32)>);

impl Strangers {
    /// Whether one more is kept.
    pub(super) fn may_be_kept(&self, now_ms: u64) -> bool {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now_ms / A_MINUTE_MS;
        if counted.0 != minute {
            *counted = (minute, 0);
        }
        counted.1 = counted.1.saturating_add(1);
        counted.1 <= MOST_A_MINUTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_room_for_some_and_the_next_again() {
        let strangers = Strangers::default();
        let kept = (0..100).filter(|_| strangers.may_be_kept(5)).count();
        assert_eq!(kept, MOST_A_MINUTE as usize);
        assert!(strangers.may_be_kept(5 + A_MINUTE_MS));
    }
}
