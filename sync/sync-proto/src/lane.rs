//! When a gateway speaks. Each lane has one request under way at most; after a failure it waits, longer each time, and
//! never as long as its neighbours, so that a cloud that comes back is not met by all at once.

use domain::ids::Chance;

use crate::counter::Counter;

/// The two lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// The outbox goes up; answered at once.
    Push,
    /// Directives come down; held until there is one.
    Hold,
}

impl Lane {
    /// Where its frames are posted.
    pub fn path(self) -> &'static str {
        match self {
            Lane::Push => "/sync/v1/push",
            Lane::Hold => "/sync/v1/hold",
        }
    }
}

/// How long failures make a lane wait, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// After the first failure, at most.
    pub first_ms: u64,
    /// After any, at most.
    pub longest_ms: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { first_ms: 2_000, longest_ms: 300_000 }
    }
}

/// One lane of one gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneState {
    pace: Pace,
    counter: Counter,
    is_under_way: bool,
    failures: u32,
    not_before_ms: u64,
}

impl LaneState {
    /// A lane of a gateway that begins to speak for the `start`th time.
    pub fn new(start: u32, pace: Pace) -> Self {
        LaneState { pace, counter: Counter { start, number: 0 }, is_under_way: false, failures: 0, not_before_ms: 0 }
    }

    /// Whether it may speak now, in milliseconds of uptime.
    pub fn may_speak(&self, now_ms: u64) -> bool {
        !self.is_under_way && now_ms >= self.not_before_ms
    }

    /// It speaks: the counter of the frame.
    pub fn speaks(&mut self) -> Counter {
        self.is_under_way = true;
        self.counter = self.counter.next();
        self.counter
    }

    /// It was answered.
    pub fn answered(&mut self) {
        self.is_under_way = false;
        self.failures = 0;
        self.not_before_ms = 0;
    }

    /// It was not, or by somebody who is not the cloud.
    pub fn failed(&mut self, now_ms: u64, chance: &mut dyn Chance) {
        self.is_under_way = false;
        let most_ms = self.pace.first_ms.saturating_mul(1 << self.failures.min(20)).min(self.pace.longest_ms);
        self.failures = self.failures.saturating_add(1);
        let mut bytes = [0; 8];
        chance.fill(&mut bytes);
        // Between half of it and all of it.
        let spread_ms = u64::from_le_bytes(bytes) % (most_ms / 2 + 1);
        self.not_before_ms = now_ms.saturating_add(most_ms - spread_ms);
    }

    /// The way to the cloud may have come back: no need to wait out a long pause.
    pub fn encouraged(&mut self, now_ms: u64) {
        self.not_before_ms = self.not_before_ms.min(now_ms.saturating_add(self.pace.first_ms));
    }

    /// Begins to count anew.
    pub fn restarted(&mut self, start: u32) {
        self.counter = Counter { start, number: 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stuck::Stuck;

    #[test]
    fn one_word_at_a_time() {
        let mut lane = LaneState::new(3, Pace::default());
        assert!(lane.may_speak(0));
        assert_eq!(lane.speaks(), Counter { start: 3, number: 1 });
        assert!(!lane.may_speak(1_000_000));
        lane.answered();
        assert!(lane.may_speak(0));
        assert_eq!(lane.speaks(), Counter { start: 3, number: 2 });
    }

    #[test]
    fn pauses_grow_to_a_bound_and_differ_between_gateways() {
        let pause = |failures: u32, dice: u8| {
            let mut lane = LaneState::new(1, Pace::default());
            for _ in 0..failures {
                lane.speaks();
                lane.failed(0, &mut Stuck(dice));
            }
            assert!(!lane.is_under_way);
            lane.not_before_ms
        };
        assert_eq!([1, 2, 3, 40].map(|failures| pause(failures, 0)), [2_000, 4_000, 8_000, 300_000]);
        assert!((150_000..300_000).contains(&pause(40, 0xa7)));
    }

    #[test]
    fn an_answer_ends_the_pause_and_a_hint_shortens_it() {
        let mut lane = LaneState::new(1, Pace::default());
        for _ in 0..9 {
            lane.speaks();
            lane.failed(0, &mut Stuck(0));
        }
        lane.encouraged(10_000);
        assert!(!lane.may_speak(11_999) && lane.may_speak(12_000));
        lane.speaks();
        lane.answered();
        assert!(lane.may_speak(0));
        lane.speaks();
        lane.failed(0, &mut Stuck(0));
        assert!(!lane.may_speak(1_999) && lane.may_speak(2_000), "failures are counted anew");
    }
}
