//! `lango-cloud admin`: people who look after the whole service.

use cloud_store::CloudStore;
use cloud_store::ids::UserId;
use cloud_store::platform::{NewUser, Role};
use serde_json::json;

use crate::chance::Kernel;
use crate::cli::arguments::AdminCommand;
use crate::cli::{Failure, books, password, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::{copied_code, passwords};

const RECOVERY_CODES: usize = 8;

pub(super) async fn run(command: AdminCommand, config: &Config) -> Result<(), Failure> {
    let store = books::open(config).await?;
    match command {
        AdminCommand::Create { email, form } => create(&email, form.json, &store, config).await,
        AdminCommand::ResetPassword { email, form } => reset_password(&email, form.json, &store, config).await,
    }
}

async fn create(email: &str, json: bool, store: &CloudStore, config: &Config) -> Result<(), Failure> {
    let password_hash = hash(&password::ask()?)?;
    let id = UserId::draw(&mut Kernel);
    let user = NewUser { id, email, password_hash: &password_hash, role: Role::Admin, provider: None };
    let explain = |error| books::explain(error, &config.database);
    store.platform().create_user(user, Clock.unix_ms()).await.map_err(explain)?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| copied_code::draw(&mut Kernel)).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| copied_code::hash(code).to_vec()).collect();
    store.platform().set_recovery_codes(id, &hashes).await.map_err(explain)?;
    if json {
        return print::json(&json!({ "id": id.to_string(), "email": email, "recovery_codes": codes }));
    }
    let codes = codes.join("\n  ");
    print::out(&format!(
        "{email} may sign in.\n\nRecovery codes, each good once in place of the password. Keep them on paper:\n  {codes}\n"
    ))
}

async fn reset_password(email: &str, json: bool, store: &CloudStore, config: &Config) -> Result<(), Failure> {
    let explain = |error| books::explain(error, &config.database);
    let user = store.platform().user_by_email(email).await.map_err(explain)?;
    let user = user.ok_or_else(|| Failure::NotDone(format!("nobody signs in as {email}")))?;
    let password = copied_code::draw(&mut Kernel);
    store.platform().set_password_hash(user.id, &hash(&password)?).await.map_err(explain)?;
    store.platform().remove_logins_of(user.id).await.map_err(explain)?;
    if json {
        return print::json(&json!({ "id": user.id.to_string(), "email": email, "password": password }));
    }
    print::out(&format!("{email} signs in with {password} from now on, and is signed out everywhere.\n"))
}

fn hash(password: &str) -> Result<String, Failure> {
    passwords::hash(password, &mut Kernel).map_err(|error| Failure::Wrong(error.to_string()))
}
