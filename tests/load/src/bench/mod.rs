//! The table of design.md section 10: what is measured here and now, beside its peer and its budget. Ratios are taken
//! within one run on one machine; absolute figures move with it.

mod callback;
mod disk;
mod events;
mod held;
mod line;
mod memory;
mod outage;
mod payment;
mod portal;
mod radius;
mod size;
mod start;
mod table;
mod traffic;

use std::path::PathBuf;

use anyhow::{Result, bail};

pub use line::{Budget, Line, Unit};

use crate::machine;
use crate::scratch::Scratch;

/// What is measured, and where.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The `langod` to measure.
    pub langod: PathBuf,
    /// The `lango-cloud` to measure.
    pub lango_cloud: PathBuf,
    /// Whether both are left out.
    pub peers_only: bool,
    /// Where the static binaries are.
    pub dist: PathBuf,
}

type Bench = fn(&Settings, &Scratch) -> Result<Vec<Line>>;

/// By name, in the order of the table.
const BENCHES: [(&str, Bench); 12] = [
    ("radius", radius::measure),
    ("portal", portal::measure),
    ("payment", payment::measure),
    ("start", start::measure),
    ("memory", memory::measure),
    ("disk", disk::measure),
    ("size", size::measure),
    ("callback", callback::measure),
    ("events", events::measure),
    ("held", held::measure),
    ("traffic", traffic::measure),
    ("outage", outage::measure),
];

/// Measures what is named, or everything, and returns the table.
pub fn run(names: &[String], settings: &Settings, scratch: &Scratch) -> Result<String> {
    let known = BENCHES.map(|(name, _)| name);
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("there is no bench '{name}'; there are {}", known.join(", "));
    }
    let sync = machine::sync_cost(scratch.folder())?;
    let mut lines = Vec::new();
    for (name, bench) in BENCHES {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            progress(&format!("{name} …"));
            lines.extend(bench(settings, scratch)?);
        }
    }
    let disk = format!("A synchronous 4 KB write takes {:.2} ms on this disk.", sync.as_secs_f64() * 1000.0);
    Ok(table::print(&lines, &disk))
}

/// Tells who waits what is being done.
fn progress(what: &str) {
    eprintln!("bench: {what}");
}
