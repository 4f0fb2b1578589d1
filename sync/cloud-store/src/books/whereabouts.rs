//! Where a ticket is that a guest has typed at another site. Whoever has it is asked once, in the transaction that writes
//! down that it was.

use domain::code::Code;
use domain::decisions::Refusal;
use domain::ids::SiteId;
use domain::itinerary::{Heading, PATIENCE_MS};
use domain::receipt::ReceiptNumber;
use sea_orm::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use sync_proto::{Find, MOST_SITES_NAMED, Whereabouts};

use super::{Flow, ProviderBooks, ReviewStatus, SiteStatus, TicketStatus};
use crate::columns::{Key, ms};
use crate::entities::{payment, review_item, site, ticket};
use crate::error::StoreError;
use crate::itinerary;
use crate::transaction::Transaction;

/// As often as for a batch of records: two sites may ask each other at once.
const TRIES: usize = 4;

impl ProviderBooks<'_> {
    /// Where a ticket is that a guest at `by` wants, and that it be brought there.
    pub async fn whereabouts(&self, by: SiteId, find: Find, now_ms: u64) -> Result<Whereabouts, StoreError> {
        let mut tries = 1;
        loop {
            match self.try_whereabouts(by, find, now_ms).await {
                Err(StoreError::Contended) if tries < TRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    async fn try_whereabouts(&self, by: SiteId, find: Find, now_ms: u64) -> Result<Whereabouts, StoreError> {
        let transaction = self.write().await?;
        let mut found = match find {
            Find::Code(code, at) => self.tickets_named(&transaction, code, at).await?,
            Find::Receipt(receipt) => match self.ticket_of_receipt(&transaction, receipt).await? {
                Some(row) => vec![row],
                None => return self.unmatched(&transaction, receipt).await,
            },
        };
        let Some((row, home)) = found.pop() else { return Ok(Whereabouts::Unknown) };
        if !found.is_empty() {
            let named = found.into_iter().map(|(_, site)| site).chain([home]);
            return Ok(Whereabouts::Several(named.map(|site| (SiteId::from_uuid(site.id), site.name)).collect()));
        }
        self.bring(transaction, by, row, home, now_ms).await
    }

    async fn bring(
        &self,
        transaction: Transaction<'_>,
        by: SiteId,
        mut row: ticket::Model,
        home: site::Model,
        now_ms: u64,
    ) -> Result<Whereabouts, StoreError> {
        let Some(code) = row.code.as_deref().and_then(|code| Code::parse(code).ok()) else {
            return Ok(Whereabouts::Unknown);
        };
        let home_id = SiteId::from_uuid(home.id);
        if let Some(why) = why_over(&row).filter(|_| by != home_id) {
            return Ok(Whereabouts::Kept { why, at: home.name });
        }
        let mut travels = itinerary::of(&row)?;
        let (from, errand) = match travels.wanted(Key::from_uuid(row.id), home_id, by, now_ms) {
            Heading::Here => return Ok(Whereabouts::Here(code)),
            Heading::Kept(why) => return Ok(Whereabouts::Kept { why, at: home.name }),
            Heading::Awaited { from, errand } => (from, errand),
        };
        let asked = if from == home_id { Some(home) } else { self.site_row(&transaction, from).await? };
        let Some(asked) = asked else { return Ok(Whereabouts::Unknown) };
        // Nobody asks a site that does not listen: its answer would come when its guest has gone.
        if asked.last_seen_at.is_none_or(|at| now_ms.saturating_sub(ms(at)) > PATIENCE_MS) {
            return Ok(Whereabouts::Away { at: asked.name });
        }
        if let Some(errand) = errand {
            itinerary::put(&mut row, &travels)?;
            ticket::Entity::update_many()
                .col_expr(ticket::Column::Itinerary, Expr::value(row.itinerary))
                .filter(ticket::Column::ProviderId.eq(self.uuid()))
                .filter(ticket::Column::Id.eq(row.id))
                .exec(&*transaction)
                .await?;
            self.send(&transaction, from, &errand, now_ms).await?;
            transaction.commit().await?;
            self.ring(from);
        }
        Ok(Whereabouts::Asked { code, at: asked.name })
    }

    async fn site_row(&self, transaction: &Transaction<'_>, id: SiteId) -> Result<Option<site::Model>, StoreError> {
        Ok(site::Entity::find_by_id((self.uuid(), id.uuid())).one(&**transaction).await?)
    }

    /// The tickets of confirmed sites under a code, with their homes. They are held until the transaction ends.
    async fn tickets_named(
        &self,
        transaction: &Transaction<'_>,
        code: Code,
        at: Option<SiteId>,
    ) -> Result<Vec<(ticket::Model, site::Model)>, StoreError> {
        let rows = ticket::Entity::find()
            .filter(ticket::Column::ProviderId.eq(self.uuid()))
            .filter(ticket::Column::Code.eq(code.plain().as_str()))
            .order_by_asc(ticket::Column::Id)
            .limit(MOST_SITES_NAMED as u64)
            .lock_exclusive()
            .all(&**transaction)
            .await?;
        let mut found = Vec::new();
        for row in rows.into_iter().filter(|row| at.is_none_or(|at| at.uuid() == row.site_id)) {
            if let Some(home) = self.home_of(transaction, &row).await? {
                found.push((row, home));
            }
        }
        Ok(found)
    }

    async fn home_of(
        &self,
        transaction: &Transaction<'_>,
        row: &ticket::Model,
    ) -> Result<Option<site::Model>, StoreError> {
        let home = self.site_row(transaction, SiteId::from_uuid(row.site_id)).await?;
        Ok(home.filter(|home| home.status == SiteStatus::Confirmed))
    }

    async fn ticket_of_receipt(
        &self,
        transaction: &Transaction<'_>,
        receipt: ReceiptNumber,
    ) -> Result<Option<(ticket::Model, site::Model)>, StoreError> {
        let payment = payment::Entity::find()
            .filter(payment::Column::ProviderId.eq(self.uuid()))
            .filter(payment::Column::Flow.eq(Flow::MpesaCustomerPayment))
            .filter(payment::Column::ExternalTxnId.eq(receipt.as_str()))
            .one(&**transaction)
            .await?;
        let Some(id) = payment.and_then(|payment| payment.ticket_id) else { return Ok(None) };
        let select = ticket::Entity::find_by_id((self.uuid(), id)).lock_exclusive();
        let Some(row) = select.one(&**transaction).await? else { return Ok(None) };
        let home = self.home_of(transaction, &row).await?;
        Ok(home.map(|home| (row, home)))
    }

    /// Money that waits before a person names the site where.
    async fn unmatched(
        &self,
        transaction: &Transaction<'_>,
        receipt: ReceiptNumber,
    ) -> Result<Whereabouts, StoreError> {
        let item = review_item::Entity::find()
            .filter(review_item::Column::ProviderId.eq(self.uuid()))
            .filter(review_item::Column::Receipt.eq(receipt.as_str()))
            .filter(review_item::Column::Status.eq(ReviewStatus::Open))
            .one(&**transaction)
            .await?;
        let Some(at) = item.and_then(|item| item.site_id) else { return Ok(Whereabouts::Unknown) };
        let site = self.site_row(transaction, SiteId::from_uuid(at)).await?;
        Ok(site.map_or(Whereabouts::Unknown, |site| Whereabouts::Unmatched { at: site.name }))
    }
}

/// What the cloud knows to be over is not asked for.
fn why_over(row: &ticket::Model) -> Option<Refusal> {
    match row.status {
        TicketStatus::New | TicketStatus::Active => None,
        TicketStatus::Used if row.plan_type.as_deref() == Some("data") => Some(Refusal::DataUsed),
        TicketStatus::Used => Some(Refusal::TimeUsed),
        TicketStatus::Expired if row.activated_at.is_none() => Some(Refusal::Lapsed),
        TicketStatus::Expired => Some(Refusal::Expired),
        TicketStatus::Revoked => Some(Refusal::Revoked),
    }
}
