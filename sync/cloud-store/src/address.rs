//! Where the database is. The address may hold a password: it is never shown.

use std::fmt;
use std::time::Duration;

use sea_orm::ConnectOptions;

use crate::error::{Refused, StoreError};
use crate::store::Patience;

/// A checked address of a database.
#[derive(Clone)]
pub(crate) enum Address {
    /// A file.
    Sqlite(String),
    /// A server.
    Postgres(String),
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Address::Sqlite(_) => "Address::Sqlite",
            Address::Postgres(_) => "Address::Postgres",
        })
    }
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        let is_server = url.starts_with("postgres://") || url.starts_with("postgresql://");
        let is_file = url.strip_prefix("sqlite:").is_some_and(|path| !path.is_empty() && !path.contains(":memory:"));
        match (is_server, is_file) {
            (true, _) => Ok(Address::Postgres(url.to_owned())),
            (_, true) => Ok(Address::Sqlite(url.to_owned())),
            _ => Err(Refused::Address.into()),
        }
    }

    pub(crate) fn options(&self, patience: Patience) -> ConnectOptions {
        let wait = Duration::from_millis(patience.connect_ms);
        let (Address::Sqlite(url) | Address::Postgres(url)) = self;
        let mut options = ConnectOptions::new(url);
        options.max_connections(patience.connections).acquire_timeout(wait).connect_timeout(wait);
        // Statements carry what guests paid and typed; the roof logs what failed.
        options.sqlx_logging(false).record_stmt_in_spans(false);
        options.map_sqlx_sqlite_opts(move |file| {
            // Every commit is synced: what a gateway is told is stored must outlive a power cut.
            file.create_if_missing(true).busy_timeout(wait).pragma("journal_mode", "WAL").pragma("synchronous", "FULL")
        });
        options
    }
}
