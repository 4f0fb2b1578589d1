//! What a month brought each provider and each of its sites. A report is made from the books for as long as the books have
//! the tickets it counts; the last word on a month is kept before the first of them is forgotten.

use std::ops::Range;
use std::time::Duration;

use cloud_store::books::{MonthFigures, Site, Takings};
use cloud_store::platform::Provider;
use cloud_store::{CloudStore, StoreError};
use domain::ids::{ProviderId, SiteId};
use serde::{Deserialize, Serialize};

use super::AT_ONCE;
use super::calendar::Month;

/// The report of one provider, as it is kept and printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProviderReport {
    /// The provider's id.
    pub(crate) id: String,
    /// What the business was called.
    pub(crate) name: String,
    /// All its sites together; a guest of two of them is one guest.
    #[serde(flatten)]
    pub(crate) figures: Figures,
    /// Each of them.
    pub(crate) sites: Vec<SiteReport>,
}

/// The part of one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SiteReport {
    /// The site's id.
    pub(crate) id: String,
    /// What the place was called.
    pub(crate) name: String,
    /// What it brought.
    #[serde(flatten)]
    pub(crate) figures: Figures,
}

/// What a month brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Figures {
    /// Paid by M-PESA, one sum a currency.
    pub(crate) mpesa: Vec<Sum>,
    /// Sold for cash, one sum a currency.
    pub(crate) cash: Vec<Sum>,
    /// Tickets made, on sheets too.
    pub(crate) tickets_issued: u64,
    /// Tickets used for the first time.
    pub(crate) tickets_used: u64,
    /// Devices that came online.
    pub(crate) guests: u64,
}

/// Sales in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    /// Its ISO 4217 code.
    pub(crate) currency: String,
    /// How many.
    pub(crate) sales: u64,
    /// How much, in cents.
    pub(crate) amount_cents: u64,
}

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

/// What a month brought all providers, in the order of their ids. What is made here is kept too.
pub(crate) async fn report_month(
    store: &CloudStore,
    month: Month,
    keep_tickets: Duration,
    now_ms: u64,
) -> Result<Vec<ProviderReport>, NoReport> {
    if !is_over(month, now_ms) {
        return Err(NoReport::NotOver(month));
    }
    if has_tickets(month, keep_tickets, now_ms) {
        keep(store, month, now_ms).await?;
    }
    let reports = kept(store, month).await?;
    if reports.is_empty() && !has_tickets(month, keep_tickets, now_ms) {
        return Err(NoReport::Forgotten(month));
    }
    Ok(reports)
}

/// Makes and keeps the report of every provider, but where the last word is said; returns how many.
pub(super) async fn keep(store: &CloudStore, month: Month, now_ms: u64) -> Result<u64, StoreError> {
    let Some(within_ms) = month.range_ms() else { return Ok(0) };
    let mut count = 0;
    let mut after: Option<ProviderId> = None;
    loop {
        let page = store.platform().providers(after, AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(count) };
        after = Some(last.id);
        for provider in &page {
            let report = make(store, provider, &within_ms).await?;
            if provider.created_ms < within_ms.end || !report.sites.is_empty() {
                count += u64::from(keep_one(store, provider, month, &report, false, now_ms).await?);
            }
        }
    }
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
        keep_one(store, provider, month, &report, true, now_ms).await?;
        next = month.before();
    }
    Ok(())
}

async fn keep_one(
    store: &CloudStore,
    provider: &Provider,
    month: Month,
    report: &ProviderReport,
    is_final: bool,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let report = serde_json::to_string(report).map_err(|_| StoreError::Damaged("a report"))?;
    store.provider(provider.id).keep_monthly_report(&month.to_string(), &report, is_final, now_ms).await
}

async fn kept(store: &CloudStore, month: Month) -> Result<Vec<ProviderReport>, StoreError> {
    let mut reports = Vec::new();
    let mut after: Option<ProviderId> = None;
    loop {
        let page = store.platform().providers(after, AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(reports) };
        after = Some(last.id);
        for provider in &page {
            let Some(kept) = store.provider(provider.id).monthly_report(&month.to_string()).await? else { continue };
            reports.push(serde_json::from_str(&kept.report).map_err(|_| StoreError::Damaged("a report"))?);
        }
    }
}

