//! What came of a run: every answer, and how many there were of the rest.

use std::fmt;
use std::time::Duration;

use radius_proto::Code;

/// A believed answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// Which request.
    pub nth: usize,
    /// How long it took since the request was first sent.
    pub latency: Duration,
    /// What was said.
    pub code: Code,
    /// The time granted, in an Access-Accept.
    pub session_timeout_secs: Option<u32>,
}

impl Answer {
    /// Whether the guest may, or the report is recorded.
    pub fn is_yes(&self) -> bool {
        matches!(self.code, Code::AccessAccept | Code::AccountingResponse)
    }
}

/// All answers of a run, fastest first, and what was not answered.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The believed answers.
    pub answers: Vec<Answer>,
    /// Requests given up after the last retransmission.
    pub lost: Vec<usize>,
    /// Requests nobody waited for any longer when the run was ended from outside.
    pub unanswered: Vec<usize>,
    /// Datagrams sent again.
    pub retransmitted: usize,
    /// Datagrams that answer nothing asked: malformed, forged, or late.
    pub strange: usize,
    /// How long the run took.
    pub elapsed: Duration,
}

impl Tally {
    pub(super) fn add(&mut self, other: Tally) {
        self.answers.extend(other.answers);
        self.lost.extend(other.lost);
        self.unanswered.extend(other.unanswered);
        self.retransmitted += other.retransmitted;
        self.strange += other.strange;
    }

    pub(super) fn finish(&mut self, elapsed: Duration) {
        self.elapsed = elapsed;
        self.answers.sort_by_key(|answer| answer.latency);
    }

    /// Requests answered with yes.
    pub fn accepted(&self) -> usize {
        self.answers.iter().filter(|answer| answer.is_yes()).count()
    }

    /// Requests answered with no.
    pub fn refused(&self) -> usize {
        self.answers.len() - self.accepted()
    }

    /// Yes per second.
    pub fn accepted_per_sec(&self) -> f64 {
        if self.elapsed.is_zero() { 0.0 } else { self.accepted() as f64 / self.elapsed.as_secs_f64() }
    }

    /// The latency that this share of the answers, of a thousand, did not exceed.
    pub fn latency(&self, per_mille: usize) -> Duration {
        let last = self.answers.len().saturating_sub(1);
        self.answers.get(last * per_mille / 1000).map_or(Duration::ZERO, |answer| answer.latency)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |per_mille| self.latency(per_mille).as_secs_f64() * 1000.0;
        write!(
            f,
            "{} accepted, {} refused, {} lost in {:.1} s: {:.0}/s; p50 {:.2} ms, p99 {:.2} ms; {} sent again, {} strange",
            self.accepted(),
            self.refused(),
            self.lost.len(),
            self.elapsed.as_secs_f64(),
            self.accepted_per_sec(),
            millis(500),
            millis(990),
            self.retransmitted,
            self.strange,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(count: usize) -> Tally {
        let mut tally = Tally::default();
        for nth in (0..count).rev() {
            let code = if nth % 10 == 0 { Code::AccessReject } else { Code::AccessAccept };
            let latency = Duration::from_millis(nth as u64);
            tally.answers.push(Answer { nth, latency, code, session_timeout_secs: None });
        }
        tally.finish(Duration::from_secs(2));
        tally
    }

    #[test]
    fn refusals_are_not_throughput() {
        let tally = tally(100);
        assert_eq!((tally.accepted(), tally.refused()), (90, 10));
        assert_eq!(tally.accepted_per_sec(), 45.0);
    }

    #[test]
    fn percentiles_are_taken_from_the_sorted_answers() {
        let tally = tally(101);
        assert_eq!(tally.latency(500), Duration::from_millis(50));
        assert_eq!(tally.latency(990), Duration::from_millis(99));
        assert_eq!(Tally::default().latency(990), Duration::ZERO);
    }
}
