//! Where the one token of an app lies. Many want it, one fetches it, and a wrong secret does not make us hammer the
//! rail. Time comes in as milliseconds of a clock that does not jump, such as uptime.

use super::{AccessToken, Granted};

/// How long before its end a token is no longer handed out; half of its life if it is short.
pub const REFRESH_EARLY_MS: u64 = 60_000;
/// The first and the longest wait after a failed fetch; each failure doubles it.
pub const BACK_OFF_MS: (u64, u64) = (5_000, 300_000);
/// A fetch of which nothing was heard for so long is taken for dead.
const FETCH_PATIENCE_MS: u64 = 60_000;

#[derive(Clone, Debug)]
struct Held {
    token: AccessToken,
    since_ms: u64,
    stale_ms: u64,
    end_ms: u64,
}

/// The token of one app, and who is fetching the next.
#[derive(Clone, Debug, Default)]
pub struct TokenShelf {
    held: Option<Held>,
    /// Counts tokens, so that a complaint about an old one does not cost the new one its life.
    generation: u64,
    fetching_since_ms: Option<u64>,
    /// Fetches that failed, and tokens bad from the start, since the last good token.
    failures: u32,
    rests_from_ms: u64,
    /// The token before this one was bad from the start.
    was_bad_at_once: bool,
}

/// What to do for a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// Take this one.
    Use {
        /// The token.
        token: AccessToken,
        /// Which one it is; to be named when it turns out bad.
        generation: u64,
    },
    /// Fetch one now, and report with [`TokenShelf::fetched`], [`TokenShelf::fetch_failed`] or
    /// [`TokenShelf::fetch_unanswered`].
    Fetch,
    /// Somebody else is fetching, or the last fetch failed: come back then at the latest.
    Wait {
        /// When to ask again.
        until_ms: u64,
    },
}

impl TokenShelf {
    /// Asks for the token.
    pub fn want(&mut self, now_ms: u64) -> Want {
        if let Some(held) = self.held.as_ref().filter(|held| now_ms < held.stale_ms) {
            return Want::Use { token: held.token.clone(), generation: self.generation };
        }
        if let Some(since_ms) = self.fetching_since_ms
            && now_ms.saturating_sub(since_ms) < FETCH_PATIENCE_MS
        {
            return Want::Wait { until_ms: since_ms.saturating_add(FETCH_PATIENCE_MS) };
        }
        let rested_ms = self.rests_from_ms.saturating_add(self.rest_ms());
        if now_ms >= rested_ms {
            self.fetching_since_ms = Some(now_ms);
            return Want::Fetch;
        }
        // An old token near its end is better than none while the rail refuses a new one.
        match self.held.as_ref().filter(|held| now_ms < held.end_ms) {
            Some(held) => Want::Use { token: held.token.clone(), generation: self.generation },
            None => Want::Wait { until_ms: rested_ms },
        }
    }

    /// A fetch brought a token.
    pub fn fetched(&mut self, granted: Granted, now_ms: u64) {
        self.generation = self.generation.saturating_add(1);
        self.hold(granted, now_ms);
    }

    /// Another holder of the app's keys hands over its token. An older generation than ours is not taken.
    pub fn handed(&mut self, granted: Granted, generation: u64, now_ms: u64) -> bool {
        let is_newer = generation > self.generation;
        if is_newer {
            self.generation = generation;
            self.hold(granted, now_ms);
        }
        is_newer
    }

    fn hold(&mut self, granted: Granted, now_ms: u64) {
        let life_ms = u64::from(granted.lifetime_secs) * 1000;
        let end_ms = now_ms.saturating_add(life_ms);
        let stale_ms = end_ms - REFRESH_EARLY_MS.min(life_ms / 2);
        self.held = Some(Held { token: granted.token, since_ms: now_ms, stale_ms, end_ms });
        self.fetching_since_ms = None;
    }

    /// A fetch was answered with anything but a token.
    pub fn fetch_failed(&mut self, now_ms: u64) {
        self.fetching_since_ms = None;
        self.rest(now_ms);
    }

    /// A fetch was not answered at all: there is no line. That hammers nobody, so the rest does not grow, and the first
    /// guest after the line has come back is served.
    pub fn fetch_unanswered(&mut self, now_ms: u64) {
        self.fetching_since_ms = None;
        self.failures = self.failures.max(1);
        self.rests_from_ms = now_ms;
    }

    /// A call was answered with "invalid access token". Complaints about other generations change nothing.
    pub fn reported_bad(&mut self, generation: u64, now_ms: u64) {
        if generation != self.generation {
            return;
        }
        let Some(held) = self.held.take() else { return };
        let is_bad_at_once = now_ms.saturating_sub(held.since_ms) < REFRESH_EARLY_MS;
        // Once may be another machine's fetch. Twice in a row the next token will not cure it: the app lacks the
        // product, or two machines chase each other.
        if is_bad_at_once && self.was_bad_at_once {
            self.rest(now_ms);
        } else if !is_bad_at_once {
            self.failures = 0;
        }
        self.was_bad_at_once = is_bad_at_once;
    }

    /// A call was taken with this token: earlier failures are forgiven.
    pub fn proved_good(&mut self, generation: u64) {
        if generation == self.generation {
            self.failures = 0;
            self.was_bad_at_once = false;
        }
    }

    /// Which token this is, counted from one; zero before the first.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    fn rest(&mut self, now_ms: u64) {
        self.failures = self.failures.saturating_add(1);
        self.rests_from_ms = now_ms;
    }

    fn rest_ms(&self) -> u64 {
        let (first_ms, longest_ms) = BACK_OFF_MS;
        match self.failures {
            0 => 0,
            failures => (first_ms << (failures - 1).min(16)).min(longest_ms),
        }
    }
}
