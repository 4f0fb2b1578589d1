//! `lango-cloud job rotate-keys`: what is sealed with an old key is sealed with ENCRYPTION_KEY.

use cloud_store::CloudStore;
use domain::ids::ProviderId;
use serde_json::json;

use crate::chance::Kernel;
use crate::cli::arguments::Form;
use crate::cli::site::explain_identity;
use crate::cli::{Failure, books, print, provider};
use crate::config::Config;
use crate::vault::Vault;
use crate::{credentials, identity};

pub(super) async fn run(form: Form, config: &Config) -> Result<(), Failure> {
    let vault = Vault::new(&config.keys(&mut Kernel)?);
    let store = books::open(config).await?;
    let identity = identity::reseal(&store, &vault, &mut Kernel).await;
    let mut resealed = u32::from(identity.map_err(|error| explain_identity(error, config))?);
    for provider in provider::all(&store, config).await? {
        resealed += provider_secrets(provider.id, &store, &vault, config).await?;
    }
    if form.json {
        return print::json(&json!({ "resealed": resealed }));
    }
    print::out(&format!("{resealed} sealed anew. ENCRYPTION_KEYS_OLD is not needed for this database any more.\n"))
}

async fn provider_secrets(id: ProviderId, store: &CloudStore, vault: &Vault, config: &Config) -> Result<u32, Failure> {
    let (books, explain) = (store.provider(id), |error| books::explain(error, &config.database));
    let Some(mut secrets) = books.credentials().await.map_err(explain)? else { return Ok(0) };
    let resealed = credentials::reseal(&mut secrets, id, vault, &mut Kernel)
        .map_err(|error| Failure::NotDone(format!("a secret of provider {id} does not open: {error}")))?;
    if resealed > 0 {
        books.set_credentials(secrets).await.map_err(explain)?;
    }
    Ok(resealed)
}
