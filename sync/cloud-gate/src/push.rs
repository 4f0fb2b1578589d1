//! What happened at a site, answered when it is stored.

use cloud_store::books::Ingested;
use domain::link::Cursor;
use sync_proto::{Down, Lane, MOST_RECORDS, Push, Recalled, Refusal, Taken, Wants};

use crate::frame::{Genuine, Opened};
use crate::{Gate, Refused};

/// Records given back in one answer.
const MOST_RECALLED: u64 = 200;

impl Gate {
    /// Stores what a gateway tells, and gives back what it has lost. The signed answer.
    pub async fn push(&self, bytes: &[u8], now_ms: u64) -> Result<Vec<u8>, Refused> {
        let genuine = match self.open(Lane::Push, bytes, now_ms).await? {
            Opened::Genuine(genuine) => genuine,
            Opened::Stale(answer) => return Ok(answer),
        };
        let Wants::Push(push) = &genuine.up.wants else { return Err(Refusal::Malformed.into()) };
        let taken = store(&genuine, push, now_ms).await?;
        let recalled = match push.recalls.filter(|_| genuine.is_confirmed()) {
            Some(behind) => Some(give_back(&genuine, behind).await?),
            None => None,
        };
        let answers = genuine.answer_all(&push.inquiries, now_ms).await?;
        let lease_until_ms = if genuine.is_confirmed() { genuine.books.lease_until_ms().await? } else { None };
        self.answer(&Down { recalled, answers, lease_until_ms, ..genuine.plain(taken, now_ms) })
    }
}

async fn store(genuine: &Genuine<'_>, push: &Push, now_ms: u64) -> Result<Taken, Refused> {
    let site = genuine.up.site;
    if push.records.len() > MOST_RECORDS {
        return Err(Refusal::Malformed.into());
    }
    let epoch = push.records.first().map_or(genuine.up.report.epoch, |record| record.epoch);
    // The gateway may be in an epoch that nobody here has heard of yet.
    let unused_epoch = genuine.site.epoch.max(epoch).max(genuine.up.report.epoch).saturating_add(1);
    Ok(match genuine.books.ingest(site, epoch, &push.records, now_ms).await? {
        Ingested::Stored { through } => Taken::Stored { through: Cursor { epoch, sequence: through }, unused_epoch },
        Ingested::Gap { stored } => Taken::Gap(Cursor { epoch, sequence: stored }),
        Ingested::Fork { common, next_epoch } => {
            tracing::warn!(%site, epoch, common, "a site tells another past than before: it goes on in a new epoch");
            Taken::Fork { common: Cursor { epoch, sequence: common }, epoch: unused_epoch.max(next_epoch) }
        }
    })
}

async fn give_back(genuine: &Genuine<'_>, behind: Cursor) -> Result<Recalled, Refused> {
    let (site, epoch) = (genuine.up.site, genuine.up.report.epoch);
    let records = genuine.books.records_before(site, behind, epoch, MOST_RECALLED).await?;
    let is_partial = records.len() as u64 == MOST_RECALLED;
    Ok(Recalled { records, is_partial })
}
