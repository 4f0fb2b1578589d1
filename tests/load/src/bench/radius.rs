//! First activations, re-authentications and accounting Starts, beside FreeRADIUS with the same tickets. One server runs
//! at a time. The peer may choose how many requests at once suit it best; `langod` gets 64.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use radius_proto::Secret;

use super::line::{Budget, Line, Unit};
use super::{Settings, progress};
use crate::chance::Chance;
use crate::client::{Ask, Deck, Guests, Load, Tally, drive};
use crate::freeradius::FreeRadius;
use crate::gateway::Site;
use crate::machine;
use crate::scratch::Scratch;

const TICKETS: usize = 10_000;
const IN_FLIGHT: usize = 64;
const PEER_IN_FLIGHT: [usize; 3] = [1, 16, 64];
const TIME: Duration = Duration::from_secs(8);

/// What one server did.
struct Figures {
    activations: Rate,
    re_authentications: Rate,
    starts: Rate,
}

/// One kind of request at one server.
struct Rate {
    tally: Tally,
    cpu_micros: f64,
    client_micros: f64,
    in_flight: usize,
}

/// Whom to ask what.
struct Run<'a> {
    pid: u32,
    server: SocketAddr,
    secret: &'a Secret,
    ask: Ask,
    codes: &'a [String],
    most: usize,
}

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    let ours = if settings.peers_only { None } else { Some(langod(settings, scratch)?) };
    let peer = freeradius(scratch)?;
    Ok(lines(ours.as_ref(), &peer))
}

fn langod(settings: &Settings, scratch: &Scratch) -> Result<Figures> {
    let site = Site::new(scratch, "radius", &settings.langod)?;
    let codes = site.mint(TICKETS)?;
    let open = site.open()?;
    let run = |server, ask, most| {
        Run { pid: open.pid(), server, secret: &site.secret, ask, codes: &codes, most }.drive(IN_FLIGHT)
    };
    progress("radius: langod, first activations");
    let activations = run(site.auth, Ask::Login, TICKETS)?;
    progress("radius: langod, accounting Starts");
    let starts = run(site.acct, Ask::Start, TICKETS)?;
    progress("radius: langod, re-authentications");
    let re_authentications = run(site.auth, Ask::Login, usize::MAX)?;
    Ok(Figures { activations, re_authentications, starts })
}

/// Each attempt has tickets of its own: nothing is asked for the first time twice.
fn freeradius(scratch: &Scratch) -> Result<Figures> {
    let mut chance = Chance::new(1);
    let codes: Vec<String> = (0..TICKETS).map(|_| format!("{:09}", chance.below(1_000_000_000))).collect();
    let peer = FreeRadius::start(scratch, &codes)?;
    let best = |what: &str, server, ask, again: usize| {
        let mut attempts = Vec::new();
        for (codes, in_flight) in codes.chunks(TICKETS / PEER_IN_FLIGHT.len()).zip(PEER_IN_FLIGHT) {
            progress(&format!("radius: FreeRADIUS, {what}, {in_flight} at once"));
            let most = codes.len().saturating_mul(again);
            attempts.push(Run { pid: peer.pid(), server, secret: &peer.secret, ask, codes, most }.drive(in_flight)?);
        }
        let best =
            attempts.into_iter().max_by(|a, b| a.tally.accepted_per_sec().total_cmp(&b.tally.accepted_per_sec()));
        best.context("nothing was tried")
    };
    Ok(Figures {
        re_authentications: best("re-authentications", peer.login, Ask::Login, usize::MAX)?,
        activations: best("first activations", peer.first_login, Ask::Login, 1)?,
        starts: best("accounting Starts", peer.report, Ask::Start, 1)?,
    })
}

impl Run<'_> {
    fn drive(&self, in_flight: usize) -> Result<Rate> {
        let load = Load::full(self.server, self.secret.clone(), in_flight);
        let guests = Guests::new(self.ask, self.codes.to_vec());
        let (before, own_before) = (machine::cpu_time(self.pid)?, machine::own_cpu_time()?);
        let tally = drive(&load, &guests, &Deck::of(self.most, TIME))?;
        let (after, own_after) = (machine::cpu_time(self.pid)?, machine::own_cpu_time()?);
        let each = |spent| Unit::Micros.of(spent) / tally.answers.len().max(1) as f64;
        let cpu_micros = each(after.saturating_sub(before));
        let client_micros = each(own_after.saturating_sub(own_before));
        progress(&format!("  {tally}; CPU each: server {cpu_micros:.1} µs, client {client_micros:.1} µs"));
        Ok(Rate { tally, cpu_micros, client_micros, in_flight })
    }
}

fn lines(ours: Option<&Figures>, peer: &Figures) -> Vec<Line> {
    let rate = |name, ours: Option<&Rate>, peer: &Rate| {
        Line::new(name, Unit::PerSecond, Budget::AtLeastOfPeer(10.0))
            .measured(ours.map(|ours| ours.tally.accepted_per_sec()))
            .peer(peer.tally.accepted_per_sec())
            .note(note(ours, peer))
    };
    let ours_re = ours.map(|ours| &ours.re_authentications);
    let ours_first = ours.map(|ours| &ours.activations);
    let ours_starts = ours.map(|ours| &ours.starts);
    vec![
        rate("first activations, on disk", ours_first, &peer.activations),
        rate("re-authentications", ours_re, &peer.re_authentications),
        Line::new("server CPU per re-authentication", Unit::Micros, Budget::AtMostOfPeer(0.1))
            .measured(ours_re.map(|ours| ours.cpu_micros))
            .peer(peer.re_authentications.cpu_micros),
        rate("accounting Starts, on disk", ours_starts, &peer.starts),
        lost("RADIUS requests lost or refused", [ours_first, ours_re, ours_starts]),
    ]
}

fn lost(name: &str, rates: [Option<&Rate>; 3]) -> Line {
    let missing = |rate: &Rate| rate.tally.lost.len() + rate.tally.refused();
    let total: Option<usize> = rates.into_iter().map(|rate| rate.map(missing)).sum();
    Line::new(name, Unit::Count, Budget::AtMost(0.0)).measured(total.map(|total| total as f64))
}

fn note(ours: Option<&Rate>, peer: &Rate) -> String {
    let one = |who: &str, rate: &Rate| {
        let Rate { tally, cpu_micros, client_micros, in_flight } = rate;
        let (p50, p99) = (Unit::Millis.of(tally.latency(500)), Unit::Millis.of(tally.latency(990)));
        let (lost, refused) = (tally.lost.len(), tally.refused());
        format!(
            "{who}, {in_flight} at once: p50 {p50:.2} ms, p99 {p99:.2} ms, CPU each {cpu_micros:.0} µs \
             (the client's {client_micros:.0} µs on the same cores), {lost} lost, {refused} refused"
        )
    };
    let peer = one("FreeRADIUS 3.2, sqlite, WAL, synchronous=FULL, at its best", peer);
    ours.map_or(peer.clone(), |ours| format!("{}. {peer}.", one("langod", ours)))
}
