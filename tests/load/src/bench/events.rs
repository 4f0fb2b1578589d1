//! What happened at sites, taken in by a real `lango-cloud` through its real door: eight gateways push full frames as fast
//! as each is answered. Frames are written and signed before the clock runs, so that the driver only posts.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sync_proto::{MOST_RECORDS, Taken};

use super::line::{Budget, Line, Unit};
use super::{Settings, progress};
use crate::cloud::{Dial, LangoCloud, Setup, Spoken, Voice, own_runtime, postgresql, story};
use crate::scratch::Scratch;
use crate::{clock, machine};

const GATEWAYS: u8 = 8;
const FRAMES_EACH: usize = 40;

/// What taking in cost.
struct Taking {
    events: usize,
    time: Duration,
    cloud_cpu: Duration,
    driver_cpu: Duration,
}

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    progress("events: into PostgreSQL");
    let cluster = postgresql()?;
    let setup = Setup { database: Some(cluster.database()?), ..Setup::default() };
    let server = take_in(settings, scratch, "events-postgresql", &setup)?;
    drop(cluster);
    progress("events: into SQLite");
    let file = take_in(settings, scratch, "events-sqlite", &Setup::default())?;
    Ok(vec![
        line("events into PostgreSQL", Budget::AtLeast(5000.0), &server),
        line("events into SQLite", Budget::None, &file),
    ])
}

fn take_in(settings: &Settings, scratch: &Scratch, name: &str, setup: &Setup) -> Result<Taking> {
    let cloud = LangoCloud::start(scratch, name, &settings.lango_cloud, setup)?;
    let runtime = own_runtime("driver")?;
    let dial = Dial { address: cloud.address(), tls: None };
    let mut gateways = Vec::new();
    for number in 1..=GATEWAYS {
        let claim = cloud.create_site(&format!("site {number}"))?;
        let voice =
            runtime.block_on(async { Voice::enrol(&mut dial.open().await?, &claim.code, number.into()).await })?;
        cloud.confirm(&claim)?;
        gateways.push(frames(voice, number)?);
    }
    let (cloud_before, driver_before, begun) =
        (machine::cpu_time(cloud.pid())?, machine::own_cpu_time()?, clock::now());
    let tellers: Vec<_> =
        gateways.into_iter().map(|(voice, frames)| runtime.spawn(tell(dial.clone(), voice, frames))).collect();
    for teller in tellers {
        runtime.block_on(teller).context("a gateway broke down")??;
    }
    Ok(Taking {
        events: usize::from(GATEWAYS) * FRAMES_EACH * MOST_RECORDS,
        time: begun.elapsed(),
        cloud_cpu: machine::cpu_time(cloud.pid())?.saturating_sub(cloud_before),
        driver_cpu: machine::own_cpu_time()?.saturating_sub(driver_before),
    })
}

fn frames(mut voice: Voice, number: u8) -> Result<(Voice, Vec<Spoken>)> {
    let records = story(number, FRAMES_EACH * MOST_RECORDS)?;
    let frames = records.chunks(MOST_RECORDS).map(|batch| voice.push(batch.to_vec()));
    let frames = frames.collect::<Result<_>>()?;
    Ok((voice, frames))
}

async fn tell(dial: Dial, mut voice: Voice, frames: Vec<Spoken>) -> Result<()> {
    let mut line = dial.open().await?;
    let mut told = 0;
    for spoken in frames {
        let answer = line.post(spoken.path, &spoken.frame).await?;
        let down = voice.hear(&spoken, &answer)?;
        told += MOST_RECORDS as u64;
        let is_stored = matches!(down.taken, Taken::Stored { through, .. } if through.sequence == told);
        ensure!(is_stored, "the cloud has not stored what it was told: {:?}", down.taken);
    }
    Ok(())
}

fn line(name: &str, budget: Budget, taking: &Taking) -> Line {
    let Taking { events, time, cloud_cpu, driver_cpu } = taking;
    let each = |time: &Duration| time.as_secs_f64() * 1e6 / *events as f64;
    Line::new(name, Unit::PerSecond, budget).measured(*events as f64 / time.as_secs_f64()).note(format!(
        "{events} events of a busy day from {GATEWAYS} gateways at once, {MOST_RECORDS} a frame, every commit on disk; of \
         two cores lango-cloud took {:.0} µs an event and the driver {:.0} µs, in {:.1} s.",
        each(cloud_cpu),
        each(driver_cpu),
        time.as_secs_f64()
    ))
}
