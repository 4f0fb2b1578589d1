//! The portal's first view: what a phone fetches when it joins. wrk is the client; openNDS, the peer, needs a network
//! namespace and root, so its figure is the recorded one.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::line::{Budget, Line, Unit};
use super::{Settings, progress};
use crate::gateway::{Site, get};
use crate::scratch::Scratch;

/// openNDS 9.10's splash page at 16 connections.
const OPENNDS_PER_SEC: f64 = 7.1;
const OPENNDS_P99_MILLIS: f64 = 2420.0;
const PAGE: &str = "/";

/// What wrk saw.
#[derive(Debug, PartialEq)]
struct Wrk {
    requests_per_sec: f64,
    p99_millis: f64,
    failures: u64,
}

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    if !is_installed("wrk") {
        bail!("wrk is missing: apt-get install wrk");
    }
    let site = Site::new(scratch, "portal", &settings.langod)?;
    site.mint(100)?;
    let _open = site.open()?;
    let page = get(site.portal, PAGE)?;
    if page.status != 200 {
        bail!("GET {PAGE} answered {}", page.status);
    }
    progress("portal: wrk -t2 -c16 -d5");
    let url = format!("http://{}{PAGE}", site.portal);
    let output =
        Command::new("wrk").args(["-t2", "-c16", "-d5", "--latency", &url]).output().context("starting wrk")?;
    let wrk = read(&String::from_utf8_lossy(&output.stdout)).context("reading wrk's report")?;
    let note = "The peer is openNDS 9.10 as recorded on a machine of this kind, not in this run.";
    Ok(vec![
        Line::new("portal, first view", Unit::PerSecond, Budget::AtLeastOfPeer(500.0))
            .measured(wrk.requests_per_sec)
            .peer(OPENNDS_PER_SEC)
            .note(note),
        Line::new("portal, first view, p99 of 16", Unit::Millis, Budget::AtMost(5.0))
            .measured(wrk.p99_millis)
            .peer(OPENNDS_P99_MILLIS)
            .note(note),
        Line::new("portal, failed requests", Unit::Count, Budget::AtMost(0.0)).measured(wrk.failures as f64),
        Line::new("portal, first view on the wire", Unit::Bytes, Budget::AtMost(14_000.0))
            .measured(page.wire_bytes as f64),
    ])
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}

fn read(report: &str) -> Option<Wrk> {
    let behind = |name: &str| {
        let line = report.lines().find_map(|line| line.trim().strip_prefix(name))?;
        line.split_whitespace().next()
    };
    let refused = behind("Non-2xx or 3xx responses:").map_or(Some(0), |count| count.parse().ok())?;
    let errors = report.lines().find_map(|line| line.trim().strip_prefix("Socket errors:")).unwrap_or_default();
    let broken: u64 = errors.split(|c: char| !c.is_ascii_digit()).filter_map(|count| count.parse::<u64>().ok()).sum();
    Some(Wrk {
        requests_per_sec: behind("Requests/sec:")?.parse().ok()?,
        p99_millis: millis(behind("99%")?)?,
        failures: refused + broken,
    })
}

fn millis(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let number: f64 = digits.parse().ok()?;
    match text.get(digits.len()..)? {
        "us" => Some(number / 1000.0),
        "ms" => Some(number),
        "s" => Some(number * 1000.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "\
Running 5s test @ http://127.0.0.1:8088/
  2 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   340.21us  120.00us   9.10ms   91.00%
    Req/Sec    23.10k     1.10k   25.00k    70.00%
  Latency Distribution
     50%  310.00us
     99%    1.20ms
  229800 requests in 5.00s, 1.20GB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 4
Requests/sec:  45960.12
Transfer/sec:    245.00MB
";

    #[test]
    fn a_report_of_wrk_is_understood() {
        assert_eq!(read(REPORT), Some(Wrk { requests_per_sec: 45960.12, p99_millis: 1.2, failures: 7 }));
        assert_eq!(read("unable to connect"), None);
    }

    #[test]
    fn every_unit_of_wrk_becomes_milliseconds() {
        assert_eq!(
            [millis("310.00us"), millis("1.20ms"), millis("2s"), millis("1m")],
            [Some(0.31), Some(1.2), Some(2000.0), None]
        );
    }
}
