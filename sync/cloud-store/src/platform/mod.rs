//! What the service itself may read and write: providers, users and their ways in, claims, its own keys. Its transactions
//! say that they speak for the platform.

mod claim;
mod cloud_key;
mod figures;
mod forget;
mod job_run;
mod login;
mod login_use;
mod order;
mod paid_until;
mod provider;
mod recovery_code;
mod revenue;
mod site_health;
mod user;

pub use claim::Claimed;
pub use job_run::JobRun;
pub use login::Login;
pub use order::Order;
pub use provider::{NewProvider, Provider, ProviderStatus};
pub use revenue::Fates;
pub use site_health::SiteHealth;
pub use user::{NewUser, Role, User};

use crate::error::StoreError;
use crate::store::CloudStore;
use crate::transaction::{Scope, Transaction};

/// The service's own door.
#[derive(Clone, Copy, Debug)]
pub struct Platform<'a> {
    pub(crate) store: &'a CloudStore,
}

impl<'a> Platform<'a> {
    pub(crate) async fn read(&self) -> Result<Transaction<'a>, StoreError> {
        self.store.read(Scope::Platform).await
    }

    pub(crate) async fn write(&self) -> Result<Transaction<'a>, StoreError> {
        self.store.write(Scope::Platform).await
    }
}
