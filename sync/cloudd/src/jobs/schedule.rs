//! What is due. Pure: from the runs that were and the hour that is.

use cloud_store::platform::JobRun;
use jiff::ToSpan as _;

use super::calendar::{begin_of, day_of};

const HOUR_MS: u64 = 3600 * 1000;

/// A run that has not ended after so long never will: its process died or could not go on.
const LONGEST_RUN_MS: u64 = HOUR_MS;

/// Work that `serve` does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Job {
    ExpireSubscriptions,
    CleanTickets,
    MonthlyReport,
    RotateKeys,
}

/// A run to be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) job: Job,
    /// Since when, in milliseconds since 1970.
    pub(super) since_ms: u64,
    /// A run of the same moment that was begun before this never ended.
    pub(super) abandoned_ms: u64,
}

/// The jobs to be begun now. What came due while no process ran is done once, late.
pub(super) fn due(runs: &[JobRun], now_ms: u64) -> Vec<Due> {
    let abandoned_ms = now_ms.saturating_sub(LONGEST_RUN_MS);
    let due = Job::ALL.into_iter().filter_map(|job| {
        let since_ms = job.last_due_ms(now_ms)?;
        let last = runs.iter().find(|run| run.job == job.name() && run.due_ms >= since_ms);
        let is_open = last.is_none_or(|run| run.ended_ms.is_none() && run.started_ms < abandoned_ms);
        is_open.then_some(Due { job, since_ms, abandoned_ms })
    });
    due.collect()
}

impl Job {
    const ALL: [Job; 4] = [Job::ExpireSubscriptions, Job::CleanTickets, Job::MonthlyReport, Job::RotateKeys];

    /// What it is called on the command line and in the books.
    pub(super) fn name(self) -> &'static str {
        match self {
            Job::ExpireSubscriptions => "expire-subscriptions",
            Job::CleanTickets => "clean-tickets",
            Job::MonthlyReport => "monthly-report",
            Job::RotateKeys => "rotate-keys",
        }
    }

    /// When it last came due: each hour; each night at three; on the first of each month at four. By the clock of Nairobi,
    /// in milliseconds since 1970.
    fn last_due_ms(self, now_ms: u64) -> Option<u64> {
        let today = day_of(now_ms)?;
        match self {
            Job::ExpireSubscriptions => Some(now_ms - now_ms % HOUR_MS),
            Job::CleanTickets | Job::RotateKeys => {
                latest(now_ms, 3, [begin_of(today), begin_of(today.checked_sub(1.day()).ok()?)])
            }
            Job::MonthlyReport => {
                let first = today.first_of_month();
                latest(now_ms, 4, [begin_of(first), begin_of(first.checked_sub(1.month()).ok()?)])
            }
        }
    }
}

/// So many hours into the later of two days, or of the earlier if that is still to come.
fn latest(now_ms: u64, hours: u64, days: [Option<u64>; 2]) -> Option<u64> {
    days.into_iter().flatten().map(|day_ms| day_ms + hours * HOUR_MS).find(|due_ms| *due_ms <= now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22, noon in Nairobi.
    const NOON_MS: u64 = 1_795_338_000_000;
    const DAY_MS: u64 = 24 * HOUR_MS;

    fn run(job: Job, due_ms: u64, started_ms: u64, ended_ms: Option<u64>) -> JobRun {
        JobRun { job: job.name().to_owned(), due_ms, started_ms, ended_ms }
    }

    fn done(job: Job, due_ms: u64) -> JobRun {
        run(job, due_ms, due_ms, Some(due_ms + 1))
    }

    fn names(runs: &[JobRun], now_ms: u64) -> Vec<&'static str> {
        due(runs, now_ms).into_iter().map(|due| due.job.name()).collect()
    }

    #[test]
    fn each_job_comes_due_at_its_hour_in_nairobi() {
        let first_ms = NOON_MS - 21 * DAY_MS;
        for (job, now_ms, since_ms) in [
            (Job::ExpireSubscriptions, NOON_MS, NOON_MS),
            (Job::ExpireSubscriptions, NOON_MS + HOUR_MS - 1, NOON_MS),
            (Job::CleanTickets, NOON_MS, NOON_MS - 9 * HOUR_MS),
            (Job::CleanTickets, NOON_MS - 9 * HOUR_MS, NOON_MS - 9 * HOUR_MS),
            (Job::CleanTickets, NOON_MS - 9 * HOUR_MS - 1, NOON_MS - 33 * HOUR_MS),
            (Job::MonthlyReport, NOON_MS, first_ms - 8 * HOUR_MS),
            (Job::MonthlyReport, first_ms - 8 * HOUR_MS, first_ms - 8 * HOUR_MS),
            (Job::MonthlyReport, first_ms - 8 * HOUR_MS - 1, first_ms - 31 * DAY_MS - 8 * HOUR_MS),
        ] {
            assert_eq!(job.last_due_ms(now_ms), Some(since_ms), "{job:?} {now_ms}");
        }
        assert_eq!(Job::CleanTickets.last_due_ms(0), None);
    }

    #[test]
    fn what_never_ran_is_due_and_what_is_done_is_not() {
        assert_eq!(names(&[], NOON_MS), ["expire-subscriptions", "clean-tickets", "monthly-report", "rotate-keys"]);
        let runs = Job::ALL.map(|job| done(job, job.last_due_ms(NOON_MS).unwrap()));
        assert_eq!(names(&runs, NOON_MS), [""; 0]);
        assert_eq!(names(&runs, NOON_MS + HOUR_MS), ["expire-subscriptions"]);
        assert_eq!(names(&runs, NOON_MS + DAY_MS), ["expire-subscriptions", "clean-tickets", "rotate-keys"]);
        assert_eq!(names(&runs, NOON_MS + 9 * DAY_MS).len(), 4);
    }

    #[test]
    fn a_run_is_left_alone_while_it_may_be_going_on_and_then_begun_anew() {
        let going_on = |started_ms| {
            let others = [Job::CleanTickets, Job::MonthlyReport, Job::RotateKeys].map(|job| done(job, NOON_MS));
            [vec![run(Job::ExpireSubscriptions, NOON_MS, started_ms, None)], others.to_vec()].concat()
        };
        let now_ms = NOON_MS + HOUR_MS - 1;
        assert_eq!(names(&going_on(now_ms - LONGEST_RUN_MS), now_ms), [""; 0]);
        assert_eq!(names(&going_on(now_ms - LONGEST_RUN_MS - 1), now_ms), ["expire-subscriptions"]);
    }

    #[test]
    fn a_clock_that_is_behind_begins_nothing() {
        let runs = Job::ALL.map(|job| done(job, NOON_MS));
        assert_eq!(names(&runs, NOON_MS - DAY_MS), [""; 0]);
    }
}
