//! `GET /provider/sites`: a provider's own sites, in the order of their names.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use cloud_store::books::Site;
use cloud_store::platform::ProviderStatus;
use domain::ids::SiteId;
use web_ui::cloud::{Audience, Listed, SiteLink, Sites, Standing, Takings};

use super::facts::{facts, sums};
use crate::cloud::Cloud;
use crate::people::fields::Fields;
use crate::people::refused::Refused;
use crate::people::show;
use crate::people::today::today_ms;
use crate::people::visitor::Owner;

/// Sites on one page.
pub(super) const PAGE: usize = 50;

pub(crate) async fn list(State(cloud): State<Arc<Cloud>>, owner: Owner, query: Fields) -> Result<Response, Refused> {
    let (books, now_ms) = (cloud.store.provider(owner.provider), cloud.clock.unix_ms());
    let after = Some(query.get("after").to_owned()).filter(|after| !after.is_empty());
    let sites = books.sites(after.as_deref(), PAGE as u64 + 1).await?;
    let (sites, next) = page(sites);
    let today = today_ms(now_ms);
    let ids: Vec<SiteId> = sites.iter().map(|site| site.id).collect();
    let figures = books.figures(&ids, today.clone()).await?;
    let listed = |site: &Site| Listed {
        site: SiteLink { site: site.id, on_behalf_of: None },
        provider: None,
        facts: facts(site, figures.get(&site.id), now_ms),
    };
    let takings = books.takings(None, &[today.start, today.end]).await?;
    Ok(show::ok(&Sites {
        frame: owner.visitor.frame(&cloud),
        audience: Audience::Provider,
        standing: standing(&cloud, &owner).await?,
        today: together(&takings.concat()),
        sites: sites.iter().map(listed).collect(),
        after,
        next: next.map(|site| site.name),
    }))
}

/// How the provider stands with the service.
pub(super) async fn standing(cloud: &Cloud, owner: &Owner) -> Result<Standing, Refused> {
    let provider = cloud.store.provider(owner.provider).provider().await?.ok_or(Refused::NotFound)?;
    Ok(match provider.status {
        ProviderStatus::Active => Standing::Active,
        ProviderStatus::Pending => Standing::Pending,
        ProviderStatus::Suspended => Standing::Suspended,
    })
}

pub(super) fn together(takings: &[cloud_store::books::Takings]) -> Takings {
    Takings { sums: sums(takings), payments: takings.iter().map(|takings| takings.payments).sum() }
}

/// What fits a page, and the last of it if there is more.
pub(super) fn page<Row: Clone>(mut rows: Vec<Row>) -> (Vec<Row>, Option<Row>) {
    let is_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| is_more).cloned();
    (rows, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_page_without_more_has_no_next_one() {
        let rows = |count: usize| (0..count).collect::<Vec<_>>();
        assert_eq!(page(rows(0)), (rows(0), None));
        assert_eq!(page(rows(PAGE)), (rows(PAGE), None));
        assert_eq!(page(rows(PAGE + 1)), (rows(PAGE), Some(PAGE - 1)));
    }
}
