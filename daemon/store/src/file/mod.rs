//! The redb file: its tables, its version, and reading rows as of the last fold.

mod error;
mod keys;
mod writer;

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use domain::checkout::Checkout;
use domain::code::Code;
use domain::event::Record;
use domain::ids::{CheckoutId, PlanId, TicketId};
use domain::ledger::Read;
use domain::link::{Cursor, Link};
use domain::plan::Plan;
use domain::receipt::{Receipt, ReceiptNumber};
use domain::review::Review;
use domain::session::{Session, SessionKey};
use domain::ticket::Ticket;
use domain::time::{Moment, Timeline};
use redb::{Builder, Database, ReadOnlyTable, ReadableDatabase, ReadableTable, TableDefinition};
use serde::de::DeserializeOwned;

use crate::changes::{Changes, Identity};
use crate::disk::{AnyBackend, Disk};
use crate::layer::Layer;

pub(crate) use error::FileError;
pub(crate) use writer::FileWriter;

/// The version of the tables below. A newer file is refused, and so are those of before the first release.
pub const FILE_VERSION: u32 = 4;
/// The name of the redb file in the data directory.
pub const FILE_NAME: &str = "lango.redb";

const CACHE_BYTES: usize = 2 << 20;
/// See [`keys`] for how keys are written.
type Table = TableDefinition<'static, &'static [u8], &'static [u8]>;
const META: Table = Table::new("meta");
const PLANS: Table = Table::new("plans");
const TICKETS: Table = Table::new("tickets");
/// Code to ticket.
const CODES: Table = Table::new("codes");
const OPEN_SESSIONS: Table = Table::new("open_sessions");
const CLOSED_SESSIONS: Table = Table::new("closed_sessions");
const CHECKOUTS: Table = Table::new("checkouts");
/// Nothing but keys.
const BY_OPENING: Table = Table::new("checkouts_by_opening");
const RECEIPTS: Table = Table::new("receipts");
const REVIEWS: Table = Table::new("reviews");
const OUTBOX: Table = Table::new("outbox");
/// The last version whose tables had keys of other kinds.
const VERSION_OF_OTHER_KEYS: u32 = 2;

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FileError> {
    postcard::from_bytes(bytes).map_err(|error| FileError::Damaged(format!("a row cannot be read: {error}")))
}

/// The version is asked for first: another version may have other tables.
fn version_of(database: &Database) -> Result<Option<u32>, FileError> {
    let meta = match database.begin_read()?.open_table(META) {
        Err(redb::TableError::TableTypeMismatch { .. }) => return Ok(Some(VERSION_OF_OTHER_KEYS)),
        opened => opened?,
    };
    meta.get(&b"version"[..])?.map(|value| decode(value.value())).transpose()
}

/// The folded rows, as of the last fold.
pub(crate) struct File {
    database: Arc<Database>,
    view: View,
}

type Rows = ReadOnlyTable<&'static [u8], &'static [u8]>;

struct View {
    meta: Rows,
    plans: Rows,
    tickets: Rows,
    codes: Rows,
    open_sessions: Rows,
    closed_sessions: Rows,
    checkouts: Rows,
    by_opening: Rows,
    receipts: Rows,
    reviews: Rows,
    outbox: Rows,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File").finish_non_exhaustive()
    }
}

impl View {
    fn of(database: &Database) -> Result<Self, FileError> {
        let transaction = database.begin_read()?;
        Ok(View {
            meta: transaction.open_table(META)?,
            plans: transaction.open_table(PLANS)?,
            tickets: transaction.open_table(TICKETS)?,
            codes: transaction.open_table(CODES)?,
            open_sessions: transaction.open_table(OPEN_SESSIONS)?,
            closed_sessions: transaction.open_table(CLOSED_SESSIONS)?,
            checkouts: transaction.open_table(CHECKOUTS)?,
            by_opening: transaction.open_table(BY_OPENING)?,
            receipts: transaction.open_table(RECEIPTS)?,
            reviews: transaction.open_table(REVIEWS)?,
            outbox: transaction.open_table(OUTBOX)?,
        })
    }
}

impl File {
    /// Makes a file with all its tables.
    pub(crate) fn create(disk: &dyn Disk, name: &str) -> Result<Self, FileError> {
        let backend = disk.backend(name).map_err(|error| FileError::Io(error.to_string()))?;
        let database = Builder::new().set_cache_size(CACHE_BYTES).create_with_backend(AnyBackend(backend))?;
        let writer = FileWriter { database: Arc::new(database) };
        writer.fold(&Layer::default(), 0)?;
        writer.read()
    }

