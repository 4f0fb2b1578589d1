//! What a month brought a provider and each of its sites, made from the books as they are.

use std::ops::Range;

use cloud_store::books::{MonthFigures, Site, Takings};
use cloud_store::platform::Provider;
use cloud_store::{CloudStore, StoreError};
use domain::ids::SiteId;
use serde::{Deserialize, Serialize};

use super::AT_ONCE;

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

impl ProviderReport {
    /// Guests only come: of those who are forgotten since, the report that was kept knows. Who of them came again nobody can
    /// say any more: what is shown is the least they can have been.
    pub(super) fn remember(&mut self, kept: Option<&ProviderReport>) {
        let Some(kept) = kept else { return };
        self.figures.guests = self.figures.guests.max(kept.figures.guests);
        for site in &mut self.sites {
            let before = kept.sites.iter().find(|before| before.id == site.id);
            site.figures.guests = site.figures.guests.max(before.map_or(0, |before| before.figures.guests));
            // Whoever was at one site was a guest of the provider.
            self.figures.guests = self.figures.guests.max(site.figures.guests);
        }
    }
}

/// What some time (milliseconds since 1970) brought.
pub(super) async fn make(
    store: &CloudStore,
    provider: &Provider,
    within_ms: &Range<u64>,
) -> Result<ProviderReport, StoreError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_who_are_forgotten_since_are_remembered_by_the_report_that_was_kept() {
        let site = |id: &str, guests| SiteReport {
            id: id.to_owned(),
            name: String::new(),
            figures: Figures { guests, ..Figures::default() },
        };
        let report = |guests, sites| ProviderReport {
            id: String::new(),
            name: String::new(),
            figures: Figures { guests, tickets_used: guests, ..Figures::default() },
            sites,
        };
        let kept = report(7, vec![site("market", 4), site("stage", 5)]);
        let mut anew = report(3, vec![site("stage", 6), site("market", 0), site("port", 1)]);
        anew.remember(Some(&kept));
        let guests: Vec<u64> = anew.sites.iter().map(|site| site.figures.guests).collect();
        assert_eq!((anew.figures.guests, anew.figures.tickets_used, guests), (7, 3, vec![6, 4, 1]));
        let before = anew.clone();
        anew.remember(None);
        assert_eq!(anew, before);
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
