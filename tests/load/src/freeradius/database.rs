//! The peer's tickets, as the SQL file its sqlite module loads into a new database.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Writes a file that turns on WAL and inserts every code, name and password alike.
pub(super) fn write_tickets(path: &Path, codes: &[String]) -> Result<()> {
    let mut sql = String::from("PRAGMA journal_mode=WAL;\nBEGIN;\n");
    for code in codes {
        writeln!(
            sql,
            "INSERT INTO radcheck (username, attribute, op, value) VALUES ('{code}', 'Cleartext-Password', ':=', '{code}');"
        )?;
    }
    sql.push_str("COMMIT;\n");
    fs::write(path, sql).with_context(|| format!("writing {}", path.display()))
}
