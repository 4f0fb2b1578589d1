//! Taking in a site's outbox: each record once, in order, together with what it adds up to.

use domain::custody::Errand;
use domain::event::Record;
use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;

use super::{ProviderBooks, SiteStatus};
use crate::columns::{Key, at, capped, count, small_count};
use crate::entities::{cursor, event, site};
use crate::error::{Refused, StoreError};
use crate::kind::kind;
use crate::projection::{self, Scene};
use crate::rows;
use crate::transaction::Transaction;

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ingested {
    /// All of it is stored.
    Stored {
        /// The last record of the epoch that is stored.
        through: u64,
    },
    /// Records are missing before it; nothing was stored.
    Gap {
        /// The last record of the epoch that is stored.
        stored: u64,
    },
    /// The site tells another story than before: it is a copy, or was restored. Nothing was stored.
    Fork {
        /// The last record before the first that differs.
        common: u64,
        /// An epoch that nobody has used.
        next_epoch: u32,
    },
}

/// Two sites of one provider may meet at one receipt; whoever comes second sees what the first has written.
const TRIES: usize = 4;

impl ProviderBooks<'_> {
    /// Stores records of one epoch, one after the other, and what they add up to. What is stored already is compared and
    /// changes nothing.
    pub async fn ingest(
        &self,
        site: SiteId,
        epoch: u32,
        records: &[Record],
        now_ms: u64,
    ) -> Result<Ingested, StoreError> {
        check(epoch, records)?;
        let mut tries = 1;
        loop {
            match self.try_ingest(site, epoch, records, now_ms).await {
                Err(StoreError::Contended | StoreError::Refused(Refused::Exists)) if tries < TRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    async fn try_ingest(
        &self,
        site: SiteId,
        epoch: u32,
        records: &[Record],
        now_ms: u64,
    ) -> Result<Ingested, StoreError> {
        let transaction = self.write().await?;
        let row = self.lock_site(&transaction, site).await?.ok_or(Refused::NoSuchSite)?;
        let stored = self.stored_in(&transaction, site, epoch).await?;
        let known = records.partition_point(|record| record.sequence <= stored);
        let (old, new) = records.split_at(known);
        if let Some(common) = self.differs(&transaction, site, epoch, old).await? {
            return Ok(Ingested::Fork { common, next_epoch: small_count(row.epoch)?.saturating_add(1) });
        }
        match (new.first(), new.last()) {
            (Some(first), _) if first.sequence != stored + 1 => Ok(Ingested::Gap { stored }),
            (_, Some(last)) => {
                let errands = self.store(&transaction, &row, epoch, new, now_ms).await?;
                // What nobody has vouched for sends nobody anywhere.
                let errands = if row.status == SiteStatus::Confirmed { errands } else { Vec::new() };
                for (to, errand) in &errands {
                    self.send(&transaction, *to, errand, now_ms).await?;
                }
                transaction.commit().await?;
                errands.into_iter().for_each(|(to, _)| self.ring(to));
                Ok(Ingested::Stored { through: last.sequence })
            }
            _ => Ok(Ingested::Stored { through: stored }),
        }
    }

    async fn store(
        &self,
        transaction: &Transaction<'_>,
        site: &site::Model,
        epoch: u32,
        records: &[Record],
        now_ms: u64,
    ) -> Result<Vec<(SiteId, Errand)>, StoreError> {
        let rows = records.iter().map(|record| row(site, record, now_ms)).collect::<Result<_, _>>()?;
        rows::add::<event::Entity>(transaction, rows).await?;
        let scene = Scene { transaction, provider: site.provider_id, site: site.id, now_ms };
        let errands = projection::project(&scene, records).await?;
        let stored = records.last().map_or(0, |record| capped(record.sequence));
        let cursor = cursor::Model { provider_id: site.provider_id, site_id: site.id, epoch: i64::from(epoch), stored };
        rows::put::<cursor::Entity>(transaction, vec![cursor]).await?;
        if i64::from(epoch) > site.epoch {
            self.raise_epoch(transaction, site, epoch).await?;
        }
        Ok(errands)
    }

    async fn raise_epoch(
        &self,
        transaction: &Transaction<'_>,
        site: &site::Model,
        epoch: u32,
    ) -> Result<(), StoreError> {
        site::Entity::update_many()
            .col_expr(site::Column::Epoch, Expr::value(i64::from(epoch)))
            .filter(site::Column::ProviderId.eq(self.uuid()))
            .filter(site::Column::Id.eq(site.id))
            .exec(&**transaction)
            .await?;
        Ok(())
    }

    /// The place before the first record that is not the one stored there, if there is such a record.
    async fn differs(
        &self,
        transaction: &Transaction<'_>,
        site: SiteId,
        epoch: u32,
        records: &[Record],
    ) -> Result<Option<u64>, StoreError> {
        let (Some(first), Some(last)) = (records.first(), records.last()) else { return Ok(None) };
        let stored = self
            .outbox(site, epoch)
            .filter(event::Column::Sequence.between(capped(first.sequence), capped(last.sequence)));
        let stored = stored.all(&**transaction).await?;
        let mut stored = stored.iter().map(|row| (count(row.sequence), row.id));
        let other = records.iter().find(|record| stored.next() != Some((record.sequence, record.id.uuid())));
        Ok(other.map(|record| record.sequence - 1))
    }
}

/// Whether the records are of one epoch and one after the other, from 1 at the earliest.
fn check(epoch: u32, records: &[Record]) -> Result<(), Refused> {
    let follow =
        records.windows(2).all(|pair| pair.iter().map(|record| record.sequence).is_sorted_by(|a, b| a + 1 == *b));
    let fit = records.iter().all(|record| record.epoch == epoch && (1..i64::MAX as u64).contains(&record.sequence));
    if fit && follow { Ok(()) } else { Err(Refused::Disordered) }
}

fn row(site: &site::Model, record: &Record, now_ms: u64) -> Result<event::Model, StoreError> {
    Ok(event::Model {
        provider_id: site.provider_id,
        site_id: site.id,
        epoch: i64::from(record.epoch),
        sequence: capped(record.sequence),
        id: record.id.uuid(),
        at: at(record.wall_ms.unwrap_or(now_ms)),
        kind: kind(&record.event).to_owned(),
        body: postcard::to_allocvec(record).map_err(|_| StoreError::Damaged("a record"))?,
    })
}