    /// Opens the file. Every page is checked: what redb cannot vouch for is reported
    /// as damage here and never met later.
    pub(crate) fn open(disk: &dyn Disk, name: &str) -> Result<Self, FileError> {
        let backend = disk.backend(name).map_err(|error| FileError::Io(error.to_string()))?;
        if backend.len().map_err(|error| FileError::Io(error.to_string()))? == 0 {
            return Err(FileError::Damaged("it is empty".to_owned()));
        }
        let mut builder = Builder::new();
        builder.set_cache_size(CACHE_BYTES).set_check_integrity_on_open(true);
        let database = builder.create_with_backend(AnyBackend(backend))?;
        match version_of(&database)? {
            Some(found) if found > FILE_VERSION => Err(FileError::Newer { found }),
            Some(found) if found < FILE_VERSION => Err(FileError::Older { found }),
            Some(_) => Ok(File { view: View::of(&database)?, database: Arc::new(database) }),
            None => Err(FileError::Damaged("it carries no version".to_owned())),
        }
    }

    /// Reads from now on what the last fold has written.
    pub(crate) fn refresh(&mut self) -> Result<(), FileError> {
        self.view = View::of(&self.database)?;
        Ok(())
    }

    /// What puts layers into this file, on whichever thread.
    pub(crate) fn writer(&self) -> FileWriter {
        FileWriter { database: Arc::clone(&self.database) }
    }

    fn meta<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, FileError> {
        self.view.meta.get(key.as_bytes())?.map(|value| decode(value.value())).transpose()
    }

    pub(crate) fn identity(&self) -> Result<Option<Identity>, FileError> {
        self.meta("identity")
    }

    pub(crate) fn timeline(&self) -> Result<Option<Timeline>, FileError> {
        self.meta("timeline")
    }

    /// The timeline up to the last moment known to have been lived through.
    pub(crate) fn timeline_as_reached(&self) -> Result<Timeline, FileError> {
        let mut timeline = self.timeline()?.unwrap_or_default();
        self.reached()?.into_iter().for_each(|reached| timeline.resume(reached));
        Ok(timeline)
    }

    pub(crate) fn reached(&self) -> Result<Option<Moment>, FileError> {
        self.meta("reached")
    }

    pub(crate) fn link(&self) -> Result<Option<Link>, FileError> {
        self.meta("link")
    }

    pub(crate) fn visitors(&self) -> Result<Option<Vec<TicketId>>, FileError> {
        self.meta("visitors")
    }

    /// Up to `limit` lines of the outbox behind a place, in order.
    pub(crate) fn records_after(&self, after: Cursor, limit: usize) -> Result<Vec<Record>, FileError> {
        let after = keys::of_place(after);
        let rows = self.view.outbox.range::<&[u8]>((Bound::Excluded(&after[..]), Bound::Unbounded))?;
        rows.take(limit).map(|row| decode(row?.1.value())).collect()
    }

    /// Shows the places of the outbox behind one, in order, until it was enough.
    pub(crate) fn walk_outbox(&self, after: Cursor, more: &mut dyn FnMut(Cursor) -> bool) -> Result<(), FileError> {
        let after = keys::of_place(after);
        for row in self.view.outbox.range::<&[u8]>((Bound::Excluded(&after[..]), Bound::Unbounded))? {
            if !keys::place_in(row?.0.value()).is_some_and(&mut *more) {
                break;
            }
        }
        Ok(())
    }

    /// The last journal segment that is wholly in the file; zero before the first.
    pub(crate) fn folded_through(&self) -> Result<u64, FileError> {
        Ok(self.meta("folded_through")?.unwrap_or(0))
    }

    /// The highest sequence ever folded in an epoch, whether or not its record is still kept; zero for a new epoch.
    pub(crate) fn last_sequence(&self, epoch: u32) -> Result<u64, FileError> {
        let last: Option<(u32, u64)> = self.meta("last_record")?;
        Ok(last.filter(|(of_epoch, _)| *of_epoch == epoch).map_or(0, |(_, sequence)| sequence))
    }

    pub(crate) fn plan(&self, id: PlanId) -> Result<Option<Plan>, FileError> {
        self.view.plans.get(&id.bytes()[..])?.map(|row| decode(row.value())).transpose()
    }

    pub(crate) fn plans(&self) -> Result<Vec<Plan>, FileError> {
        self.view.plans.iter()?.map(|row| decode(row?.1.value())).collect()
    }

    pub(crate) fn ticket(&self, id: TicketId) -> Result<Option<Ticket>, FileError> {
        self.view.tickets.get(&id.bytes()[..])?.map(|row| decode(row.value())).transpose()
    }

    pub(crate) fn ticket_of_code(&self, code: Code) -> Result<Option<TicketId>, FileError> {
        self.view.codes.get(&code.bits().to_be_bytes()[..])?.map(|row| decode(row.value())).transpose()
    }

