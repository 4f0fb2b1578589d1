//! The gate as commands use it: the books, and the keys gateways know the cloud by.

use cloud_gate::Gate;
use cloud_store::CloudStore;

use crate::chance::Kernel;
use crate::cli::Failure;
use crate::cli::site::explain_identity;
use crate::clock::Clock;
use crate::config::Config;
use crate::identity;
use crate::vault::Vault;

/// The gate over these books.
pub(super) async fn open(store: &CloudStore, vault: &Vault, config: &Config) -> Result<Gate, Failure> {
    let keys = identity::keys(store, vault, &mut Kernel, Clock.unix_ms()).await;
    Ok(Gate::new(store.clone(), keys.map_err(|error| explain_identity(error, config))?))
}
