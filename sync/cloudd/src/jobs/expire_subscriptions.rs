//! Subscriptions that are over say so. It is for whoever reads: gateways have been told the hour, and keep their own days of
//! grace.

use cloud_store::{CloudStore, StoreError};
use domain::ids::ProviderId;

use super::AT_ONCE;
use super::failures::Failures;

/// Writes down which subscriptions are over; returns how many that was news of.
pub(crate) async fn expire_subscriptions(store: &CloudStore, now_ms: u64) -> Result<u64, StoreError> {
    let (mut expired, mut failures) = (0, Failures::of("expire-subscriptions"));
    let mut after: Option<ProviderId> = None;
    loop {
        let overdue = store.platform().overdue_providers(after, now_ms, AT_ONCE).await?;
        let Some(last) = overdue.last() else { return failures.or(expired) };
        after = Some(*last);
        for provider in overdue {
            let done = store.provider(provider).expire_subscriptions(now_ms).await;
            expired += failures.pass(provider, done)?.unwrap_or(0);
        }
    }
}
