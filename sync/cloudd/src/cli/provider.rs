//! `lango-cloud provider`: businesses that own sites.

use std::collections::BTreeMap;

use cloud_store::CloudStore;
use cloud_store::platform::{NewProvider, Provider, ProviderStatus};
use domain::ids::ProviderId;
use serde_json::{Value, json};

use crate::chance::Kernel;
use crate::cli::arguments::ProviderCommand;
use crate::cli::audit::{Deed, Done};
use crate::cli::{Failure, account, books, grant, print, user};
use crate::clock::Clock;
use crate::config::Config;

/// Rows asked for at once.
const PAGE: u64 = 500;
/// Ids named in one question.
const ASKED_AT_ONCE: usize = 500;

pub(super) async fn run(command: ProviderCommand, config: &Config) -> Result<(), Failure> {
    let store = books::open(config).await?;
    match command {
        ProviderCommand::Create { name, email, form } => create(&name, &email, form.json, &store, config).await,
        ProviderCommand::Approve { id, form } => approve(id, form.json, &store, config).await,
        ProviderCommand::Suspend { id, form } => suspend(id, form.json, &store, config).await,
        ProviderCommand::Resume { id, form } => resume(id, form.json, &store, config).await,
        ProviderCommand::Grant { id, days, until, form } => {
            let term = grant::Term::typed(days, until)?;
            grant::run(find(id, &store, config).await?, term, form.json, &store, config).await
        }
        ProviderCommand::Account { id, shortcode, till, remove: _, form } => {
            let wanted = account::Wanted::typed(shortcode, till);
            account::run(find(id, &store, config).await?, wanted, form.json, &store, config).await
        }
        ProviderCommand::User { id, email, form } => {
            user::create(&email, Some(find(id, &store, config).await?.id), form.json, &store, config).await
        }
        ProviderCommand::List { form } => list(form.json, &store, config).await,
    }
}

async fn create(name: &str, email: &str, json: bool, store: &CloudStore, config: &Config) -> Result<(), Failure> {
    let id = ProviderId::draw(&mut Kernel);
    let provider = NewProvider { id, business_name: name, contact_email: email };
    let made = store.platform().create_provider(provider, Clock.unix_ms()).await;
    made.map_err(|error| books::explain(error, &config.database))?;
    Done::new(Deed::CreateProvider, id).concerns(id).add_to_log(store, config).await;
    if json {
        return print::json(&value(&find(id, store, config).await?, None));
    }
    print::out(&format!("{name} is provider {id}. Let it begin: lango-cloud provider approve {id}\n"))
}

async fn approve(id: ProviderId, json: bool, store: &CloudStore, config: &Config) -> Result<(), Failure> {
    let approved = store.platform().approve_provider(id).await;
    if !approved.map_err(|error| books::explain(error, &config.database))? {
        return Err(nobody(id));
    }
    Done::new(Deed::ApproveProvider, id).concerns(id).add_to_log(store, config).await;
    let provider = find(id, store, config).await?;
    if json {
        return print::json(&value(&provider, paid_until(id, store, config).await?));
    }
    let name = &provider.business_name;
    print::out(&format!("{name} may begin. Add a place: lango-cloud site create --provider {id} --name NAME\n"))
}

/// Its gateways hear of it with the next answer they get, at the end of a held question at the latest.
async fn suspend(id: ProviderId, json: bool, store: &CloudStore, config: &Config) -> Result<(), Failure> {
    let suspended = store.platform().suspend_provider(id).await;
    if !suspended.map_err(|error| books::explain(error, &config.database))? {
        return Err(nobody(id));
    }
    Done::new(Deed::SuspendProvider, id).concerns(id).add_to_log(store, config).await;
    let provider = find(id, store, config).await?;
    if json {
        return print::json(&value(&provider, paid_until(id, store, config).await?));
    }
    let name = &provider.business_name;
    print::out(&format!(
        "{name} sells nothing new from the next word of each gateway on, within half a minute where the line is good; \
         what was sold is honoured. Let it go on: lango-cloud provider resume {id}\n"
    ))
}

