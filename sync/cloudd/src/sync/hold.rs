//! POST /sync/v1/hold: what a site is to do, as soon as there is something.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use cloud_store::{StoreError, books};
use domain::link::Cursor;
use sync_proto::{Down, Lane, Numbered, Refusal, Taken, Wants};
use tokio::select;
use tokio::time::{Instant, sleep_until};

use super::frame::{Genuine, Opened, Refused, answer, open_frame, plain};
use crate::cloud::Cloud;

/// Directives in one answer, and their bytes: a small router has to hold them.
const MOST_DIRECTIVES: u64 = 64;
const MOST_BYTES: usize = 64 << 10;

pub(crate) async fn hold(State(cloud): State<Arc<Cloud>>, bytes: Bytes) -> Response {
    match take(&cloud, &bytes).await {
        Ok(response) => response,
        Err(refused) => refused.into_response(),
    }
}

async fn take(cloud: &Cloud, bytes: &Bytes) -> Result<Response, Refused> {
    let genuine = match open_frame(cloud, Lane::Hold, bytes).await? {
        Opened::Genuine(genuine) => genuine,
        Opened::Stale(response) => return Ok(response),
    };
    let Wants::Hold { wait_secs } = genuine.up.wants else { return Err(Refusal::Malformed.into()) };
    if genuine.up.applied > genuine.before.applied {
        genuine.books.acknowledge(genuine.up.site, genuine.up.applied, cloud.clock.unix_ms()).await?;
    }
    let most = Duration::from_secs(u64::from(wait_secs)).min(cloud.config.hold);
    let directives = await_directives(cloud, &genuine, most).await?;
    let (site, epoch) = (genuine.up.site, genuine.up.report.epoch);
    let through = Cursor { epoch, sequence: genuine.books.stored(site, epoch).await? };
    let unused_epoch = genuine.before.epoch.max(epoch).saturating_add(1);
    let lease_until_ms = genuine.books.lease_until_ms().await?;
    let taken = Taken::Stored { through, unused_epoch };
    Ok(answer(cloud, &Down { directives, lease_until_ms, ..plain(cloud, genuine.up.nonce, taken) }))
}

/// Looks, waits to be called, and looks once more. Calls may be lost; the gateway asks again by itself.
async fn await_directives(cloud: &Cloud, genuine: &Genuine<'_>, most: Duration) -> Result<Vec<Numbered>, Refused> {
    let until = deadline(most);
    let waiting = cloud.wake.listen(genuine.up.site);
    loop {
        let directives = look(genuine).await?;
        if !directives.is_empty() {
            return Ok(directives);
        }
        select! {
            () = waiting.called() => {}
            () = sleep_until(until) => return look(genuine).await,
            () = cloud.stopping.told() => return Ok(Vec::new()),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a deadline of the runtime's own clock, which tests can move")]
fn deadline(most: Duration) -> Instant {
    Instant::now() + most
}

async fn look(genuine: &Genuine<'_>) -> Result<Vec<Numbered>, Refused> {
    let (site, applied) = (genuine.up.site, genuine.up.applied);
    let rows = genuine.books.directives_after(site, applied, MOST_DIRECTIVES, MOST_BYTES).await?;
    let read = |row: books::Directive| {
        let directive = postcard::from_bytes(&row.body).map_err(|_| StoreError::Damaged("a directive"))?;
        Ok(Numbered { number: row.sequence, directive })
    };
    rows.into_iter().map(read).collect::<Result<_, StoreError>>().map_err(Refused::from)
}
