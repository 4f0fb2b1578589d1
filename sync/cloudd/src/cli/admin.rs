//! `lango-cloud admin`: people who look after the whole service.

use cloud_store::CloudStore;
use serde_json::json;

use crate::chance::Kernel;
use crate::cli::arguments::AdminCommand;
use crate::cli::audit::{Deed, Done};
use crate::cli::{Failure, books, print, user};
use crate::config::Config;
use crate::copied_code;

pub(super) async fn run(command: AdminCommand, config: &Config) -> Result<(), Failure> {
    let store = books::open(config).await?;
    match command {
        AdminCommand::Create { email, form } => user::create(&email, None, form.json, &store, config).await,
        AdminCommand::ResetPassword { email, form } => reset_password(&email, form.json, &store, config).await,
    }
}

async fn reset_password(email: &str, json: bool, store: &CloudStore, config: &Config) -> Result<(), Failure> {
    let explain = |error| books::explain(error, &config.database);
    let user = store.platform().user_by_email(email).await.map_err(explain)?;
    let user = user.ok_or_else(|| Failure::NotDone(format!("nobody signs in as {email}")))?;
    let password = copied_code::draw(&mut Kernel);
    store.platform().set_password_hash(user.id, &user::hash(&password)?).await.map_err(explain)?;
    store.platform().remove_logins_of(user.id).await.map_err(explain)?;
    Done::new(Deed::ResetPassword, email).concerns(user.provider).add_to_log(store, config).await;
    if json {
        return print::json(&json!({ "id": user.id.to_string(), "email": email, "password": password }));
    }
    print::out(&format!("{email} signs in with {password} from now on, and is signed out everywhere.\n"))
}
