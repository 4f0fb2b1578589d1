//! `lango-cloud provider account`: the owner's account with M-PESA, saved under seal and handed to the confirmed gateways.

use cloud_store::CloudStore;
use cloud_store::books::Credentials;
use cloud_store::platform::Provider;
use payment_proto::mpesa::Shortcode;
use serde_json::json;

use crate::accounts::Accounts;
use crate::chance::Kernel;
use crate::cli::audit::{Deed, Done};
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
    let vault = Vault::new(&config.keys(&mut Kernel)?);
    // What nobody has asked about stays as whoever saved it last left it, also while somebody types here.
    let deed = match wanted {
        Wanted::Save { shortcode, till } => {
            let saved = Saved::asked_for(&provider, shortcode, till, &vault)?;
            books.change_credentials(|accounts| saved.put(accounts)).await.map_err(explain)?;
            Deed::SaveAccount
        }
        Wanted::Remove => {
            books.change_credentials(|accounts| Saved::default().put(accounts)).await.map_err(explain)?;
            Deed::RemoveAccount
        }
    };
    Done::new(deed, provider.id).concerns(provider.id).add_to_log(store, config).await;
    let gate = gate::open(store, &vault, config).await?;
    let accounts = Accounts { gate: &gate, vault: &vault, config };
    let gateways = accounts.hand_to_all(books, Clock.unix_ms(), &mut Kernel).await;
    let gateways = gateways.map_err(|error| Failure::NotDone(error.to_string()))?;
    if json {
        return print::json(&json!({ "id": provider.id.to_string(), "gateways": gateways }));
    }
    let name = &provider.business_name;
    print::out(&format!(
        "{name}: {} {gateways} confirmed gateways hear of it within half a minute where the line is good; a gateway that is \
         confirmed later gets it then.\n",
        if deed == Deed::SaveAccount { "the account is saved under seal." } else { "the account is forgotten." }
    ))
}

/// An account as it is saved; none of it where it is removed.
#[derive(Default)]
struct Saved {
    shortcode: Option<String>,
    till: Option<String>,
    consumer_key: Option<String>,
    consumer_secret: Option<String>,
    passkey: Option<String>,
}

impl Saved {
    /// The secrets one after the other, unseen at a terminal, else a line each; then they are sealed.
    fn asked_for(provider: &Provider, shortcode: String, till: Option<String>, vault: &Vault) -> Result<Self, Failure> {
        for number in [Some(&shortcode), till.as_ref()].into_iter().flatten() {
            number.parse::<Shortcode>().map_err(|error| Failure::Wrong(format!("{number}: {error}")))?;
        }
        let [key, secret, passkey] =
            [password::secret("Consumer key")?, password::secret("Consumer secret")?, password::secret("Passkey")?];
        payment_proto::mpesa::Credentials::new(&key, &secret, &passkey)
            .map_err(|error| Failure::Wrong(error.to_string()))?;
        let seal = |field: &str, secret: &str| vault.seal(&place(provider.id, field), secret.as_bytes(), &mut Kernel);
        Ok(Saved {
            shortcode: Some(shortcode),
            till,
            consumer_key: seal("mpesa_consumer_key", &key),
            consumer_secret: seal("mpesa_consumer_secret", &secret),
            passkey: seal("mpesa_passkey", &passkey),
        })
    }

    /// In the place of what was there; what else belongs to the provider stays.
    fn put(self, accounts: &mut Credentials) {
        accounts.mpesa_shortcode = self.shortcode;
        accounts.mpesa_till = self.till;
        accounts.mpesa_consumer_key = self.consumer_key;
        accounts.mpesa_consumer_secret = self.consumer_secret;
        accounts.mpesa_passkey = self.passkey;
    }
}
