//! `lango-cloud provider account`: the owner's account with M-PESA, saved under seal and handed to the confirmed gateways.

use cloud_store::CloudStore;
use cloud_store::books::{Credentials, NewAuditEntry};
use cloud_store::ids::AuditId;
use cloud_store::platform::Provider;
use payment_proto::mpesa::Shortcode;
use serde_json::json;

use crate::accounts::Accounts;
use crate::chance::Kernel;
use crate::cli::{Failure, books, gate, password, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::credentials::place;
use crate::vault::Vault;

/// What the command line says of it; the secrets are asked for.
pub(super) enum Wanted {
    /// Save this one.
    Save {
        /// The paybill, or the store number behind a till.
        shortcode: String,
        /// The till guests see.
        till: Option<String>,
    },
    /// Forget it.
    Remove,
}

impl Wanted {
    pub(super) fn typed(shortcode: Option<String>, till: Option<String>) -> Self {
        shortcode.map_or(Wanted::Remove, |shortcode| Wanted::Save { shortcode, till })
    }
}

pub(super) async fn run(
    provider: Provider,
    wanted: Wanted,
    json: bool,
    store: &CloudStore,
    config: &Config,
) -> Result<(), Failure> {
    let (books, explain) = (store.provider(provider.id), |error| books::explain(error, &config.database));
    let (vault, now_ms) = (Vault::new(&config.keys(&mut Kernel)?), Clock.unix_ms());
    let before = books.credentials().await.map_err(explain)?.unwrap_or_default();
    let (saved, action) = match wanted {
        Wanted::Save { shortcode, till } => (account(&provider, before, shortcode, till, &vault)?, "provider.account"),
        Wanted::Remove => (removed(before), "provider.account_removed"),
    };
    books.set_credentials(saved).await.map_err(explain)?;
    let subject = provider.id.to_string();
    let entry =
        NewAuditEntry { id: AuditId::draw(&mut Kernel), user: None, action, subject: Some(&subject), detail: None };
    books.write_down(entry, now_ms).await.map_err(explain)?;
    let gate = gate::open(store, &vault, config).await?;
    let accounts = Accounts { gate: &gate, vault: &vault, config };
    let gateways = accounts.hand_to_all(books, now_ms, &mut Kernel).await;
    let gateways = gateways.map_err(|error| Failure::NotDone(error.to_string()))?;
    if json {
        return print::json(&json!({ "id": subject, "gateways": gateways }));
    }
    let name = &provider.business_name;
    print::out(&format!(
        "{name}: {} {gateways} confirmed gateways hear of it within half a minute where the line is good; a gateway that is \
         confirmed later gets it then.\n",
        if action == "provider.account" { "the account is saved under seal." } else { "the account is forgotten." }
    ))
}

/// The secrets one after the other, unseen at a terminal, else a line each.
fn account(
    provider: &Provider,
    before: Credentials,
    shortcode: String,
    till: Option<String>,
    vault: &Vault,
) -> Result<Credentials, Failure> {
    for number in [Some(&shortcode), till.as_ref()].into_iter().flatten() {
        number.parse::<Shortcode>().map_err(|error| Failure::Wrong(format!("{number}: {error}")))?;
    }
    let [key, secret, passkey] =
        [password::secret("Consumer key")?, password::secret("Consumer secret")?, password::secret("Passkey")?];
    payment_proto::mpesa::Credentials::new(&key, &secret, &passkey)
        .map_err(|error| Failure::Wrong(error.to_string()))?;
    let seal = |field: &str, secret: &str| vault.seal(&place(provider.id, field), secret.as_bytes(), &mut Kernel);
    Ok(Credentials {
        mpesa_consumer_key: seal("mpesa_consumer_key", &key),
        mpesa_consumer_secret: seal("mpesa_consumer_secret", &secret),
        mpesa_passkey: seal("mpesa_passkey", &passkey),
        mpesa_shortcode: Some(shortcode),
        mpesa_till: till,
        ..before
    })
}

fn removed(before: Credentials) -> Credentials {
    Credentials {
        mpesa_consumer_key: None,
        mpesa_consumer_secret: None,
        mpesa_passkey: None,
        mpesa_shortcode: None,
        mpesa_till: None,
        ..before
    }
}
