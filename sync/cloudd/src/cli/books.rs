//! The books behind a command: opened where the configuration says, with every trouble in one sentence.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;

use cloud_store::{CloudStore, Patience, StoreError};

use crate::cli::Failure;
use crate::config::{Config, Database};

/// Opens the books. The embedded default is made, and brought up to date, by whoever comes first; elsewhere missing steps
/// of the schema are for `migrate`.
pub(super) async fn open(config: &Config) -> Result<CloudStore, Failure> {
    let store = connect(config).await?;
    let pending = store.pending_migrations().await.map_err(|error| explain(error, &config.database))?;
    match pending.as_slice() {
        [] => {}
        _ if config.database.is_default() => {
            store.migrate().await.map_err(|error| explain(error, &config.database))?;
        }
        [first, ..] => {
            let count = pending.len();
            let steps = if count == 1 { "step" } else { "steps" };
            let sentence = format!("the database lacks {count} {steps} of its schema, from {first} on");
            return Err(Failure::Wrong(format!("{sentence}: run `lango-cloud migrate`")));
        }
    }
    Ok(store)
}

/// Reaches the database, whatever its schema.
pub(super) async fn connect(config: &Config) -> Result<CloudStore, Failure> {
    if config.database.is_default() {
        DirBuilder::new().recursive(true).mode(0o700).create(&config.data).map_err(|error| {
            let data = config.data.display();
            Failure::Wrong(format!("{data} cannot be made: {error}; name another data directory with --data"))
        })?;
    }
    let connected = CloudStore::connect(config.database.url(), Patience::default()).await;
    let store = connected.map_err(|error| explain(error, &config.database))?;
    if store.is_reachable().await { Ok(store) } else { Err(unreachable(&config.database, "no answer")) }
}

/// A trouble of the books in a sentence that says what to do.
pub(super) fn explain(error: StoreError, database: &Database) -> Failure {
    match error {
        StoreError::Unreachable(why) => unreachable(database, &why),
        StoreError::Pending => Failure::Wrong(error.to_string()),
        error => Failure::NotDone(error.to_string()),
    }
}

fn unreachable(database: &Database, why: &str) -> Failure {
    Failure::Wrong(format!(
        "the database {database} cannot be reached ({why}): see that it runs and correct DATABASE_URL"
    ))
}
