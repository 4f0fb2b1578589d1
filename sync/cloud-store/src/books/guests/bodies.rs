//! What was told, asked and posted, byte for byte: the guest is taken out of the bytes. Records and directives are in order,
//! so that it is enough to know how far this has come.

use domain::event::Record;
use domain::ids::SiteId;
use sea_orm::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use sync_proto::Directive;

use super::super::ProviderBooks;
use super::{Forgotten, Unreadable, nobody};
use crate::columns::{Key, at, count};
use crate::entities::{cursor, directive, event, guests_forgotten, notice, site};
use crate::error::StoreError;
use crate::rows;
use crate::transaction::Transaction;

/// What stands in the place of an epoch for directives.
const DIRECTIVES: i64 = 0;

impl ProviderBooks<'_> {
    pub(super) async fn forget_in_notices(
        &self,
        site: SiteId,
        came_before_ms: u64,
        now_ms: u64,
        limit: u64,
    ) -> Result<Option<u64>, StoreError> {
        let transaction = self.write().await?;
        let mut old = notice::Entity::find()
            .filter(notice::Column::ProviderId.eq(self.uuid()))
            .filter(notice::Column::SiteId.eq(site.uuid()))
            .filter(notice::Column::GuestForgottenAt.is_null())
            .filter(notice::Column::ReceivedAt.lt(at(came_before_ms)))
            .order_by_asc(notice::Column::ReceivedAt)
            .limit(limit)
            .all(&*transaction)
            .await?;
        if old.is_empty() {
            return Ok(None);
        }
        let mut done = 0;
        for row in &mut old {
            let without = nobody::posted(&row.body);
            done += u64::from(row.body != without);
            (row.body, row.guest_forgotten_at) = (without, Some(at(now_ms)));
        }
        rows::put::<notice::Entity>(&transaction, old).await?;
        transaction.commit().await?;
        Ok(Some(done))
    }

    /// What a site has not carried out yet it may still need, unless nobody has heard from it for as long: then it is closed,
    /// and should it come back after all, money finds its payment without the payer.
    pub(super) async fn forget_in_directives(
        &self,
        site: SiteId,
        done_before_ms: u64,
        limit: u64,
    ) -> Result<Option<u64>, StoreError> {
        let transaction = self.write().await?;
        let through = self.forgotten_through(&transaction, site, DIRECTIVES).await?;
        let rows = directive::Entity::find()
            .filter(directive::Column::ProviderId.eq(self.uuid()))
            .filter(directive::Column::SiteId.eq(site.uuid()))
            .filter(directive::Column::Sequence.gt(through))
            .order_by_asc(directive::Column::Sequence)
            .limit(limit)
            .all(&*transaction)
            .await?;
        let before = at(done_before_ms);
        let is_silent = self.is_silent_since(&transaction, site, before).await?;
        let is_old = |row: &directive::Model| match row.acknowledged_at {
            Some(done) => done < before,
            None => is_silent && row.created_at < before,
        };
        let old: Vec<_> = rows.into_iter().take_while(is_old).collect();
        let Some(last) = old.last().map(|row| row.sequence) else { return Ok(None) };
        let mut without = Vec::new();
        for row in old {
            // What a later version has asked stays as it is.
            let Ok(mut told) = postcard::from_bytes::<Directive>(&row.body) else { continue };
            if nobody::asked(&mut told) {
                let body = postcard::to_allocvec(&told).map_err(|_| StoreError::Damaged("a directive"))?;
                without.push(directive::Model { body, ..row });
            }
        }
        let done = without.len() as u64;
        rows::put::<directive::Entity>(&transaction, without).await?;
        self.note_forgotten(&transaction, site, DIRECTIVES, last).await?;
        transaction.commit().await?;
        Ok(Some(done))
    }

    async fn is_silent_since(
        &self,
        transaction: &Transaction<'_>,
        id: SiteId,
        moment: DateTimeUtc,
    ) -> Result<bool, StoreError> {
        let row = site::Entity::find_by_id((self.uuid(), id.uuid())).one(&**transaction).await?;
        Ok(row.and_then(|row| row.last_seen_at).is_none_or(|seen| seen < moment))
    }

    /// A record that is older than others behind it is as old as these: a clock that was ahead holds up nothing. Neither does
    /// one that cannot be read: it stays as it is, and is named.
    pub(super) async fn forget_in_records(
        &self,
        site: SiteId,
        told_before_ms: u64,
        limit: u64,
    ) -> Result<Option<Forgotten>, StoreError> {
        let transaction = self.write().await?;
        let epochs = cursor::Entity::find()
            .filter(cursor::Column::ProviderId.eq(self.uuid()))
            .filter(cursor::Column::SiteId.eq(site.uuid()))
            .order_by_asc(cursor::Column::Epoch)
            .all(&*transaction)
            .await?;
        for cursor::Model { epoch, stored, .. } in epochs {
            let through = self.forgotten_through(&transaction, site, epoch).await?;
            if through >= stored {
                continue;
            }
            let mut rows = self.told_behind(&transaction, site, epoch, through, limit).await?;
            let Some(last) = rows.iter().rposition(|row| row.at < at(told_before_ms)) else { continue };
            rows.truncate(last + 1);
            let (mut without, mut unreadable) = (Vec::new(), Vec::new());
            for row in &rows {
                match told_by_nobody(row) {
                    Ok(row) => without.extend(row),
                    Err(_) => unreadable.push(Unreadable { epoch: count(epoch), sequence: count(row.sequence) }),
                }
            }
            let done = without.len() as u64;
            rows::put::<event::Entity>(&transaction, without).await?;
            let last = rows.last().map_or(through, |row| row.sequence);
            self.note_forgotten(&transaction, site, epoch, last).await?;
            transaction.commit().await?;
            return Ok(Some(Forgotten { rows: done, unreadable }));
        }
        Ok(None)
    }

    async fn told_behind(
        &self,
        transaction: &Transaction<'_>,
        site: SiteId,
        epoch: i64,
        through: i64,
        limit: u64,
    ) -> Result<Vec<event::Model>, StoreError> {
        let rows = event::Entity::find()
            .filter(event::Column::ProviderId.eq(self.uuid()))
            .filter(event::Column::SiteId.eq(site.uuid()))
            .filter(event::Column::Epoch.eq(epoch))
            .filter(event::Column::Sequence.gt(through))
            .order_by_asc(event::Column::Sequence)
            .limit(limit);
        Ok(rows.all(&**transaction).await?)
    }

    async fn forgotten_through(
        &self,
        transaction: &Transaction<'_>,
        site: SiteId,
        epoch: i64,
    ) -> Result<i64, StoreError> {
        let key = (self.uuid(), site.uuid(), epoch);
        let row = guests_forgotten::Entity::find_by_id(key).one(&**transaction).await?;
        Ok(row.map_or(0, |row| row.through))
    }

    async fn note_forgotten(
        &self,
        transaction: &Transaction<'_>,
        site: SiteId,
        epoch: i64,
        through: i64,
    ) -> Result<(), StoreError> {
        let row = guests_forgotten::Model { provider_id: self.uuid(), site_id: site.uuid(), epoch, through };
        rows::put::<guests_forgotten::Entity>(transaction, vec![row]).await
    }
}

fn told_by_nobody(row: &event::Model) -> Result<Option<event::Model>, StoreError> {
    let mut record: Record = postcard::from_bytes(&row.body).map_err(|_| StoreError::Damaged("a record"))?;
    if !nobody::told(&mut record.event) {
        return Ok(None);
    }
    let body = postcard::to_allocvec(&record).map_err(|_| StoreError::Damaged("a record"))?;
    Ok(Some(event::Model { body, ..row.clone() }))
}
