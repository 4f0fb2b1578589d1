//! How answers are printed: JSON for programs, tables and sentences for people.

use std::io::Write as _;

use serde_json::Value;

use crate::cli::Failure;

/// Prints to standard output. A reader that has gone (a pager, `head`) is no failure.
pub(super) fn out(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints a JSON document and a line end.
pub(super) fn json(document: &Value) -> Result<(), Failure> {
    out(&format!("{document:#}\n"))
}

/// Prints rows in columns under a heading, or a sentence if there are none.
pub(super) fn table(heading: &[&str], rows: &[Vec<String>], none: &str) -> Result<(), Failure> {
    if rows.is_empty() {
        return out(&format!("{none}\n"));
    }
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(heading.get(column).map(|title| title.len())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let heading: Vec<String> = heading.iter().map(|title| (*title).to_owned()).collect();
    out(&(line(&heading) + &rows.iter().map(|row| line(row)).collect::<String>()))
}

/// A moment as RFC 3339 has it, in UTC.
pub(super) fn moment(unix_ms: u64) -> Option<String> {
    let timestamp = jiff::Timestamp::from_millisecond(i64::try_from(unix_ms).ok()?).ok()?;
    Some(format!("{timestamp:.0}"))
}
