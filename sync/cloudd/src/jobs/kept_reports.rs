//! Reports of months, made for as long as the books have what they count, and kept. Before guests are forgotten, the months
//! they came in are reported once more, also when a site that was cut off told of them late; the last word on it is kept before the first of its tickets is.

use std::ops::Range;
use std::time::Duration;

use cloud_store::platform::Provider;
use cloud_store::{CloudStore, StoreError};
use domain::ids::ProviderId;

use super::AT_ONCE;
use super::calendar::Month;
use super::failures::Failures;
use super::monthly_report::{ProviderReport, make};

/// Why there is no report of a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoReport {
    #[error("{0} is not over")]
    NotOver(Month),
    #[error("the tickets of {0} are forgotten, and no report was made while they were there")]
    Forgotten(Month),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a month brought.
#[derive(Debug)]
pub(crate) struct MonthReport {
    /// All providers, in the order of their ids.
    pub(crate) providers: Vec<ProviderReport>,
    /// Why one of them is missing, or shown as it was before.
    pub(crate) trouble: Option<StoreError>,
}

/// What a month brought all providers. What is made here is kept too.
pub(crate) async fn report_month(
    store: &CloudStore,
    month: Month,
    keep_tickets: Duration,
    now_ms: u64,
) -> Result<MonthReport, NoReport> {
    if !is_over(month, now_ms) {
        return Err(NoReport::NotOver(month));
    }
    let has_tickets = has_tickets(month, keep_tickets, now_ms);
    let made = if has_tickets { keep(store, month, now_ms).await } else { Ok(0) };
    let MonthReport { providers, trouble } = kept(store, month).await?;
    let trouble = made.err().or(trouble);
    if providers.is_empty() && trouble.is_none() && !has_tickets {
        return Err(NoReport::Forgotten(month));
    }
    Ok(MonthReport { providers, trouble })
}

/// Makes and keeps the report of every provider, but where the last word is said; returns how many.
pub(super) async fn keep(store: &CloudStore, month: Month, now_ms: u64) -> Result<u64, StoreError> {
    let (mut count, mut failures) = (0, Failures::of("monthly-report"));
    let mut after: Option<ProviderId> = None;
    loop {
        let page = store.platform().providers(after, AT_ONCE).await?;
        let Some(last) = page.last() else { return failures.or(count) };
        after = Some(last.id);
        for provider in &page {
            let is_kept = keep_of(store, provider, month, now_ms).await;
            count += failures.pass(provider.id, is_kept)?.map_or(0, u64::from);
        }
    }
}

/// Makes and keeps the report of one provider, if it was there by then, unless the last word is said.
async fn keep_of(store: &CloudStore, provider: &Provider, month: Month, now_ms: u64) -> Result<bool, StoreError> {
    let Some(within_ms) = month.range_ms() else { return Ok(false) };
    let report = make(store, provider, &within_ms).await?;
    if provider.created_ms >= within_ms.end && report.sites.is_empty() {
        return Ok(false);
    }
    keep_one(store, provider, month, report, false, now_ms).await
}

/// Keeps the reports of the months in which those guests came who are about to be forgotten, each once more before they are:
/// a site may have told of them since, and a report that was kept knows those whom it has counted.
pub(super) async fn count_guests(
    store: &CloudStore,
    provider: &Provider,
    came_ms: Range<u64>,
    now_ms: u64,
) -> Result<(), StoreError> {
    let (mut next, first) = (Month::of(came_ms.end), Month::of(came_ms.start));
    while let Some(month) = next.filter(|month| Some(*month) >= first) {
        let kept = store.provider(provider.id).monthly_report(&month.to_string()).await?;
        if kept.is_none_or(|kept| !kept.is_final) {
            keep_of(store, provider, month, now_ms).await?;
        }
        next = month.before();
    }
    Ok(())
}

/// Keeps the last word on every month of which a provider's tickets are about to be forgotten: up to the one that a moment
/// lies in.
pub(super) async fn settle(
    store: &CloudStore,
    provider: &Provider,
    over_before_ms: u64,
    now_ms: u64,
) -> Result<(), StoreError> {
    let mut next = Month::of(over_before_ms);
    while let Some((month, within_ms)) = next.and_then(|month| Some((month, month.range_ms()?))) {
        let kept = store.provider(provider.id).monthly_report(&month.to_string()).await?;
        if kept.is_some_and(|kept| kept.is_final) {
            break;
        }
        let report = make(store, provider, &within_ms).await?;
        // A gateway may have sold before it was enrolled.
        if within_ms.end <= provider.created_ms && report.sites.is_empty() {
            break;
        }
        keep_one(store, provider, month, report, true, now_ms).await?;
        next = month.before();
    }
    Ok(())
}

async fn keep_one(
    store: &CloudStore,
    provider: &Provider,
    month: Month,
    mut report: ProviderReport,
    is_final: bool,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let (books, month) = (store.provider(provider.id), month.to_string());
    if let Some(kept) = books.monthly_report(&month).await? {
        // What cannot be read is replaced.
        report.remember(serde_json::from_str(&kept.report).ok().as_ref());
    }
    let report = serde_json::to_string(&report).map_err(|_| StoreError::Damaged("a report"))?;
    books.keep_monthly_report(&month, &report, is_final, now_ms).await
}

/// What is kept of a month, and the first trouble with reading it.
async fn kept(store: &CloudStore, month: Month) -> Result<MonthReport, StoreError> {
    let (mut providers, mut failures) = (Vec::new(), Failures::of("monthly-report"));
    let mut after: Option<ProviderId> = None;
    loop {
        let page = store.platform().providers(after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for provider in &page {
            let kept = kept_of(store, provider, month).await;
            providers.extend(failures.pass(provider.id, kept)?.flatten());
        }
    }
    Ok(MonthReport { providers, trouble: failures.or(()).err() })
}

async fn kept_of(store: &CloudStore, provider: &Provider, month: Month) -> Result<Option<ProviderReport>, StoreError> {
    let kept = store.provider(provider.id).monthly_report(&month.to_string()).await?;
    let read = |report: String| serde_json::from_str(&report).map_err(|_| StoreError::Damaged("a report"));
    kept.map(|kept| read(kept.report)).transpose()
}

fn is_over(month: Month, now_ms: u64) -> bool {
    month.range_ms().is_some_and(|range| range.end <= now_ms)
}

/// Whether all tickets that were used or made in a month are still there: none of them was over before it began.
fn has_tickets(month: Month, keep_tickets: Duration, now_ms: u64) -> bool {
    let keep_ms = u64::try_from(keep_tickets.as_millis()).unwrap_or(u64::MAX);
    month.range_ms().is_some_and(|range| range.start >= now_ms.saturating_sub(keep_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22, noon in Nairobi.
    const NOON_MS: u64 = 1_795_338_000_000;
    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_reported_when_it_is_over_and_made_while_its_tickets_are_there() {
        assert!(is_over(month("2026-10"), NOON_MS) && !is_over(month("2026-11"), NOON_MS));
        assert!(is_over(month("2026-11"), month("2026-12").range_ms().unwrap().start));
        assert!(has_tickets(month("2026-10"), DAY * 53, NOON_MS), "since October's first day");
        assert!(!has_tickets(month("2026-10"), DAY * 52, NOON_MS));
        assert!(has_tickets(month("1970-02"), Duration::MAX, NOON_MS));
    }
}
