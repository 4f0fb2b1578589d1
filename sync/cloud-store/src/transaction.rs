//! A transaction that has said for whom it speaks. It is undone unless it is committed.

use std::ops::Deref;

use domain::ids::ProviderId;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::MutexGuard;

use crate::error::StoreError;
use crate::fuse::Fuse;
use crate::store::CloudStore;

/// For whom a transaction speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// One provider: the database shows nobody else's rows.
    Provider(ProviderId),
    /// The service itself.
    Platform,
}

/// A transaction under way.
#[derive(Debug)]
pub(crate) struct Transaction<'a> {
    // Dropped before the turn, so that whoever is next finds the database free.
    transaction: DatabaseTransaction,
    fuse: Fuse,
    _turn: Option<MutexGuard<'a, ()>>,
}

impl<'a> Transaction<'a> {
    pub(crate) async fn begin(
        store: &CloudStore,
        scope: Scope,
        turn: Option<MutexGuard<'a, ()>>,
    ) -> Result<Self, StoreError> {
        store.fuse.burn()?;
        // A writer takes SQLite's lock at once: one that read first would be refused it after somebody else's commit.
        let mode = if turn.is_some() { SqliteTransactionMode::Immediate } else { SqliteTransactionMode::Deferred };
        let options = TransactionOptions { sqlite_transaction_mode: Some(mode), ..TransactionOptions::default() };
        let transaction = store.database.begin_with_options(options).await?;
        if store.is_postgres() {
            transaction.execute_raw(speak_for(scope)).await?;
        }
        Ok(Transaction { transaction, fuse: store.fuse.clone(), _turn: turn })
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await?;
        // It happened, and nobody may hear of it.
        self.fuse.burn()
    }
}

impl Deref for Transaction<'_> {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// No statement of ours takes so long: the server is in trouble, and whoever waits had better be told.
const LONGEST_STATEMENT: &str = "30s";

/// All settings, always: whatever a session was left with does not matter.
fn speak_for(scope: Scope) -> Statement {
    let (provider, scope) = match scope {
        Scope::Provider(provider) => (provider.to_string(), "provider"),
        Scope::Platform => (String::new(), "platform"),
    };
    let settings = "select set_config('lango.provider_id', $1, true), set_config('lango.scope', $2, true), \
                    set_config('statement_timeout', $3, true)";
    let values = [provider.into(), scope.into(), LONGEST_STATEMENT.into()];
    Statement::from_sql_and_values(DbBackend::Postgres, settings, values)
}
