//! POST /sync/v1/enrol: a gateway shows a claim code and becomes the gateway of one site.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use cloud_store::books::SiteKeys;
use sync_proto::{Enrolled, Enrolment, Purpose, Refusal, open, peek};

use super::frame::{Refused, signed};
use crate::cloud::Cloud;

pub(crate) async fn enrol(State(cloud): State<Arc<Cloud>>, bytes: Bytes) -> Response {
    match take_in(&cloud, &bytes).await {
        Ok(response) => response,
        Err(refused) => refused.into_response(),
    }
}

async fn take_in(cloud: &Cloud, bytes: &Bytes) -> Result<Response, Refused> {
    // It is signed with the key it brings: whoever sends it has that key.
    let claimed: Enrolment = peek(Purpose::Enrolment, bytes)?;
    let asked: Enrolment = open(Purpose::Enrolment, &claimed.keys, bytes)?;
    let keys = SiteKeys { signing: asked.keys.verifying, sealing: asked.keys.agreement };
    let claim = cloud.store.platform().claim(&asked.claim.hash(), keys, cloud.clock.unix_ms()).await?;
    let claim = claim.ok_or(Refusal::UnknownClaim)?;
    tracing::info!(site = %claim.site, "a gateway has claimed its site");
    let enrolled = Enrolled {
        nonce: asked.nonce,
        provider: claim.provider,
        site: claim.site,
        name: claim.name,
        keys: cloud.sync_keys.public(),
    };
    Ok(signed(cloud, Purpose::Enrolled, &enrolled))
}
