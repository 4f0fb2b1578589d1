//! POST /sync/v1/push: what happened at a site, answered when it is stored.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use cloud_store::books::Ingested;
use domain::link::Cursor;
use sync_proto::{Down, Lane, MOST_RECORDS, Push, Recalled, Refusal, Taken, Wants};

use super::frame::{Genuine, Opened, Refused, answer, open_frame, plain};
use crate::cloud::Cloud;

/// Records given back in one answer.
const MOST_RECALLED: u64 = 200;

pub(crate) async fn push(State(cloud): State<Arc<Cloud>>, bytes: Bytes) -> Response {
    match take(&cloud, &bytes).await {
        Ok(response) => response,
        Err(refused) => refused.into_response(),
    }
}

async fn take(cloud: &Cloud, bytes: &Bytes) -> Result<Response, Refused> {
    let genuine = match open_frame(cloud, Lane::Push, bytes).await? {
        Opened::Genuine(genuine) => genuine,
        Opened::Stale(response) => return Ok(response),
    };
    let Wants::Push(push) = &genuine.up.wants else { return Err(Refusal::Malformed.into()) };
    let taken = store(cloud, &genuine, push).await?;
    let recalled = match push.recalls {
        Some(behind) => Some(give_back(&genuine, behind).await?),
        None => None,
    };
    let lease_until_ms = genuine.books.lease_until_ms().await?;
    Ok(answer(cloud, &Down { recalled, lease_until_ms, ..plain(cloud, genuine.up.nonce, taken) }))
}

async fn store(cloud: &Cloud, genuine: &Genuine<'_>, push: &Push) -> Result<Taken, Refused> {
    let site = genuine.up.site;
    if push.records.len() > MOST_RECORDS {
        return Err(Refusal::Malformed.into());
    }
    let epoch = push.records.first().map_or(genuine.up.report.epoch, |record| record.epoch);
    Ok(match genuine.books.ingest(site, epoch, &push.records, cloud.clock.unix_ms()).await? {
        Ingested::Stored { through } => {
            let unused_epoch = genuine.before.epoch.max(epoch).saturating_add(1);
            Taken::Stored { through: Cursor { epoch, sequence: through }, unused_epoch }
        }
        Ingested::Gap { stored } => Taken::Gap(Cursor { epoch, sequence: stored }),
        Ingested::Fork { common, next_epoch } => {
            tracing::warn!(%site, epoch, common, "a site tells another past than before: it goes on in a new epoch");
            Taken::Fork { common, epoch: next_epoch }
        }
    })
}

async fn give_back(genuine: &Genuine<'_>, behind: Cursor) -> Result<Recalled, Refused> {
    let (site, epoch) = (genuine.up.site, genuine.up.report.epoch);
    let records = genuine.books.records_before(site, behind, epoch, MOST_RECALLED).await?;
    let is_partial = records.len() as u64 == MOST_RECALLED;
    Ok(Recalled { records, is_partial })
}
