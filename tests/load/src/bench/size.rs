//! The static binaries `./dev cross all` makes, one for each row of its table.

use std::fs;

use anyhow::{Context, Result};

use super::Settings;
use super::line::{Budget, Line, Unit};
use crate::scratch::Scratch;

/// Columns: target, triple, rustc, drop, qemu, cpu, budget, goal, image.
const TARGETS: &str = include_str!("../../../../cross/targets.txt");
const BUDGET_COLUMN: usize = 6;

pub(super) fn measure(settings: &Settings, _: &Scratch) -> Result<Vec<Line>> {
    let rows = TARGETS.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    rows.map(|row| line(settings, row)).collect()
}

fn line(settings: &Settings, row: &str) -> Result<Line> {
    let columns: Vec<_> = row.split_whitespace().collect();
    let target = columns.first().context("a row of cross/targets.txt begins with its target")?;
    let budget = columns.get(BUDGET_COLUMN).context("a row of cross/targets.txt has a budget")?;
    let line = Line::new(format!("langod for {target}"), Unit::Bytes, Budget::AtMost(budget.parse()?));
    Ok(match fs::metadata(settings.dist.join(target).join("langod")) {
        Ok(file) => line.measured(file.len() as f64),
        Err(_) => line.note("Not built: `./dev cross all` first."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_built_is_listed_with_its_budget() {
        let (langod, lango_cloud) = ("langod".into(), "lango-cloud".into());
        let settings = Settings { langod, lango_cloud, peers_only: false, dist: "nowhere".into() };
        let lines = TARGETS.lines().filter(|line| line.starts_with("mips ")).map(|row| line(&settings, row));
        let lines = lines.collect::<Result<Vec<_>>>().expect("readable");
        assert_eq!(lines.len(), 1);
        assert!(lines.iter().all(|line| line.measured.is_none() && line.note.is_some()));
    }
}