async fn resume(id: ProviderId, json: bool, store: &CloudStore, config: &Config) -> Result<(), Failure> {
    let provider = find(id, store, config).await?;
    if provider.status != ProviderStatus::Suspended {
        return Err(Failure::NotDone(format!("{} is not suspended", provider.business_name)));
    }
    let resumed = store.platform().approve_provider(id).await;
    resumed.map_err(|error| books::explain(error, &config.database))?;
    Done::new(Deed::ResumeProvider, id).concerns(id).add_to_log(store, config).await;
    let provider = find(id, store, config).await?;
    if json {
        return print::json(&value(&provider, paid_until(id, store, config).await?));
    }
    print::out(&format!("{} may sell again.\n", provider.business_name))
}

async fn list(json: bool, store: &CloudStore, config: &Config) -> Result<(), Failure> {
    let providers = all(store, config).await?;
    let mut paid = BTreeMap::new();
    for page in providers.chunks(ASKED_AT_ONCE) {
        let ids: Vec<ProviderId> = page.iter().map(|provider| provider.id).collect();
        paid.append(
            &mut store.platform().paid_until(&ids).await.map_err(|error| books::explain(error, &config.database))?,
        );
    }
    let paid_until = |provider: &Provider| paid.get(&provider.id).copied();
    if json {
        let values = providers.iter().map(|provider| value(provider, paid_until(provider)));
        return print::json(&Value::Array(values.collect()));
    }
    let row = |provider: &Provider| {
        let Provider { id, business_name, contact_email, status, .. } = provider;
        let paid_until = paid_until(provider).and_then(print::moment).unwrap_or_else(|| "never paid".to_owned());
        vec![id.to_string(), business_name.clone(), contact_email.clone(), word(*status).to_owned(), paid_until]
    };
    let rows: Vec<_> = providers.iter().map(row).collect();
    let none = "No providers yet. Add one: lango-cloud provider create --name NAME --email EMAIL";
    print::table(&["ID", "NAME", "E-MAIL", "STATUS", "PAID UNTIL"], &rows, none)
}

/// All providers, page by page.
pub(super) async fn all(store: &CloudStore, config: &Config) -> Result<Vec<Provider>, Failure> {
    let mut providers: Vec<Provider> = Vec::new();
    loop {
        let after = providers.last().map(|provider| provider.id);
        let page = store.platform().providers(after, PAGE).await;
        let page = page.map_err(|error| books::explain(error, &config.database))?;
        if page.is_empty() {
            return Ok(providers);
        }
        providers.extend(page);
    }
}

/// A provider that has to be there.
pub(super) async fn find(id: ProviderId, store: &CloudStore, config: &Config) -> Result<Provider, Failure> {
    let found = store.platform().provider(id).await.map_err(|error| books::explain(error, &config.database))?;
    found.ok_or_else(|| nobody(id))
}

fn nobody(id: ProviderId) -> Failure {
    Failure::NotDone(format!("there is no provider {id}: `lango-cloud provider list` shows all"))
}

/// Until when a provider has paid, in milliseconds since 1970.
async fn paid_until(id: ProviderId, store: &CloudStore, config: &Config) -> Result<Option<u64>, Failure> {
    store.provider(id).paid_until().await.map_err(|error| books::explain(error, &config.database))
}

/// A provider as programs read it.
pub(super) fn value(provider: &Provider, paid_until_ms: Option<u64>) -> Value {
    json!({
        "id": provider.id.to_string(),
        "name": provider.business_name,
        "email": provider.contact_email,
        "status": word(provider.status),
        "paid_until": paid_until_ms.and_then(print::moment),
        "mpesa_callback_path": provider.mpesa_callback_path,
        "created_at": print::moment(provider.created_ms),
    })
}

fn word(status: ProviderStatus) -> &'static str {
    match status {
        ProviderStatus::Pending => "pending",
        ProviderStatus::Active => "active",
        ProviderStatus::Suspended => "suspended",
    }
}
