//! One checkout's plan of questions: soon and often while the guest waits, then ever more rarely, never "failed" by
//! impatience. After a failure that a late PIN may still turn, two more questions.

use super::Rules;
use crate::mpesa::may_still_turn;

/// Gaps between questions, in seconds; the last one repeats.
const GAPS_SECS: [u64; 8] = [15, 15, 15, 30, 60, 120, 300, 600];
/// Questions after a failure that may still turn, in seconds since it was heard of.
const AFTER_FAILURE_SECS: [u64; 2] = [120, 600];

/// When one checkout is asked about. A checkout whose push was never answered has no name to ask by, hence no schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    pushed_ms: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The end is open.
    Open { asked: u32, last_ms: u64 },
    /// It failed in a way that may still turn.
    MayTurn { failed_ms: u64, asked: u32 },
    /// Nothing is left to ask.
    Settled,
}

impl Schedule {
    /// A push that was just taken.
    pub fn new(pushed_ms: u64) -> Self {
        Schedule { pushed_ms, state: State::Open { asked: 0, last_ms: pushed_ms } }
    }

    /// A push from before a restart, with nothing known of earlier questions: asked about at once, unless it is too
    /// young, and then as rarely as its age demands.
    pub fn resumed(pushed_ms: u64, now_ms: u64, rules: &Rules) -> Self {
        let mut schedule = Schedule::new(pushed_ms);
        while let Some(next_ms) = schedule.next_ms(rules).filter(|next_ms| *next_ms < now_ms) {
            schedule.asked(next_ms);
        }
        if let State::Open { asked: asked @ 1.., last_ms } = &mut schedule.state {
            *last_ms = now_ms.saturating_sub(gap_ms(*asked));
        }
        schedule
    }

    /// When the push was taken.
    pub fn pushed_ms(&self) -> u64 {
        self.pushed_ms
    }

    /// When the next question is due; `None`: no more.
    pub fn next_ms(&self, rules: &Rules) -> Option<u64> {
        let next_ms = match self.state {
            State::Open { asked: 0, .. } => self.pushed_ms.saturating_add(rules.query_after_ms),
            State::Open { asked, last_ms } => last_ms.saturating_add(gap_ms(asked)),
            State::MayTurn { failed_ms, asked } => {
                failed_ms.saturating_add(AFTER_FAILURE_SECS.get(asked as usize)? * 1000)
            }
            State::Settled => return None,
        };
        (next_ms.saturating_sub(self.pushed_ms) <= rules.give_up_after_ms).then_some(next_ms)
    }

    /// Whether a question is due.
    pub fn is_due(&self, now_ms: u64, rules: &Rules) -> bool {
        self.next_ms(rules).is_some_and(|next_ms| next_ms <= now_ms)
    }

    /// A question was sent, whatever comes back.
    pub fn asked(&mut self, now_ms: u64) {
        match &mut self.state {
            State::Open { asked, last_ms } => {
                *asked = asked.saturating_add(1);
                *last_ms = now_ms;
            }
            State::MayTurn { asked, .. } => *asked = asked.saturating_add(1),
            State::Settled => {}
        }
    }

    /// The rail said no. Hearing it again changes nothing.
    pub fn failed(&mut self, code: &str, now_ms: u64) {
        if let State::Open { .. } = self.state {
            self.state =
                if may_still_turn(code) { State::MayTurn { failed_ms: now_ms, asked: 0 } } else { State::Settled };
        }
    }

    /// The money is there: queries know nothing more.
    pub fn paid(&mut self) {
        self.state = State::Settled;
    }
}

/// The rest after so many questions.
fn gap_ms(asked: u32) -> u64 {
    let index = (asked as usize).saturating_sub(1);
    GAPS_SECS.get(index).or(GAPS_SECS.last()).copied().unwrap_or_default() * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: fn() -> Rules = Rules::default;

    /// Asks whenever due; the seconds at which that was, up to a number of questions.
    fn asked_at(schedule: &mut Schedule, most: usize) -> Vec<u64> {
        let mut seconds = Vec::new();
        while let Some(next_ms) = schedule.next_ms(&RULES()).filter(|_| seconds.len() < most) {
            assert!(schedule.is_due(next_ms, &RULES()) && !schedule.is_due(next_ms - 1, &RULES()));
            seconds.push(next_ms / 1000);
            schedule.asked(next_ms);
        }
        seconds
    }

    #[test]
    fn questions_come_soon_at_first_and_then_rarely() {
        let expected = [20, 35, 50, 65, 95, 155, 275, 575, 1175, 1775];
        assert_eq!(asked_at(&mut Schedule::new(0), 10), expected);
    }

    #[test]
    fn a_push_that_stays_open_is_asked_about_for_two_days() {
        let all = asked_at(&mut Schedule::new(0), usize::MAX);
        assert!(all.len() < 300 && (172_000..=172_800).contains(all.last().unwrap()), "{}", all.len());
    }

    #[test]
    fn a_late_question_pushes_the_next_ones_back() {
        let mut schedule = Schedule::new(0);
        schedule.asked(100_000);
        assert_eq!(schedule.next_ms(&RULES()), Some(115_000));
    }

    #[test]
    fn after_a_time_out_two_questions_remain() {
        for code in ["1037", "1019"] {
            let mut schedule = Schedule::new(0);
            schedule.asked(20_000);
            schedule.failed(code, 60_000);
            schedule.failed(code, 70_000);
            assert_eq!(asked_at(&mut schedule, 9), [180, 660], "{code}");
        }
    }

    #[test]
    fn after_other_ends_none_remain() {
        let mut cancelled = Schedule::new(0);
        cancelled.failed("1032", 9_000);
        let mut paid = Schedule::new(0);
        paid.failed("1037", 60_000);
        paid.paid();
        assert_eq!((cancelled.next_ms(&RULES()), paid.next_ms(&RULES())), (None, None));
    }

    #[test]
    fn after_a_restart_an_old_push_is_due_at_once_but_not_often() {
        let (now_ms, rules) = (7_200_000, RULES());
        let mut schedule = Schedule::resumed(0, now_ms, &rules);
        assert_eq!(schedule.next_ms(&rules), Some(now_ms));
        schedule.asked(now_ms);
        assert_eq!(schedule.next_ms(&rules), Some(now_ms + 600_000));
        assert_eq!(Schedule::resumed(0, 5_000, &rules), Schedule::new(0));
        assert_eq!(Schedule::resumed(0, 49 * 3_600_000, &rules).next_ms(&rules), None);
    }
}
