//! The store: one database, and the two doors to it. Nothing in it is reached but through [`ProviderBooks`], which speak
//! for one provider, and [`Platform`], which speaks for the service itself.

use std::sync::Arc;

use domain::ids::ProviderId;
use migrations::Migrations;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;
use tokio::sync::Mutex;

use crate::address::Address;
use crate::books::ProviderBooks;
use crate::error::StoreError;
use crate::fuse::Fuse;
use crate::platform::Platform;
use crate::transaction::{Scope, Transaction};
use crate::wakes::{Bell, Wakes};

/// How patient the store is, and how many may speak to the database at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Most connections at once.
    pub connections: u32,
    /// Longest wait for a connection, in milliseconds; after that the database counts as out of reach.
    pub connect_ms: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { connections: 10, connect_ms: 5000 }
    }
}

/// The cloud's books. Cheap to clone; all clones speak to the same database.
#[derive(Clone, Debug)]
pub struct CloudStore {
    pub(crate) database: DatabaseConnection,
    /// SQLite has one writer. Those who wait for it wait here, in turn, and not inside the engine, which lets whoever
    /// asks at the right moment go first.
    pub(crate) writer: Arc<Mutex<()>>,
    pub(crate) bell: Arc<Bell>,
    pub(crate) fuse: Fuse,
}

impl CloudStore {
    /// Opens the database that an address names: `sqlite:PATH` (the file is made if it is not there) or
    /// `postgresql://…`. The schema is left as it is.
    pub async fn connect(url: &str, patience: Patience) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let database = address.open(patience).await?;
        Ok(CloudStore { database, writer: Arc::default(), bell: Arc::new(Bell::new(address)), fuse: Fuse::default() })
    }

    /// The door of one provider.
    pub fn provider(&self, provider: ProviderId) -> ProviderBooks<'_> {
        ProviderBooks { store: self, provider }
    }

    /// The door of the service itself.
    pub fn platform(&self) -> Platform<'_> {
        Platform { store: self }
    }

    /// Whose sites have new directives, as it happens. Must be called within the runtime.
    pub fn wakes(&self) -> Wakes {
        self.bell.listen()
    }

    /// The database goes away after so many steps (a transaction begun, a transaction committed); `None`: it stays. For
    /// simulations.
    pub fn goes_away_after(&self, steps: Option<u32>) {
        self.fuse.light(steps);
    }

    /// Whether the database answers.
    pub async fn is_reachable(&self) -> bool {
        self.database.execute_unprepared("select 1").await.is_ok()
    }

    /// Brings the schema up to date, in one transaction: all of it or nothing, by one process at a time.
    /// Contended: somebody has a table in use, and it did not wait any longer.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let transaction = self.write(Scope::Platform).await?;
        if self.is_postgres() {
            // Any number will do as long as it is always the same: these are the letters of `lango`.
            // Whoever waits for a table holds up all who come after: not for long.
            let statements = "set local statement_timeout = 0; select pg_advisory_xact_lock(465557284719); \
                              set local lock_timeout = '5s'";
            transaction.execute_unprepared(statements).await?;
        }
        Migrations::up(&*transaction, None).await?;
        transaction.commit().await
    }

    /// What of the pending steps may take long, each with its step; nothing in a new database.
    pub async fn long_migrations(&self) -> Result<Vec<(String, &'static str)>, StoreError> {
        let pending = self.pending_migrations().await?;
        let is_new = pending.len() == Migrations::migrations().len();
        let steps = pending.into_iter().filter(|_| !is_new);
        Ok(steps.filter_map(|step| migrations::takes_long(&step).map(|what| (step, what))).collect())
    }

    /// The names of the schema's steps that are still to be taken.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let pending = Migrations::get_pending_migrations_read_only(&self.database).await?;
        Ok(pending.iter().map(|step| step.name().to_owned()).collect())
    }

    /// Whether the database lets this user see all rows whatever the rules say: a superuser on PostgreSQL. The second
    /// fence between providers is then missing.
    pub async fn sees_through_fences(&self) -> Result<bool, StoreError> {
        if !self.is_postgres() {
            return Ok(false);
        }
        let statement = "select rolsuper or rolbypassrls as sees from pg_roles where rolname = current_user";
        let row = self.database.query_one_raw(Statement::from_string(DbBackend::Postgres, statement)).await?;
        row.map_or(Ok(false), |row| row.try_get("", "sees").map_err(StoreError::from))
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.database.get_database_backend() == DbBackend::Postgres
    }

    pub(crate) async fn read(&self, scope: Scope) -> Result<Transaction<'_>, StoreError> {
        Transaction::begin(self, scope, None).await
    }

    pub(crate) async fn write(&self, scope: Scope) -> Result<Transaction<'_>, StoreError> {
        let turn = if self.is_postgres() { None } else { Some(self.writer.lock().await) };
        Transaction::begin(self, scope, turn).await
    }
}
