//! Forgetting tickets that were over for long, who guests were a while after they have gone, and what strangers and spent
//! codes left behind. Payments, receipts and the records of the sites are never forgotten, and neither is what tickets
//! brought in cash.

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

use cloud_store::books::Unreadable;
use cloud_store::platform::Provider;
use cloud_store::{CloudStore, ProviderBooks, StoreError};
use domain::ids::{ProviderId, SiteId};
use serde::Serialize;

use super::failures::Failures;
use super::{AT_ONCE, kept_reports};
use crate::config::Config;

const DAY_MS: u64 = 24 * 3600 * 1000;

/// What proves nothing is looked at, if at all, when money is missed.
const KEEP_STRANGERS_MS: u64 = 30 * DAY_MS;
/// Long enough to see when a site was claimed.
const KEEP_CLAIMS_MS: u64 = 30 * DAY_MS;

/// How long what is over is remembered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// Tickets.
    pub(crate) tickets: Duration,
    /// Guests' devices and phones.
    pub(crate) guests: Duration,
}

impl From<&Config> for Memory {
    fn from(config: &Config) -> Self {
        Memory { tickets: config.keep_tickets, guests: config.keep_guests }
    }
}

/// Whatever was over before these moments is forgotten, in milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
struct Before {
    tickets_ms: u64,
    guests_ms: u64,
    strangers_ms: u64,
}

/// How many rows of each kind were forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Forgotten {
    /// Tickets that were used, expired or revoked.
    pub(crate) tickets: u64,
    /// Rows that tell of somebody, and do not tell any more who it was.
    pub(crate) guests: u64,
    /// Records that cannot be read, and were passed over.
    pub(crate) unreadable: u64,
    /// Notices of payments from somebody who proved nothing.
    pub(crate) notices: u64,
    /// Codes with which gateways claimed sites, or did not.
    pub(crate) claims: u64,
    /// Logins that were over.
    pub(crate) logins: u64,
}

/// A sentence for people.
impl fmt::Display for Forgotten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Forgotten { tickets, guests, unreadable, notices, claims, logins } = self;
        write!(f, "forgot {tickets} tickets, who it was in {guests} rows, {notices} strangers' notices, ")?;
        write!(f, "{claims} claim codes and {logins} logins")?;
        if *unreadable > 0 {
            write!(f, "; {unreadable} records cannot be read and may tell who it was")?;
        }
        Ok(())
    }
}

impl AddAssign for Forgotten {
    fn add_assign(&mut self, more: Self) {
        let Forgotten { tickets, guests, unreadable, notices, claims, logins } = more;
        self.tickets += tickets;
        self.guests += guests;
        self.unreadable += unreadable;
        self.notices += notices;
        self.claims += claims;
        self.logins += logins;
    }
}

/// Forgets, a few hundred rows at a time, what nobody needs any more.
pub(crate) async fn clean_tickets(store: &CloudStore, memory: Memory, now_ms: u64) -> Result<Forgotten, StoreError> {
    let before = Before {
        tickets_ms: ago(now_ms, memory.tickets),
        guests_ms: ago(now_ms, memory.guests),
        strangers_ms: now_ms.saturating_sub(KEEP_STRANGERS_MS),
    };
    let (mut forgotten, mut failures) = (Forgotten::default(), Failures::of("clean-tickets"));
    let mut after: Option<ProviderId> = None;
    loop {
        let page = store.platform().providers(after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for provider in &page {
            let of_provider = clean(store, provider, before, now_ms).await;
            forgotten += failures.pass(provider.id, of_provider)?.unwrap_or_default();
        }
    }
    forgotten += clean_platform(store, now_ms).await?;
    failures.or(forgotten)
}

async fn clean(store: &CloudStore, provider: &Provider, before: Before, now_ms: u64) -> Result<Forgotten, StoreError> {
    let books = store.provider(provider.id);
    kept_reports::settle(store, provider, before.tickets_ms, now_ms).await?;
    let mut forgotten = Forgotten::default();
    while let done @ 1.. = books.forget_tickets(before.tickets_ms, AT_ONCE).await? {
        forgotten.tickets += done;
    }
    while let done @ 1.. = books.forget_strangers(before.strangers_ms, AT_ONCE).await? {
        forgotten.notices += done;
    }
    forgotten += forget_guests(store, provider, before.guests_ms, now_ms).await?;
    Ok(forgotten)
}

/// The months they came in are reported before.
async fn forget_guests(
    store: &CloudStore,
    provider: &Provider,
    over_before_ms: u64,
    now_ms: u64,
) -> Result<Forgotten, StoreError> {
    let books = store.provider(provider.id);
    let (mut forgotten, sites) = (Forgotten::default(), sites(books).await?);
    let mut oldest_ms: Option<u64> = None;
    for site in &sites {
        let oldest_here_ms = books.oldest_guest(*site, over_before_ms).await?;
        oldest_ms = oldest_ms.into_iter().chain(oldest_here_ms).min();
    }
    if let Some(oldest_ms) = oldest_ms {
        kept_reports::count_guests(store, provider, oldest_ms..over_before_ms, now_ms).await?;
    }
    for site in sites {
        while let Some(done) = books.forget_guests(site, over_before_ms, now_ms, AT_ONCE).await? {
            for Unreadable { epoch, sequence } in &done.unreadable {
                tracing::warn!(%site, epoch, sequence, "a record cannot be read: it may tell who a guest was");
            }
            forgotten.guests += done.rows;
            forgotten.unreadable += done.unreadable.len() as u64;
        }
    }
    Ok(forgotten)
}

async fn sites(books: ProviderBooks<'_>) -> Result<Vec<SiteId>, StoreError> {
    let mut sites = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = books.sites(after.as_deref(), AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(sites) };
        after = Some(last.name.clone());
        sites.extend(page.iter().map(|site| site.id));
    }
}

async fn clean_platform(store: &CloudStore, now_ms: u64) -> Result<Forgotten, StoreError> {
    let (platform, mut forgotten) = (store.platform(), Forgotten::default());
    let claims_ms = now_ms.saturating_sub(KEEP_CLAIMS_MS);
    while let done @ 1.. = platform.forget_claims(claims_ms, AT_ONCE).await? {
        forgotten.claims += done;
    }
    while let done @ 1.. = platform.forget_logins(now_ms, AT_ONCE).await? {
        forgotten.logins += done;
    }
    Ok(forgotten)
}

fn ago(now_ms: u64, time: Duration) -> u64 {
    now_ms.saturating_sub(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
