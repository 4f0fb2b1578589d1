//! Who does what is due.

use cloud_store::platform::JobRun;

use crate::world::{NOW_MS, World};

on_both_engines!(
    of_two_that_begin_a_job_one_does_it,
    a_job_is_done_once_for_each_time_it_is_due,
    a_run_that_nobody_ended_is_begun_anew,
);

const JOB: &str = "clean-tickets";

async fn of_two_that_begin_a_job_one_does_it(world: World) {
    let neighbour = world.neighbour().await;
    let (here, there) = (world.store.platform(), neighbour.platform());
    for due_ms in NOW_MS..NOW_MS + 10 {
        let (one, other) =
            tokio::join!(here.begin_job(JOB, due_ms, NOW_MS + 20, 0), there.begin_job(JOB, due_ms, NOW_MS + 20, 0));
        assert!(one.unwrap() ^ other.unwrap());
    }
}

async fn a_job_is_done_once_for_each_time_it_is_due(world: World) {
    let platform = world.store.platform();
    assert_eq!(platform.job_runs().await.unwrap(), []);
    assert!(platform.begin_job(JOB, NOW_MS, NOW_MS + 5, NOW_MS + 5).await.unwrap());
    assert!(platform.end_job(JOB, NOW_MS, NOW_MS + 5, NOW_MS + 9).await.unwrap());
    let run = JobRun { job: JOB.to_owned(), due_ms: NOW_MS, started_ms: NOW_MS + 5, ended_ms: Some(NOW_MS + 9) };
    assert_eq!(platform.job_runs().await.unwrap(), [run]);
    assert!(!platform.begin_job(JOB, NOW_MS, NOW_MS + 10, NOW_MS + 10).await.unwrap(), "it is done");
    assert!(!platform.begin_job(JOB, NOW_MS - 1, NOW_MS + 10, NOW_MS + 10).await.unwrap(), "a clock that is behind");
    assert!(platform.begin_job("monthly-report", NOW_MS, NOW_MS + 10, 0).await.unwrap(), "another job");
    assert!(platform.begin_job(JOB, NOW_MS + 1, NOW_MS + 10, 0).await.unwrap(), "due again");
    assert_eq!(platform.job_runs().await.unwrap()[0].ended_ms, None);
}

async fn a_run_that_nobody_ended_is_begun_anew(world: World) {
    let platform = world.store.platform();
    assert!(platform.begin_job(JOB, NOW_MS, NOW_MS + 5, 0).await.unwrap());
    assert!(!platform.begin_job(JOB, NOW_MS, NOW_MS + 100, NOW_MS + 5).await.unwrap(), "it may still be going on");
    assert!(platform.begin_job(JOB, NOW_MS, NOW_MS + 100, NOW_MS + 6).await.unwrap());
    assert!(!platform.end_job(JOB, NOW_MS, NOW_MS + 5, NOW_MS + 101).await.unwrap(), "the first to begin comes back");
    assert!(platform.end_job(JOB, NOW_MS, NOW_MS + 100, NOW_MS + 102).await.unwrap());
}
