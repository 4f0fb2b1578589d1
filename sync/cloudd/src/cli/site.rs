//! `lango-cloud site`: places with a gateway, from the code that claims one to the words that confirm who claimed it.

use cloud_store::CloudStore;
use cloud_store::books::{NewSite, Site, SiteStatus};
use domain::ids::{ProviderId, SiteId};
use serde_json::{Value, json};
use sync_proto::{ClaimCode, PublicKeys, fingerprint};

use crate::accounts::Accounts;
use crate::chance::Kernel;
use crate::cli::arguments::{SiteCommand, SiteSettings};
use crate::cli::audit::{Deed, Done};
use crate::cli::{Failure, books, gate, print, provider};
use crate::clock::Clock;
use crate::config::Config;
use crate::identity::{self, NoIdentity};
use crate::vault::Vault;

/// How long a claim code is good.
const CLAIM_MS: u64 = 15 * 60 * 1000;
/// Rows asked for at once.
const PAGE: u64 = 500;

/// What the commands of one provider share.
pub(super) struct Desk<'a> {
    pub(super) store: &'a CloudStore,
    pub(super) config: &'a Config,
    pub(super) provider: ProviderId,
    pub(super) json: bool,
}

pub(super) async fn run(command: SiteCommand, config: &Config) -> Result<(), Failure> {
    let (SiteCommand::Create { provider, form, .. }
    | SiteCommand::Claim { provider, form, .. }
    | SiteCommand::List { provider, form, .. }
    | SiteCommand::Confirm { provider, form, .. }
    | SiteCommand::Settings(SiteSettings { provider, form, .. })) = &command;
    let store = &books::open(config).await?;
    let desk = Desk { store, config, provider: provider::find(*provider, store, config).await?.id, json: form.json };
    match command {
        SiteCommand::Create { name, .. } => desk.create(&name).await,
        SiteCommand::Claim { id, .. } => desk.claim(id).await,
        SiteCommand::List { .. } => desk.list().await,
        SiteCommand::Confirm { id, words, .. } => desk.confirm(id, words.as_deref()).await,
        SiteCommand::Settings(wanted) => desk.settings(wanted).await,
    }
}

