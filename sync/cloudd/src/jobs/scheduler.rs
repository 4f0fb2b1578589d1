//! Doing what is due, while `serve` runs. A look costs one small question; what another process has begun is left to it.

use std::time::Duration;

use cloud_store::StoreError;
use tokio::select;
use tokio::time::sleep;

use super::calendar::Month;
use super::schedule::{Due, Job, due};
use super::{Memory, NotRotated, clean_tickets, expire_subscriptions, kept_reports, rotate_keys};
use crate::chance::Kernel;
use crate::cloud::Cloud;

/// How often somebody looks. Nothing that is done here is urgent.
const PAUSE: Duration = Duration::from_secs(60);

/// Looks again and again what is due, and does it, until the process ends. What was under way then is begun anew later.
pub(crate) async fn run_when_due(cloud: &Cloud) {
    loop {
        let look = async {
            if let Err(error) = look(cloud).await {
                tracing::warn!(%error, "what is due cannot be found out");
            }
            sleep(PAUSE).await;
        };
        select! {
            () = look => {}
            () = cloud.stopping.told() => return,
        }
    }
}

async fn look(cloud: &Cloud) -> Result<(), StoreError> {
    let platform = cloud.store.platform();
    for Due { job, since_ms, abandoned_ms } in due(&platform.job_runs().await?, cloud.clock.unix_ms()) {
        let started_ms = cloud.clock.unix_ms();
        if !platform.begin_job(job.name(), since_ms, started_ms, abandoned_ms).await? {
            continue;
        }
        match run(job, cloud, started_ms).await {
            Ok(outcome) => {
                platform.end_job(job.name(), since_ms, started_ms, cloud.clock.unix_ms()).await?;
                tracing::info!(job = job.name(), "{outcome}");
            }
            // It stays begun, so that it is tried again in an hour and not every minute.
            Err(error) => tracing::warn!(job = job.name(), %error, "a job could not be done"),
        }
    }
    Ok(())
}

/// Does a job; returns what came of it, in words.
async fn run(job: Job, cloud: &Cloud, now_ms: u64) -> Result<String, NotRotated> {
    let store = &cloud.store;
    match job {
        Job::ExpireSubscriptions => {
            let expired = expire_subscriptions(store, now_ms).await?;
            Ok(format!("{expired} subscriptions are over"))
        }
        Job::CleanTickets => Ok(clean_tickets(store, Memory::from(&cloud.config), now_ms).await?.to_string()),
        Job::MonthlyReport => {
            // Once more for the month before: sites that were cut off tell late.
            let last = Month::of(now_ms).and_then(Month::before);
            let months = [last.and_then(Month::before), last].into_iter().flatten();
            let (mut kept, mut trouble) = (0, None);
            for month in months {
                match kept_reports::keep(store, month, now_ms).await {
                    Ok(count) => kept += count,
                    Err(error) => trouble = trouble.or(Some(error)),
                }
            }
            trouble.map_or_else(|| Ok(format!("{kept} reports of months are kept")), |error| Err(error.into()))
        }
        Job::RotateKeys => {
            let resealed = rotate_keys(store, &cloud.vault, &mut Kernel).await?;
            Ok(format!("{resealed} secrets are sealed anew"))
        }
    }
}
