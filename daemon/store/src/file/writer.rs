//! Folding: a layer of rows is put into the file in one transaction. Folds use redb's quick repair: they are rare, so its
//! second sync costs little, and a reopen after a power cut need not scan the file.

use std::sync::Arc;

use domain::checkout::Checkout;
use domain::event::Record;
use domain::ids::CheckoutId;
use domain::link::Cursor;
use domain::receipt::Receipt;
use domain::review::Review;
use domain::session::Session;
use redb::{Database, WriteTransaction};
use serde::Serialize;

use crate::file::{
    BY_OPENING, CHECKOUTS, CLOSED_SESSIONS, CODES, FILE_VERSION, File, FileError, META, OPEN_SESSIONS, OUTBOX, PLANS,
    RECEIPTS, REVIEWS, TICKETS, View, decode, keys,
};
use crate::fold::Kept;
use crate::layer::Layer;

/// Writes layers into the file.
pub(crate) struct FileWriter {
    pub(super) database: Arc<Database>,
}

impl FileWriter {
    /// The file as of now, for reading on this thread.
    pub(crate) fn read(&self) -> Result<File, FileError> {
        Ok(File { view: View::of(&self.database)?, database: Arc::clone(&self.database) })
    }

    /// Puts a layer into the file in one transaction and remembers that the journal is folded through a segment.
    pub(crate) fn fold(&self, layer: &Layer, through_segment: u64) -> Result<(), FileError> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_quick_repair(true);
        put_rows(&transaction, layer, through_segment)?;
        transaction.commit()?;
        Ok(())
    }
}

impl FileWriter {
    /// Drops what is over and older than what is kept. A row that cannot be read is kept for someone who can.
    pub(crate) fn forget(&self, kept: Kept) -> Result<(), FileError> {
        let Some(a_month) = kept.a_month else { return Ok(()) };
        let mut transaction = self.database.begin_write()?;
        transaction.set_quick_repair(true);
        {
            // Their usage is in their tickets.
            let mut closed = transaction.open_table(CLOSED_SESSIONS)?;
            closed.retain(|_, row| decode::<Session>(row).map_or(true, |session| session.heard >= a_month))?;
            let mut checkouts = transaction.open_table(CHECKOUTS)?;
            checkouts.retain(|_, row| decode::<Checkout>(row).map_or(true, |checkout| checkout.opened >= a_month))?;
            let until = keys::of_opening(a_month, CheckoutId::from_bytes([0; 16]));
            let mut by_opening = transaction.open_table(BY_OPENING)?;
            by_opening.retain_in(..&until[..], |_, _| false)?;
            let mut reviews = transaction.open_table(REVIEWS)?;
            reviews.retain(|_, row| {
                decode::<Review>(row).map_or(true, |review| review.is_open() || review.opened >= a_month)
            })?;
            // What the cloud has not stored is kept, however old.
            let mut outbox = transaction.open_table(OUTBOX)?;
            let until = keys::of_place(kept.acknowledged);
            outbox.retain_in(..=&until[..], |_, row| {
                decode::<Record>(row).map_or(true, |record| record.moment >= a_month)
            })?;
            if let Some(a_quarter) = kept.a_quarter {
                let mut receipts = transaction.open_table(RECEIPTS)?;
                receipts.retain(|_, row| decode::<Receipt>(row).map_or(true, |receipt| receipt.heard >= a_quarter))?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

fn put_rows(transaction: &WriteTransaction, layer: &Layer, through: u64) -> Result<(), FileError> {
    let mut meta = transaction.open_table(META)?;
    meta.insert(&b"version"[..], encode(&FILE_VERSION)?.as_slice())?;
    meta.insert(&b"folded_through"[..], encode(&through)?.as_slice())?;
    if let Some(identity) = &layer.identity {
        meta.insert(&b"identity"[..], encode(identity)?.as_slice())?;
    }
    if let Some(timeline) = &layer.timeline {
        meta.insert(&b"timeline"[..], encode(timeline)?.as_slice())?;
    }
    if let Some(link) = &layer.link {
        meta.insert(&b"link"[..], encode(link)?.as_slice())?;
    }
    if let Some(last) = layer.records.keys().next_back() {
        meta.insert(&b"last_record"[..], encode(last)?.as_slice())?;
    }
    if let Some(reached) = &layer.reached {
        meta.insert(&b"reached"[..], encode(reached)?.as_slice())?;
    }
    let mut plans = transaction.open_table(PLANS)?;
    for plan in layer.plans.values() {
        plans.insert(&plan.id.bytes()[..], encode(plan)?.as_slice())?;
    }
    let mut tickets = transaction.open_table(TICKETS)?;
    for ticket in layer.tickets.values() {
        tickets.insert(&ticket.id.bytes()[..], encode(ticket)?.as_slice())?;
    }
    let mut codes = transaction.open_table(CODES)?;
    for (code, id) in &layer.codes {
        codes.insert(&code.bits().to_be_bytes()[..], &id.bytes()[..])?;
    }
    let mut checkouts = transaction.open_table(CHECKOUTS)?;
    let mut by_opening = transaction.open_table(BY_OPENING)?;
    for checkout in layer.checkouts.values() {
        checkouts.insert(&checkout.id.bytes()[..], encode(checkout)?.as_slice())?;
        by_opening.insert(&keys::of_opening(checkout.opened, checkout.id)[..], &[][..])?;
    }
    let mut receipts = transaction.open_table(RECEIPTS)?;
    for receipt in layer.receipts.values() {
        receipts.insert(&receipt.number.bytes()[..], encode(receipt)?.as_slice())?;
    }
    let mut reviews = transaction.open_table(REVIEWS)?;
    for review in layer.reviews.values() {
        reviews.insert(&review.id.bytes()[..], encode(review)?.as_slice())?;
    }
    let mut outbox = transaction.open_table(OUTBOX)?;
    for (&(epoch, sequence), record) in &layer.records {
        outbox.insert(&keys::of_place(Cursor { epoch, sequence })[..], encode(record)?.as_slice())?;
    }
    put_sessions(transaction, layer)
}

fn put_sessions(transaction: &WriteTransaction, layer: &Layer) -> Result<(), FileError> {
    let mut open = transaction.open_table(OPEN_SESSIONS)?;
    let mut closed = transaction.open_table(CLOSED_SESSIONS)?;
    for (key, session) in &layer.sessions {
        let row_key = keys::of_session(key);
        let row_key = row_key.as_slice();
        let row = encode(session)?;
        if session.is_open() {
            closed.remove(row_key)?;
            open.insert(row_key, row.as_slice())?;
        } else {
            open.remove(row_key)?;
            closed.insert(row_key, row.as_slice())?;
        }
    }
    Ok(())
}

fn encode<T: Serialize>(row: &T) -> Result<Vec<u8>, FileError> {
    postcard::to_stdvec(row).map_err(|error| FileError::Io(error.to_string()))
}