    /// Up to `limit` tickets behind an id, in the order of ids.
    pub(crate) fn tickets_after(&self, after: Option<TicketId>, limit: usize) -> Result<Vec<Ticket>, FileError> {
        let after = after.map(TicketId::bytes);
        let from = after.as_ref().map_or(Bound::Unbounded, |id| Bound::Excluded(&id[..]));
        let rows = self.view.tickets.range::<&[u8]>((from, Bound::Unbounded))?;
        rows.take(limit).map(|row| decode(row?.1.value())).collect()
    }

    pub(crate) fn checkout(&self, id: CheckoutId) -> Result<Option<Checkout>, FileError> {
        self.view.checkouts.get(&id.bytes()[..])?.map(|row| decode(row.value())).transpose()
    }

    /// The checkouts opened since a moment; all if there is none.
    pub(crate) fn checkouts_since(&self, since: Option<Moment>) -> Result<Vec<Checkout>, FileError> {
        let from = keys::of_opening(since.unwrap_or(Moment::BEGINNING), CheckoutId::from_bytes([0; 16]));
        let mut found = Vec::new();
        for row in self.view.by_opening.range(&from[..]..)? {
            let id = keys::checkout_of(row?.0.value());
            found.extend(id.map_or(Ok(None), |id| self.checkout(id))?);
        }
        Ok(found)
    }

    /// The ids of checkouts in a range, both ends included.
    pub(crate) fn checkouts_between(
        &self,
        from: CheckoutId,
        to: CheckoutId,
    ) -> Result<BTreeSet<CheckoutId>, FileError> {
        let (from, to) = (from.bytes(), to.bytes());
        let rows = self.view.checkouts.range(&from[..]..=&to[..])?;
        let ids: Result<Vec<_>, FileError> = rows.map(|row| Ok(keys::checkout_of(row?.0.value()))).collect();
        Ok(ids?.into_iter().flatten().collect())
    }

    /// Up to `limit` checkouts behind an id, in the order of ids.
    pub(crate) fn checkouts_after(&self, after: Option<CheckoutId>, limit: usize) -> Result<Vec<Checkout>, FileError> {
        let after = after.map(CheckoutId::bytes);
        let from = after.as_ref().map_or(Bound::Unbounded, |id| Bound::Excluded(&id[..]));
        let rows = self.view.checkouts.range::<&[u8]>((from, Bound::Unbounded))?;
        rows.take(limit).map(|row| decode(row?.1.value())).collect()
    }

    pub(crate) fn receipt(&self, number: ReceiptNumber) -> Result<Option<Receipt>, FileError> {
        self.view.receipts.get(&number.bytes()[..])?.map(|row| decode(row.value())).transpose()
    }

    pub(crate) fn reviews(&self) -> Result<Vec<Review>, FileError> {
        self.view.reviews.iter()?.map(|row| decode(row?.1.value())).collect()
    }

    pub(crate) fn closed_session(&self, key: &SessionKey) -> Result<Option<Session>, FileError> {
        let row = self.view.closed_sessions.get(&keys::of_session(key)[..])?;
        row.map(|row| decode(row.value())).transpose()
    }

    pub(crate) fn open_sessions(&self) -> Result<Vec<Session>, FileError> {
        self.view.open_sessions.iter()?.map(|row| decode(row?.1.value())).collect()
    }

    /// Everything in the file, in pieces of bounded size, for a snapshot.
    pub(crate) fn each_piece(&self, mut take: impl FnMut(Changes) -> Read<()>) -> Read<()> {
        let head = Changes {
            identity: self.identity()?,
            timeline: self.timeline()?,
            reached: self.reached()?,
            link: self.link()?,
            visitors: self.visitors()?,
            plans: self.plans()?,
            ..Changes::default()
        };
        take(head)?;
        each_chunk(&self.view.tickets, |tickets| take(Changes { tickets, ..Changes::default() }))?;
        each_chunk(&self.view.open_sessions, |sessions| take(Changes { sessions, ..Changes::default() }))?;
        each_chunk(&self.view.closed_sessions, |sessions| take(Changes { sessions, ..Changes::default() }))?;
        each_chunk(&self.view.checkouts, |checkouts| take(Changes { checkouts, ..Changes::default() }))?;
        each_chunk(&self.view.receipts, |receipts| take(Changes { receipts, ..Changes::default() }))?;
        each_chunk(&self.view.reviews, |reviews| take(Changes { reviews, ..Changes::default() }))?;
        each_chunk(&self.view.outbox, |records| take(Changes { records, ..Changes::default() }))
    }
}

fn each_chunk<T: DeserializeOwned>(table: &Rows, mut take: impl FnMut(Vec<T>) -> Read<()>) -> Read<()> {
    const ROWS: usize = 500;
    let mut chunk = Vec::with_capacity(ROWS);
    for row in table.iter().map_err(FileError::from)? {
        chunk.push(decode(row.map_err(FileError::from)?.1.value())?);
        if chunk.len() == ROWS {
            take(std::mem::take(&mut chunk))?;
        }
    }
    if chunk.is_empty() { Ok(()) } else { take(chunk) }
}
