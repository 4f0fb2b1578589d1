//! Bytes written to flash, as the kernel counts them for the process: per sale, and for guests who are online. An hour
//! of guests cannot be hurried through a real clock, so its parts are measured and added up; the note says which.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::line::{Budget, Line, Unit};
use super::{Settings, progress};
use crate::client::{Ask, Deck, Guests, Load, drive};
use crate::gateway::{Open, Site};
use crate::machine;
use crate::scratch::Scratch;

const TICKETS: usize = 10_000;
/// A good day's.
const SALES: usize = 500;
const GUESTS: usize = 100;
const INTERIMS_PER_HOUR: usize = 60;
/// A guess on the safe side: `langod` is free to write down what its sessions used less often.
const CHECKPOINTS_PER_HOUR: f64 = 12.0;

/// Bytes for each of them.
struct Costs {
    sale: f64,
    login: f64,
    start: f64,
    interim: f64,
    stop: f64,
    /// Everything 100 guests moved since the last, folded into the file.
    checkpoint: f64,
    file: f64,
}

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    Ok(lines(&costs(settings, scratch)?))
}

fn costs(settings: &Settings, scratch: &Scratch) -> Result<Costs> {
    let site = Site::new(scratch, "disk", &settings.langod)?;
    let codes = site.mint(TICKETS)?;
    site.open()?.stop()?;
    let file = fs::metadata(site.data().join("lango.redb")).context("the file of 10,000 tickets")?.len() as f64;
    let open = site.open()?;
    progress("disk: 500 sales, one by one");
    let sale = written(&open, SALES, || sell(&site))?;
    progress("disk: 100 guests, one request at a time");
    let codes = codes.get(..GUESTS).unwrap_or_default();
    let asked = |ask, count| written(&open, count, || ask_one_by_one(&site, ask, codes, count));
    let login = asked(Ask::Login, GUESTS)?;
    let start = asked(Ask::Start, GUESTS)?;
    let interim = asked(Ask::Interim, GUESTS * INTERIMS_PER_HOUR)?;
    let before = machine::written_bytes(open.pid())?;
    let checkpoint = open.stop()?.saturating_sub(before) as f64;
    let open = site.open()?;
    let stop = written(&open, GUESTS, || ask_one_by_one(&site, Ask::Stop, codes, GUESTS))?;
    Ok(Costs { sale, login, start, interim, stop, checkpoint, file })
}

/// What each of `count` things wrote that `act` does.
fn written(open: &Open, count: usize, act: impl FnOnce() -> Result<()>) -> Result<f64> {
    let before = machine::written_bytes(open.pid())?;
    act()?;
    let after = machine::written_bytes(open.pid())?;
    Ok(after.saturating_sub(before) as f64 / count as f64)
}

fn sell(site: &Site) -> Result<()> {
    for _ in 0..SALES {
        ensure!(site.try_sell()?.is_some(), "a sale failed");
    }
    Ok(())
}

fn ask_one_by_one(site: &Site, ask: Ask, codes: &[String], count: usize) -> Result<()> {
    let server = if ask == Ask::Login { site.auth } else { site.acct };
    let load = Load::full(server, site.secret.clone(), 1);
    let tally = drive(&load, &Guests::new(ask, codes.to_vec()), &Deck::of(count, Duration::from_secs(120)))?;
    ensure!(tally.accepted() == count, "{ask:?}: {tally}");
    Ok(())
}

fn lines(costs: &Costs) -> Vec<Line> {
    let guests = GUESTS as f64;
    let hour = guests * INTERIMS_PER_HOUR as f64 * costs.interim + CHECKPOINTS_PER_HOUR * costs.checkpoint;
    let coming = costs.login + costs.start + costs.stop;
    let day = SALES as f64 * (costs.sale + coming) + 24.0 * hour;
    let parts = format!(
        "Added up, not lived through: an interim of each guest a minute ({:.0} B each, unbatched) and a checkpoint with \
         everything folded ({:.0} KB, what SIGTERM writes) every five minutes.",
        costs.interim,
        costs.checkpoint / 1e3
    );
    let of_day = format!("500 sales, 500 logins with Start and Stop ({:.1} KB together), 24 such hours.", coming / 1e3);
    vec![
        Line::new("written per sale, unbatched", Unit::Bytes, Budget::AtMost(256e3))
            .measured(costs.sale)
            .note("500 sales one by one, the folds among them included; whole pages, without the file system's own."),
        Line::new("written for 100 guests, an hour", Unit::Bytes, Budget::None)
            .measured(hour + guests * coming)
            .note(parts),
        Line::new("written a day", Unit::Bytes, Budget::AtMost(40e6)).measured(day).note(of_day),
        Line::new("file, 10,000 tickets", Unit::Bytes, Budget::AtMost(16e6)).measured(costs.file),
    ]
}
