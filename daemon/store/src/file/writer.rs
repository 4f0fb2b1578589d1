//! Folding: a layer of rows is put into the file in one transaction. Folds use redb's quick repair: they are rare, so its
//! second sync costs little, and a reopen after a power cut need not scan the file.

use std::ops::Bound;
use std::sync::Arc;

use domain::checkout::Checkout;
use domain::event::Record;
use domain::ids::CheckoutId;
use domain::link::Cursor;
use domain::receipt::Receipt;
use domain::review::Review;
use domain::session::Session;
use redb::{Database, ReadableTable as _, ReadableTableMetadata as _, WriteTransaction};
use serde::Serialize;

use crate::file::{
    BY_OPENING, CHECKOUTS, CLOSED_SESSIONS, CODES, FILE_VERSION, File, FileError, META, OPEN_SESSIONS, OUTBOX, PLANS,
    RECEIPTS, REVIEWS, TICKETS, Table, View, decode, keys,
};
use crate::fold::Kept;
use crate::layer::Layer;

/// Lines of the outbox of a gateway that has never spoken to a cloud: six megabytes or so.
const MOST_UNTOLD: u64 = 50_000;
/// The oldest of them, looked at in one go.
const LOOKED_AT: usize = 20_000;

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
        let mut transaction = self.database.begin_write()?;
        transaction.set_quick_repair(true);
        let thins_out = !kept.has_cloud && thin_out(&transaction)?;
        let Some(a_month) = kept.a_month else { return if thins_out { Ok(transaction.commit()?) } else { Ok(()) } };
        // Their usage is in their tickets.
        retain(&transaction, CLOSED_SESSIONS, Bound::Unbounded, &mut |row| {
            decode::<Session>(row).map_or(true, |session| session.heard >= a_month)
        })?;
        retain(&transaction, CHECKOUTS, Bound::Unbounded, &mut |row| {
            decode::<Checkout>(row).map_or(true, |checkout| checkout.opened >= a_month)
        })?;
        let until = keys::of_opening(a_month, CheckoutId::from_bytes([0; 16]));
        retain(&transaction, BY_OPENING, Bound::Excluded(&until), &mut |_| false)?;
        retain(&transaction, REVIEWS, Bound::Unbounded, &mut |row| {
            decode::<Review>(row).map_or(true, |review| review.is_open() || review.opened >= a_month)
        })?;
        // What the cloud has not stored is kept, however old.
        let until = keys::of_place(kept.acknowledged);
        retain(&transaction, OUTBOX, Bound::Included(&until), &mut |row| {
            decode::<Record>(row).map_or(true, |record| record.moment >= a_month)
        })?;
        if let Some(a_quarter) = kept.a_quarter {
            retain(&transaction, RECEIPTS, Bound::Unbounded, &mut |row| {
                decode::<Receipt>(row).map_or(true, |receipt| receipt.heard >= a_quarter)
            })?;
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Keeps the outbox of a gateway that has no cloud within bounds, for the day it has one: sessions go first, their usage is
/// in the tickets; money never goes, and is little. Says whether anything was to go.
fn thin_out(transaction: &WriteTransaction) -> Result<bool, FileError> {
    let (mut excess, until) = {
        let outbox = transaction.open_table(OUTBOX)?;
        let excess = outbox.len()?.saturating_sub(MOST_UNTOLD);
        if excess == 0 {
            return Ok(false);
        }
        let until = outbox.iter()?.nth(LOOKED_AT).transpose()?.map_or(Vec::new(), |(key, _)| key.value().to_vec());
        (excess, until)
    };
    for is_second_round in [false, true] {
        retain(transaction, OUTBOX, Bound::Excluded(&until), &mut |row| {
            let may_go = || {
                decode::<Record>(row).is_ok_and(|record| {
                    if is_second_round { !record.event.is_of_money() } else { record.event.is_of_session() }
                })
            };
            let stays = excess == 0 || !may_go();
            excess -= u64::from(!stays);
            stays
        })?;
    }
    Ok(true)
}

/// Drops the rows of a table up to a key that are not to stay. One kind of closure for all: redb's code is made anew for
/// each.
fn retain(
    transaction: &WriteTransaction,
    table: Table,
    until: Bound<&[u8]>,
    stays: &mut dyn FnMut(&[u8]) -> bool,
) -> Result<(), FileError> {
    let mut table = transaction.open_table(table)?;
    Ok(table.retain_in::<&[u8], _>((Bound::Unbounded, until), |_, row| stays(row))?)
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
    if let Some(visitors) = &layer.visitors {
        meta.insert(&b"visitors"[..], encode(visitors)?.as_slice())?;
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
