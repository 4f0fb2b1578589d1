//! `GET /admin/sites`: the sites of all providers, in the order of their ids.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use cloud_store::books::Flow;
use cloud_store::platform::SiteHealth;
use domain::ids::{ProviderId, SiteId};
use web_ui::cloud::{Audience, Listed, SiteLink, Sites, Standing};

use super::facts::facts;
use super::list::{PAGE, page, together};
use crate::cloud::Cloud;
use crate::people::fields::Fields;
use crate::people::refused::Refused;
use crate::people::show;
use crate::people::today::today_ms;
use crate::people::visitor::Admin;

pub(crate) async fn list_all(
    State(cloud): State<Arc<Cloud>>,
    admin: Admin,
    query: Fields,
) -> Result<Response, Refused> {
    let (platform, now_ms) = (cloud.store.platform(), cloud.clock.unix_ms());
    let place = place(query.get("after"));
    let (sites, next) = page(platform.all_sites(place, PAGE as u64 + 1).await?);
    let today = today_ms(now_ms);
    let ids: Vec<_> = sites.iter().map(|health| (health.provider, health.site.id)).collect();
    let figures = platform.figures(&ids, today.clone()).await?;
    let names = names(&cloud, &sites).await?;
    let listed = |SiteHealth { provider, site }: &SiteHealth| Listed {
        site: SiteLink { site: site.id, on_behalf_of: Some(*provider) },
        provider: names.get(provider).cloned(),
        facts: facts(site, figures.get(&site.id), now_ms),
    };
    let takings = platform.takings(Flow::MpesaCustomerPayment, &[today.start, today.end]).await?;
    Ok(show::ok(&Sites {
        frame: admin.visitor.frame(&cloud),
        audience: Audience::Admin,
        standing: Standing::Active,
        today: together(&takings.concat()),
        sites: sites.iter().map(listed).collect(),
        after: place.map(|_| query.get("after").to_owned()),
        next: next.map(|last| format!("{}.{}", last.provider, last.site.id)),
    }))
}

/// `PROVIDER.SITE`; anything else is the beginning.
fn place(text: &str) -> Option<(ProviderId, SiteId)> {
    let (provider, site) = text.split_once('.')?;
    Some((provider.parse().ok()?, site.parse().ok()?))
}

/// What the providers of a page are called. Sites of one stand together.
async fn names(cloud: &Cloud, sites: &[SiteHealth]) -> Result<BTreeMap<ProviderId, String>, Refused> {
    let mut names = BTreeMap::new();
    for SiteHealth { provider, .. } in sites {
        if !names.contains_key(provider) {
            let found = cloud.store.platform().provider(*provider).await?;
            names.extend(found.map(|found| (*provider, found.business_name)));
        }
    }
    Ok(names)
}