impl Desk<'_> {
    async fn create(&self, name: &str) -> Result<(), Failure> {
        let (id, code, now_ms) = (SiteId::draw(&mut Kernel), ClaimCode::draw(&mut Kernel), Clock.unix_ms());
        let (claim_hash, claim_expires_ms) = (&code.hash()[..], now_ms + CLAIM_MS);
        let site = NewSite { id, name, claim_hash, claim_expires_ms };
        let made = self.store.provider(self.provider).create_site(site, now_ms).await;
        made.map_err(|error| self.explain(error))?;
        self.add_to_log(Done::new(Deed::CreateSite, id)).await;
        self.show_claim(id, name, code, claim_expires_ms)
    }

    async fn claim(&self, id: SiteId) -> Result<(), Failure> {
        let site = self.find(id).await?;
        let (code, expires_ms) = (ClaimCode::draw(&mut Kernel), Clock.unix_ms() + CLAIM_MS);
        let renewed = self.store.provider(self.provider).renew_claim(id, &code.hash(), expires_ms).await;
        renewed.map_err(|error| self.explain(error))?;
        self.add_to_log(Done::new(Deed::RenewClaim, id)).await;
        self.show_claim(id, &site.name, code, expires_ms)
    }

    fn show_claim(&self, id: SiteId, name: &str, code: ClaimCode, expires_ms: u64) -> Result<(), Failure> {
        if self.json {
            return print::json(&json!({
                "id": id.to_string(),
                "name": name,
                "provider_id": self.provider.to_string(),
                "claim_code": code.to_string(),
                "claim_expires_at": print::moment(expires_ms),
            }));
        }
        let url = &self.config.public_url;
        print::out(&format!(
            "{name} is site {id}. On its gateway, once and within 15 minutes:\n\n  langod enrol --cloud {url} --claim {code}\n"
        ))
    }

    async fn list(&self) -> Result<(), Failure> {
        let (sites, cloud) = (self.sites().await?, self.cloud_keys().await?);
        if self.json {
            return print::json(&Value::Array(sites.iter().map(|site| self.value(site, &cloud)).collect()));
        }
        let row = |site: &Site| {
            let seen = site.last_seen_ms.and_then(print::moment).unwrap_or_else(|| "never".to_owned());
            let words = waits(site).then(|| words(site, &cloud)).flatten().unwrap_or_default();
            let version = site.version.clone().unwrap_or_default();
            vec![site.id.to_string(), site.name.clone(), word(site.status).to_owned(), seen, version, words]
        };
        let rows: Vec<_> = sites.iter().map(row).collect();
        let none = "No sites yet. Add one: lango-cloud site create --provider ID --name NAME";
        print::table(&["ID", "NAME", "STATUS", "LAST SEEN", "VERSION", "WORDS TO COMPARE"], &rows, none)
    }

    async fn confirm(&self, id: SiteId, typed: Option<&str>) -> Result<(), Failure> {
        let (site, cloud) = (self.find(id).await?, self.cloud_keys().await?);
        let (Some(words), Some(keys)) = (words(&site, &cloud), site.keys) else {
            return Err(Failure::NotDone(format!("no gateway has claimed {} yet", site.name)));
        };
        if typed.is_some_and(|typed| !said_the_same(typed, &words)) {
            return Err(Failure::NotDone(format!(
                "the words are {words}: if the gateway shows others, somebody stands between it and the cloud"
            )));
        }
        let confirmed = self.store.provider(self.provider).confirm_gateway(id, keys, Clock.unix_ms()).await;
        if confirmed.map_err(|error| self.explain(error))? {
            self.add_to_log(Done::new(Deed::ConfirmSite, id)).await;
        } else if site.status != SiteStatus::Confirmed {
            return Err(Failure::NotDone(format!("no gateway of {} waits to be confirmed", site.name)));
        }
        self.hand_account(id).await?;
        if self.json {
            return print::json(&self.value(&self.find(id).await?, &cloud));
        }
        print::out(&format!("{} is confirmed: its gateway's words are {words}.\n", site.name))
    }

    /// Adds a line to the provider's log.
    pub(super) async fn add_to_log(&self, done: Done) {
        done.concerns(self.provider).add_to_log(self.store, self.config).await;
    }

    /// What the owner saved before there was a gateway to send it to.
    async fn hand_account(&self, id: SiteId) -> Result<(), Failure> {
        let (vault, now_ms) = (Vault::new(&self.config.keys(&mut Kernel)?), Clock.unix_ms());
        let gate = gate::open(self.store, &vault, self.config).await?;
        let accounts = Accounts { gate: &gate, vault: &vault, config: self.config };
        let handed = accounts.hand_to(self.store.provider(self.provider), id, now_ms, &mut Kernel).await;
        handed.map_err(|error| Failure::NotDone(error.to_string()))
    }

    pub(super) async fn sites(&self) -> Result<Vec<Site>, Failure> {
        let mut sites: Vec<Site> = Vec::new();
        loop {
            let after = sites.last().map(|site| site.name.as_str());
            let page = self.store.provider(self.provider).sites(after, PAGE).await;
            let page = page.map_err(|error| self.explain(error))?;
            if page.is_empty() {
                return Ok(sites);
            }
            sites.extend(page);
        }
    }

    pub(super) async fn find(&self, id: SiteId) -> Result<Site, Failure> {
        let found = self.store.provider(self.provider).site(id).await.map_err(|error| self.explain(error))?;
        found.ok_or_else(|| {
            let provider = self.provider;
            Failure::NotDone(format!("there is no site {id}: `lango-cloud site list --provider {provider}` shows all"))
        })
    }

    /// The cloud's half of the words.
    async fn cloud_keys(&self) -> Result<PublicKeys, Failure> {
        let vault = Vault::new(&self.config.keys(&mut Kernel)?);
        let keys = identity::keys(self.store, &vault, &mut Kernel, Clock.unix_ms()).await;
        keys.map(|keys| keys.public()).map_err(|error| explain_identity(error, self.config))
    }

    pub(super) fn explain(&self, error: cloud_store::StoreError) -> Failure {
        books::explain(error, &self.config.database)
    }

    fn value(&self, site: &Site, cloud: &PublicKeys) -> Value {
        json!({
            "id": site.id.to_string(),
            "name": site.name,
            "provider_id": self.provider.to_string(),
            "status": word(site.status),
            "words": words(site, cloud),
            "created_at": print::moment(site.created_ms),
            "enrolled_at": site.enrolled_ms.and_then(print::moment),
            "confirmed_at": site.confirmed_ms.and_then(print::moment),
            "last_seen_at": site.last_seen_ms.and_then(print::moment),
            "version": site.version,
            "wan": site.wan,
            "epoch": site.epoch,
            "applied": site.applied,
            "last_directive": site.last_directive,
        })
    }
}

/// A trouble of the cloud's own keys: what the books say, or the wrong ENCRYPTION_KEY.
pub(super) fn explain_identity(error: NoIdentity, config: &Config) -> Failure {
    match error {
        NoIdentity::Store(error) => books::explain(error, &config.database),
        NoIdentity::Unopened(_) => Failure::Wrong(error.to_string()),
    }
}

/// The words to be compared, once a gateway has claimed the site.
fn words(site: &Site, cloud: &PublicKeys) -> Option<String> {
    let keys = site.keys?;
    Some(fingerprint(&PublicKeys { verifying: keys.signing, agreement: keys.sealing }, cloud))
}

fn waits(site: &Site) -> bool {
    site.status == SiteStatus::Enrolled
}

fn said_the_same(typed: &str, words: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect::<String>();
    letters(typed) == letters(words)
}

fn word(status: SiteStatus) -> &'static str {
    match status {
        SiteStatus::Waiting => "waiting",
        SiteStatus::Enrolled => "enrolled",
        SiteStatus::Confirmed => "confirmed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_however_they_are_typed() {
        assert!(said_the_same("Babab, DUDUD-fifif ", "babab dudud fifif"));
        assert!(!said_the_same("babab dudud", "babab dudud fifif"));
    }
}
