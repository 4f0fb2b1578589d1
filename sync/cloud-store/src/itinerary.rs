//! A ticket's travels as its row holds them, and the errands they lead to as directives.

use domain::custody::Errand;
use domain::ids::SiteId;
use domain::itinerary::Itinerary;
use sync_proto::Directive;

use crate::books::ProviderBooks;
use crate::columns::Key;
use crate::entities::ticket;
use crate::error::StoreError;
use crate::transaction::Transaction;

/// What the row says; a ticket that never left says nothing.
pub(crate) fn of(row: &ticket::Model) -> Result<Itinerary, StoreError> {
    let read = |bytes: &Vec<u8>| postcard::from_bytes(bytes).map_err(|_| StoreError::Damaged("an itinerary"));
    row.itinerary.as_ref().map_or(Ok(Itinerary::default()), read)
}

/// Writes it into the row.
pub(crate) fn put(row: &mut ticket::Model, travels: &Itinerary) -> Result<(), StoreError> {
    row.itinerary = Some(postcard::to_allocvec(travels).map_err(|_| StoreError::Damaged("an itinerary"))?);
    row.custodian_id = travels.visited().map(Key::uuid);
    Ok(())
}

impl ProviderBooks<'_> {
    /// Asks a site to run an errand. Whoever holds its poll is woken once the transaction is committed.
    pub(crate) async fn send(
        &self,
        transaction: &Transaction<'_>,
        to: SiteId,
        errand: &Errand,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let directive = Directive::Custody(errand.clone());
        let body = postcard::to_allocvec(&directive).map_err(|_| StoreError::Damaged("an errand"))?;
        self.add_directive(transaction, to, directive.kind(), &body, now_ms).await.map(drop)
    }
}
