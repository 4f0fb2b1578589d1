//! After an outage: a gateway with a hundred thousand events that the cloud has never heard of, and how long it takes until
//! it has heard all of them. Guests do not wait for any of it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::line::{Budget, Line, Unit};
use super::{Settings, progress};
use crate::client::{Ask, Deck, Guests, Load, drive};
use crate::clock;
use crate::cloud::{LangoCloud, Setup, postgresql};
use crate::gateway::{Open, Site};
use crate::scratch::Scratch;

/// Each is minted, used, and has a session that began and ended: four events.
const TICKETS: usize = 25_000;
const EVENTS: usize = 4 * TICKETS;
const ALL_WITHIN: Duration = Duration::from_secs(180);

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    let cluster = postgresql()?;
    let server = Setup { database: Some(cluster.database()?), ..Setup::default() };
    let into = |engine: &str, setup: &Setup| tell(settings, scratch, engine, setup);
    Ok(vec![into("PostgreSQL", &server)?, into("SQLite", &Setup::default())?])
}

fn tell(settings: &Settings, scratch: &Scratch, engine: &str, setup: &Setup) -> Result<Line> {
    progress(&format!("outage: 100,000 events that nobody has heard of, into {engine}"));
    let name = format!("outage-{engine}");
    let site = Site::new(scratch, &name, &settings.langod)?;
    live(&site)?;
    let cloud = LangoCloud::start(scratch, &format!("{name}-cloud"), &settings.lango_cloud, setup)?;
    let claim = cloud.create_site("Kibanda")?;
    site.ask(&["enrol", "--cloud", &format!("http://{}", cloud.address()), "--claim", &claim.code])?;
    cloud.confirm(&claim)?;
    let begun = clock::now();
    let _open = site.open()?;
    let told = clock::wait_for(ALL_WITHIN, Duration::from_millis(100), || has_told_all(&site));
    told.context("the gateway has not told everything")?;
    let time = begun.elapsed();
    let frames = cloud.metrics().answered("push")?;
    let rate = EVENTS as f64 / time.as_secs_f64();
    let note = format!("From the gateway's start; {rate:.0} events a second in {frames} frames, one at a time.");
    let line = Line::new(format!("100,000 events told, {engine}"), Unit::Seconds, Budget::None);
    Ok(line.measured(Unit::Seconds.of(time)).note(note))
}

/// Weeks without a cloud, hurried.
fn live(site: &Site) -> Result<()> {
    let codes = site.mint(TICKETS)?;
    let open: Open = site.open()?;
    for (server, ask) in [(site.auth, Ask::Login), (site.acct, Ask::Start), (site.acct, Ask::Stop)] {
        let load = Load::full(server, site.secret.clone(), 64);
        let tally = drive(&load, &Guests::new(ask, codes.clone()), &Deck::of(TICKETS, Duration::from_secs(60)))?;
        ensure!(tally.accepted() == TICKETS, "{ask:?}: {tally}");
    }
    open.stop().map(drop)
}

fn has_told_all(site: &Site) -> bool {
    // Its exit code speaks of all findings together.
    let Ok(output) = site.try_ask(&["doctor", "--json"]) else { return false };
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let cloud = findings.iter().find(|finding| finding["what"] == "cloud" && finding["grade"] == "good");
    cloud.is_some_and(|finding| finding["found"].as_str().is_some_and(|found| found.contains("; 0 events")))
}
