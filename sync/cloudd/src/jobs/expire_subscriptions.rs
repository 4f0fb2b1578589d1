//! Subscriptions that are over say so. It is for whoever reads: gateways have been told the hour, and keep their own days of
//! grace.

use cloud_store::{CloudStore, StoreError};

use super::AT_ONCE;

/// Writes down which subscriptions are over; returns how many that was news of.
pub(crate) async fn expire_subscriptions(store: &CloudStore, now_ms: u64) -> Result<u64, StoreError> {
    let mut expired = 0;
    loop {
        let overdue = store.platform().overdue_providers(now_ms, AT_ONCE).await?;
        if overdue.is_empty() {
            return Ok(expired);
        }
        for provider in overdue {
            expired += store.provider(provider).expire_subscriptions(now_ms).await?;
        }
    }
}
