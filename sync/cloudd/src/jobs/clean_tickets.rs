//! Forgetting tickets that were over for long, and what strangers and spent codes left behind. Payments, receipts and the
//! records of the sites are never forgotten, and neither is what tickets brought in cash.

use std::fmt;
use std::time::Duration;

use cloud_store::{CloudStore, ProviderBooks, StoreError};
use domain::ids::ProviderId;
use serde::Serialize;

use super::{AT_ONCE, monthly_report};

const DAY_MS: u64 = 24 * 3600 * 1000;

/// What proves nothing is looked at, if at all, when money is missed.
const KEEP_STRANGERS_MS: u64 = 30 * DAY_MS;
/// Long enough to see when a site was claimed.
const KEEP_CLAIMS_MS: u64 = 30 * DAY_MS;

/// How many rows of each kind were forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Forgotten {
    /// Tickets that were used, expired or revoked.
    pub(crate) tickets: u64,
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
        let Forgotten { tickets, notices, claims, logins } = self;
        write!(f, "forgot {tickets} tickets, {notices} strangers' notices, {claims} claim codes and {logins} logins")
    }
}

/// Forgets, a few hundred rows at a time, what nobody needs any more.
pub(crate) async fn clean_tickets(store: &CloudStore, keep: Duration, now_ms: u64) -> Result<Forgotten, StoreError> {
    let keep_ms = u64::try_from(keep.as_millis()).unwrap_or(u64::MAX);
    let (tickets_ms, strangers_ms) = (now_ms.saturating_sub(keep_ms), now_ms.saturating_sub(KEEP_STRANGERS_MS));
    let mut forgotten = Forgotten::default();
    let mut after: Option<ProviderId> = None;
    loop {
        let page = store.platform().providers(after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for provider in &page {
            let books = store.provider(provider.id);
            monthly_report::settle(store, provider, tickets_ms, now_ms).await?;
            forgotten.tickets += all_tickets(books, tickets_ms).await?;
            forgotten.notices += all_strangers(books, strangers_ms).await?;
        }
    }
    let platform = store.platform();
    let claims_ms = now_ms.saturating_sub(KEEP_CLAIMS_MS);
    while let done @ 1.. = platform.forget_claims(claims_ms, AT_ONCE).await? {
        forgotten.claims += done;
    }
    while let done @ 1.. = platform.forget_logins(now_ms, AT_ONCE).await? {
        forgotten.logins += done;
    }
    Ok(forgotten)
}

async fn all_tickets(books: ProviderBooks<'_>, over_before_ms: u64) -> Result<u64, StoreError> {
    let mut forgotten = 0;
    while let done @ 1.. = books.forget_tickets(over_before_ms, AT_ONCE).await? {
        forgotten += done;
    }
    Ok(forgotten)
}

async fn all_strangers(books: ProviderBooks<'_>, came_before_ms: u64) -> Result<u64, StoreError> {
    let mut forgotten = 0;
    while let done @ 1.. = books.forget_strangers(came_before_ms, AT_ONCE).await? {
        forgotten += done;
    }
    Ok(forgotten)
}
