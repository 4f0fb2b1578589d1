//! Making somebody who signs in: the password is asked for, recovery codes are printed once.

use cloud_store::CloudStore;
use cloud_store::ids::UserId;
use cloud_store::platform::{NewUser, Role};
use domain::ids::ProviderId;
use serde_json::json;

use crate::chance::Kernel;
use crate::cli::audit::{Deed, Done};
use crate::cli::{Failure, books, password, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::{copied_code, passwords};

const RECOVERY_CODES: usize = 8;

/// Lets somebody in: one of a provider's people, or an admin.
pub(super) async fn create(
    email: &str,
    provider: Option<ProviderId>,
    json: bool,
    store: &CloudStore,
    config: &Config,
) -> Result<(), Failure> {
    let password_hash = hash(&password::ask()?)?;
    let id = UserId::draw(&mut Kernel);
    let role = if provider.is_some() { Role::Provider } else { Role::Admin };
    let user = NewUser { id, email, password_hash: &password_hash, role, provider };
    let explain = |error| books::explain(error, &config.database);
    store.platform().create_user(user, Clock.unix_ms()).await.map_err(explain)?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| copied_code::draw(&mut Kernel)).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| copied_code::hash(code).to_vec()).collect();
    store.platform().set_recovery_codes(id, &hashes).await.map_err(explain)?;
    Done::new(Deed::CreateUser, email).concerns(provider).add_to_log(store, config).await;
    if json {
        return print::json(&json!({ "id": id.to_string(), "email": email, "recovery_codes": codes }));
    }
    let (codes, url) = (codes.join("\n  "), &config.public_url);
    print::out(&format!(
        "{email} may sign in at {url}\n\nRecovery codes, each good once to choose a new password. Keep them on paper:\n  {codes}\n"
    ))
}

/// A new password as it is kept.
pub(super) fn hash(password: &str) -> Result<String, Failure> {
    passwords::hash(password, &mut Kernel).map_err(|error| Failure::Wrong(error.to_string()))
}
