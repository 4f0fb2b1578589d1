//! The one access token of an app, kept in the cloud for all sites that share the app (asking the rail for a new one
//! kills the old). The cloud says who fetches the next and cannot read it. Time is milliseconds since 1970.

use serde::{Deserialize, Serialize};

use crate::pair::Sealed;

/// A site that was told to fetch and is not heard of for so long has failed.
pub const FETCH_PATIENCE_MS: u64 = 30_000;
/// Those who wait for somebody else's fetch ask again after this.
const LOOK_AGAIN_MS: u32 = 1_000;
/// A token this near its end is not handed out any more.
const NEAR_ITS_END_MS: u64 = 120_000;
/// A token is not believed to live longer (Daraja: an hour).
const LONGEST_LIFE_SECS: u32 = 3_600;
/// The cloud's books may be an older copy: so far a site is believed to know a later token.
const FORGOTTEN_AT_MOST: u64 = 10_000;

/// What is known of an app's token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedToken {
    /// Counts the tokens; zero before the first.
    pub generation: u64,
    /// The token, while there is a good one.
    pub held: Option<Held>,
    /// Since when a site is fetching the next.
    pub fetching_since_ms: Option<u64>,
}

/// A token in the cloud's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Sealed for those who hold the app's keys.
    pub sealed: Sealed,
    /// When it ends.
    pub ends_ms: u64,
}

/// What a site is told about the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenWord {
    /// Here it is.
    Use {
        /// Which one.
        generation: u64,
        /// Sealed.
        sealed: Sealed,
        /// How long it lives, in seconds.
        lives_secs: u32,
    },
    /// Fetch it, and say what came of it.
    Fetch {
        /// Which one it will be.
        generation: u64,
    },
    /// Another site is fetching it: ask again.
    Wait {
        /// After so many milliseconds.
        ms: u32,
    },
}

impl SharedToken {
    /// A site asks; it may complain of one.
    pub fn asked(&mut self, bad: Option<u64>, now_ms: u64) -> TokenWord {
        if let Some(bad) = bad.filter(|bad| self.is_credible(*bad)) {
            (self.generation, self.held) = (bad, None);
        }
        if let Some(held) = self.held.as_ref().filter(|held| now_ms.saturating_add(NEAR_ITS_END_MS) < held.ends_ms) {
            let left_secs = (held.ends_ms - now_ms) / 1000;
            let lives_secs = u32::try_from(left_secs).unwrap_or(u32::MAX).min(LONGEST_LIFE_SECS);
            return TokenWord::Use { generation: self.generation, sealed: held.sealed.clone(), lives_secs };
        }
        // A beginning that lies ahead is of a clock that was set back since.
        let fetching_for_ms = self.fetching_since_ms.and_then(|since_ms| now_ms.checked_sub(since_ms));
        if fetching_for_ms.is_some_and(|age_ms| age_ms < FETCH_PATIENCE_MS) {
            return TokenWord::Wait { ms: LOOK_AGAIN_MS };
        }
        self.fetching_since_ms = Some(now_ms);
        TokenWord::Fetch { generation: self.generation.saturating_add(1) }
    }

    /// A site has fetched one, because it was told to or because it could not ask; or none was to be had.
    pub fn fetched(&mut self, generation: u64, token: Option<(Sealed, u32)>, now_ms: u64) {
        if generation <= self.generation || !self.is_credible(generation) {
            return;
        }
        self.fetching_since_ms = None;
        if let Some((sealed, lives_secs)) = token {
            let ends_ms = now_ms.saturating_add(u64::from(lives_secs.min(LONGEST_LIFE_SECS)) * 1000);
            (self.generation, self.held) = (generation, Some(Held { sealed, ends_ms }));
        }
    }

    fn is_credible(&self, generation: u64) -> bool {
        generation >= self.generation && generation - self.generation <= FORGOTTEN_AT_MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_key::AppKey;
    use crate::stuck::Stuck;

    fn sealed() -> Sealed {
        AppKey::of("key", "secret").seal(1, "token", &mut Stuck(5)).unwrap()
    }

    #[test]
    fn one_site_fetches_and_all_use_it_until_near_its_end() {
        let mut shared = SharedToken::default();
        assert_eq!(shared.asked(None, 1_000), TokenWord::Fetch { generation: 1 });
        assert_eq!(shared.asked(None, 2_000), TokenWord::Wait { ms: LOOK_AGAIN_MS });
        shared.fetched(1, Some((sealed(), 3_599)), 3_000);
        let used = TokenWord::Use { generation: 1, sealed: sealed(), lives_secs: 3_598 };
        assert_eq!(shared.asked(None, 4_000), used);
        assert_eq!(shared.asked(None, 3_000 + 3_599_000 - NEAR_ITS_END_MS), TokenWord::Fetch { generation: 2 });
    }

    #[test]
    fn many_complaints_about_one_token_cost_one_fetch() {
        let mut shared = SharedToken::default();
        shared.asked(None, 0);
        shared.fetched(1, Some((sealed(), 3_600)), 0);
        assert_eq!(shared.asked(Some(1), 1), TokenWord::Fetch { generation: 2 });
        assert_eq!(shared.asked(Some(1), 2), TokenWord::Wait { ms: LOOK_AGAIN_MS });
        shared.fetched(2, Some((sealed(), 3_600)), 3);
        // A late complaint about the first is no complaint about the second.
        assert!(matches!(shared.asked(Some(1), 4), TokenWord::Use { generation: 2, .. }));
    }

    #[test]
    fn who_is_told_to_fetch_and_falls_silent_is_replaced() {
        let mut shared = SharedToken::default();
        shared.asked(None, 0);
        assert_eq!(shared.asked(None, FETCH_PATIENCE_MS), TokenWord::Fetch { generation: 1 });
        shared.fetched(1, None, FETCH_PATIENCE_MS + 1);
        assert_eq!(shared.asked(None, FETCH_PATIENCE_MS + 2), TokenWord::Fetch { generation: 1 });
        // The clock was set back: the fetch seems to begin in time to come.
        assert_eq!(shared.asked(None, 5), TokenWord::Fetch { generation: 1 });
    }

    #[test]
    fn a_token_fetched_without_asking_is_taken_if_it_is_newer() {
        let mut shared = SharedToken::default();
        shared.fetched(3, Some((sealed(), 3_600)), 0);
        assert!(matches!(shared.asked(None, 0), TokenWord::Use { generation: 3, .. }));
        shared.fetched(2, Some((sealed(), 3_600)), 0);
        shared.fetched(u64::MAX, Some((sealed(), 3_600)), 0);
        assert!(matches!(shared.asked(Some(u64::MAX), 0), TokenWord::Use { generation: 3, .. }));
    }
}
