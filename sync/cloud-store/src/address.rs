//! Where the database is, and how it is spoken to. The address may hold a password: it is never shown, and sea-orm's own
//! ways to connect, which put it into their traces, are not taken.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Database};

use crate::error::{Refused, StoreError};
use crate::store::Patience;

/// A checked address of a database.
#[derive(Clone)]
pub(crate) enum Address {
    /// A file.
    Sqlite(SqliteConnectOptions),
    /// A server.
    Postgres(PgConnectOptions),
}

/// A connection that was idle for longer is asked whether it still lives before it is used.
const IDLE: Duration = Duration::from_secs(5);

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
        let refused = |_| StoreError::Refused(Refused::Address);
        // Statements carry what guests paid and typed; the roof logs what failed.
        if is_server {
            let server = PgConnectOptions::from_str(url).map_err(refused)?;
            return Ok(Address::Postgres(server.disable_statement_logging().application_name("lango-cloud")));
        }
        if is_file {
            let file = SqliteConnectOptions::from_str(url).map_err(refused)?;
            return Ok(Address::Sqlite(file.disable_statement_logging()));
        }
        Err(Refused::Address.into())
    }

    pub(crate) async fn open(&self, patience: Patience) -> Result<DatabaseConnection, StoreError> {
        let wait = Duration::from_millis(patience.connect_ms);
        let unreachable = |error: sqlx::Error| StoreError::from(&error);
        match self {
            Address::Sqlite(file) => {
                // Every commit is synced: what a gateway is told is stored must outlive a power cut.
                let file = file.clone().create_if_missing(true).busy_timeout(wait);
                let file = file.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
                let pool = pool(patience).connect_with(file).await.map_err(unreachable)?;
                Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
            }
            Address::Postgres(server) => {
                let pool = pool(patience).connect_with(server.clone()).await.map_err(unreachable)?;
                Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
            }
        }
    }
}

fn pool<D: Database>(patience: Patience) -> PoolOptions<D> {
    PoolOptions::new()
        .max_connections(patience.connections)
        .acquire_timeout(Duration::from_millis(patience.connect_ms))
        .test_before_acquire(false)
        .before_acquire(|connection: &mut D::Connection, connection_is| {
            Box::pin(async move {
                if connection_is.idle_for > IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}
