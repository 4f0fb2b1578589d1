//! Tickets over the command line.

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::Site;

/// The plan of every ticket here.
pub(super) const PLAN: &str = "1 day";
/// Tickets asked for at once.
const BATCH: usize = 10_000;

/// A ticket as `ticket list --json` and `ticket mint --json` show it.
#[derive(Clone, Debug, Deserialize)]
pub struct Ticket {
    /// What the guest types.
    pub code: String,
    /// Where it stands in its life.
    #[serde(default)]
    pub status: Option<Status>,
    /// What is left of a running one.
    #[serde(default)]
    pub remaining_seconds: Option<u64>,
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Never used.
    New,
    /// Its clock runs.
    Active,
    /// Used up.
    Used,
    /// Too old.
    Expired,
    /// Withdrawn.
    Revoked,
}

impl Site {
    /// Mints tickets and returns their codes.
    pub fn mint(&self, count: usize) -> Result<Vec<String>> {
        let mut codes = Vec::with_capacity(count);
        while codes.len() < count {
            let batch = BATCH.min(count - codes.len());
            let printed = self.ask(&mint_arguments(&batch.to_string()))?;
            codes.extend(read_codes(&printed)?);
        }
        if codes.len() != count {
            bail!("{count} tickets were asked for and {} came", codes.len());
        }
        Ok(codes)
    }

    /// Sells one ticket, as a shopkeeper at the command line does; nothing if the command failed.
    pub fn try_sell(&self) -> Result<Option<String>> {
        let output = self.try_ask(&mint_arguments("1"))?;
        if !output.status.success() {
            return Ok(None);
        }
        Ok(read_codes(std::str::from_utf8(&output.stdout)?)?.pop())
    }

    /// Every ticket.
    pub fn tickets(&self) -> Result<Vec<Ticket>> {
        let printed = self.ask(&["ticket", "list", "--json"])?;
        serde_json::from_str(&printed).context("reading `ticket list --json`")
    }
}

fn mint_arguments(count: &str) -> [&str; 7] {
    ["ticket", "mint", "--plan", PLAN, "--count", count, "--json"]
}

fn read_codes(printed: &str) -> Result<Vec<String>> {
    let tickets: Vec<Ticket> = serde_json::from_str(printed).context("reading `ticket mint --json`")?;
    Ok(tickets.into_iter().map(|ticket| ticket.code).collect())
}
