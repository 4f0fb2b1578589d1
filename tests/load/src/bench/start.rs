//! From exec to the first 200 of /healthz, with 100,000 tickets: after a proper end, and after kill -9 under load with
//! whatever the disk then holds. The slowest of five counts.

use std::time::Duration;

use anyhow::Result;

use super::line::{Budget, Line, Unit};
use super::{Settings, progress};
use crate::client::{Ask, Deck, Guests, Load, drive};
use crate::gateway::Site;
use crate::scratch::Scratch;

const TICKETS: usize = 100_000;
const TIMES: usize = 5;
const LOGINS: usize = 1_500;
const BUDGET: Budget = Budget::AtMost(150.0);

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    progress("start: minting 100,000 tickets");
    let site = Site::new(scratch, "start", &settings.langod)?;
    let codes = site.mint(TICKETS)?;
    // The first start after minting may fold what was minted; it is not what a reboot meets.
    site.open()?.stop()?;
    progress("start: after a proper end");
    let clean = slowest(|_| after_stop(&site))?;
    progress("start: after kill -9");
    let killed = slowest(|nth| after_kill(&site, codes.get(nth * LOGINS..(nth + 1) * LOGINS).unwrap_or_default()))?;
    Ok(vec![
        Line::new("start, 100,000 tickets", Unit::Millis, BUDGET).measured(Unit::Millis.of(clean)),
        Line::new("start after kill -9", Unit::Millis, BUDGET)
            .measured(Unit::Millis.of(killed))
            .note("The slowest of five, each killed while logging in 1,500 guests."),
    ])
}

fn slowest(mut start: impl FnMut(usize) -> Result<Duration>) -> Result<Duration> {
    let times = (0..TIMES).map(&mut start).collect::<Result<Vec<_>>>()?;
    Ok(times.into_iter().max().unwrap_or_default())
}

fn after_stop(site: &Site) -> Result<Duration> {
    let open = site.open()?;
    let time = open.start_time;
    open.stop()?;
    Ok(time)
}

fn after_kill(site: &Site, codes: &[String]) -> Result<Duration> {
    let open = site.open()?;
    let guests = Guests::new(Ask::Login, codes.to_vec());
    let load = Load::full(site.auth, site.secret.clone(), 64);
    // Two thirds are answered; the rest would be in the air.
    drive(&load, &guests, &Deck::of(codes.len() * 2 / 3, Duration::from_secs(5)))?;
    open.kill()?;
    let open = site.open()?;
    let time = open.start_time;
    open.kill()?;
    Ok(time)
}