async fn make(store: &CloudStore, provider: &Provider, within_ms: &Range<u64>) -> Result<ProviderReport, StoreError> {
    let books = store.provider(provider.id);
    let mut sites = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = books.sites(after.as_deref(), AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.name.clone());
        let ids: Vec<SiteId> = page.iter().map(|site| site.id).collect();
        let mut months = books.month_figures(&ids, within_ms.clone()).await?;
        for site in page {
            // A gateway may have sold before it was enrolled.
            let month =
                months.remove(&site.id).or_else(|| (site.created_ms < within_ms.end).then(MonthFigures::default));
            sites.extend(month.map(|month| site_report(site, month)));
        }
    }
    let guests = books.guests(within_ms.clone()).await?;
    let figures = Figures { guests, ..together(&sites) };
    Ok(ProviderReport { id: provider.id.to_string(), name: provider.business_name.clone(), figures, sites })
}

fn site_report(site: Site, month: MonthFigures) -> SiteReport {
    let sums = |takings: Vec<Takings>| takings.into_iter().map(Sum::from).collect();
    let figures = Figures {
        mpesa: sums(month.mpesa),
        cash: sums(month.cash),
        tickets_issued: month.tickets_issued,
        tickets_used: month.tickets_used,
        guests: month.guests,
    };
    SiteReport { id: site.id.to_string(), name: site.name, figures }
}

/// Everything but the guests, who cannot be added up.
fn together(sites: &[SiteReport]) -> Figures {
    let mut all = Figures::default();
    for SiteReport { figures, .. } in sites {
        add(&mut all.mpesa, &figures.mpesa);
        add(&mut all.cash, &figures.cash);
        all.tickets_issued += figures.tickets_issued;
        all.tickets_used += figures.tickets_used;
    }
    all
}

fn add(all: &mut Vec<Sum>, more: &[Sum]) {
    for sum in more {
        match all.iter_mut().find(|known| known.currency == sum.currency) {
            Some(known) => {
                known.sales += sum.sales;
                known.amount_cents = known.amount_cents.saturating_add(sum.amount_cents);
            }
            None => all.push(sum.clone()),
        }
    }
    all.sort_by(|one, other| one.currency.cmp(&other.currency));
}

impl From<Takings> for Sum {
    fn from(takings: Takings) -> Self {
        let Takings { currency, cents, payments } = takings;
        Sum { currency: currency.code().to_owned(), sales: payments, amount_cents: cents }
    }
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

    #[test]
    fn sums_are_added_up_currency_by_currency() {
        let sum = |currency: &str, sales, amount_cents| Sum { currency: currency.to_owned(), sales, amount_cents };
        let site = |mpesa: Vec<Sum>| SiteReport {
            id: String::new(),
            name: String::new(),
            figures: Figures { mpesa, tickets_issued: 2, tickets_used: 1, guests: 1, ..Figures::default() },
        };
        let sites = [site(vec![sum("UGX", 1, 5)]), site(vec![sum("KES", 2, 2050)]), site(vec![sum("KES", 1, 1)])];
        let all = together(&sites);
        assert_eq!(all.mpesa, [sum("KES", 3, 2051), sum("UGX", 1, 5)]);
        assert_eq!((all.cash.len(), all.tickets_issued, all.tickets_used, all.guests), (0, 6, 3, 0));
    }

    #[test]
    fn a_report_that_was_kept_is_read_back() {
        let figures =
            Figures { cash: vec![Sum { currency: "KES".into(), sales: 1, amount_cents: 2050 }], ..Figures::default() };
        let site = SiteReport { id: "1".into(), name: "Stage".into(), figures: figures.clone() };
        let report = ProviderReport { id: "2".into(), name: "Mama Njeri".into(), figures, sites: vec![site] };
        let kept = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<ProviderReport>(&kept).unwrap(), report);
    }
}
