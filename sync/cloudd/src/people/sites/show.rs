//! `GET /provider/sites/{site}`, `GET /admin/providers/{provider}/sites/{site}`: the code, the words or the health.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use cloud_store::books::Site as Row;
use sync_proto::{PublicKeys, fingerprint};
use web_ui::cloud::Site;

use super::claim_code::shown;
use super::desk::Desk;
use super::facts::facts;
use crate::cloud::Cloud;
use crate::people::refused::Refused;
use crate::people::show;
use crate::people::today::today_ms;

pub(crate) async fn show(State(cloud): State<Arc<Cloud>>, desk: Desk) -> Result<Response, Refused> {
    let (books, now_ms) = (desk.books(&cloud), cloud.clock.unix_ms());
    let figures = books.figures(&[desk.site.id], today_ms(now_ms)).await?;
    let claim = books.open_claim(desk.site.id, now_ms).await?;
    let provider = match desk.link.on_behalf_of {
        Some(_) => books.provider().await?.map(|provider| provider.business_name),
        None => None,
    };
    Ok(show::ok(&Site {
        frame: desk.visitor.frame(&cloud),
        site: desk.link,
        provider,
        facts: facts(&desk.site, figures.get(&desk.site.id), now_ms),
        claim: claim.map(|open| shown(&cloud, desk.site.id, &open, now_ms)),
        words: words(&cloud, &desk.site),
        cloud_url: cloud.config.public_url.to_string(),
    }))
}

/// The words to compare, once a gateway has claimed the site.
pub(super) fn words(cloud: &Cloud, site: &Row) -> Option<String> {
    let keys = site.keys?;
    let gateway = PublicKeys { verifying: keys.signing, agreement: keys.sealing };
    Some(fingerprint(&gateway, &cloud.gate.keys()))
}
