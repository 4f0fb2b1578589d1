//! The redb file: tables, file version, reading rows, and folding a layer into it in one transaction. Folds use redb's
//! quick repair: they are rare, so its second sync costs little, and a reopen after a power cut need not scan the file.

use std::sync::Arc;

use domain::code::Code;
use domain::ids::{PlanId, TicketId};
use domain::ledger::{LedgerError, Read};
use domain::plan::Plan;
use domain::session::{Session, SessionKey};
use domain::ticket::Ticket;
use domain::time::{Moment, Timeline};
use redb::{Builder, Database, ReadOnlyTable, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::changes::{Changes, Identity};
use crate::disk::{AnyBackend, Disk};
use crate::layer::Layer;

/// The version of the tables below. A newer file is refused, an older one is brought up.
pub const FILE_VERSION: u32 = 1;
/// The name of the redb file in the data directory.
pub const FILE_NAME: &str = "lango.redb";

const CACHE_BYTES: usize = 2 << 20;
const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");
const PLANS: TableDefinition<[u8; 16], &[u8]> = TableDefinition::new("plans");
const TICKETS: TableDefinition<[u8; 16], &[u8]> = TableDefinition::new("tickets");
/// Code to ticket.
const CODES: TableDefinition<u64, [u8; 16]> = TableDefinition::new("codes");
const OPEN_SESSIONS: TableDefinition<(&str, &str), &[u8]> = TableDefinition::new("open_sessions");
const CLOSED_SESSIONS: TableDefinition<(&str, &str), &[u8]> = TableDefinition::new("closed_sessions");
/// Epoch and sequence to record.
const OUTBOX: TableDefinition<(u32, u64), &[u8]> = TableDefinition::new("outbox");

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("it was written by a newer langod (file version {found}, this one knows {FILE_VERSION})")]
    Newer { found: u32 },
    #[error("it is damaged: {0}")]
    Damaged(String),
    #[error("{0}")]
    Io(String),
}

impl From<redb::Error> for FileError {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Io(io) if !is_damage(&io) => FileError::Io(io.to_string()),
            other => FileError::Damaged(other.to_string()),
        }
    }
}

/// A file cut short or filled with something else is told by these kinds; anything else is the disk's own trouble.
fn is_damage(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof)
}

macro_rules! from_redb {
    ($($source:ty),*) => {
        $(impl From<$source> for FileError {
            fn from(error: $source) -> Self {
                redb::Error::from(error).into()
            }
        })*
    };
}

from_redb!(
    redb::DatabaseError,
    redb::StorageError,
    redb::TableError,
    redb::TransactionError,
    redb::CommitError,
    redb::SetDurabilityError
);

impl From<FileError> for LedgerError {
    fn from(error: FileError) -> Self {
        LedgerError { cause: error.to_string() }
    }
}

fn encode<T: Serialize>(row: &T) -> Result<Vec<u8>, FileError> {
    postcard::to_stdvec(row).map_err(|error| FileError::Io(error.to_string()))
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FileError> {
    postcard::from_bytes(bytes).map_err(|error| FileError::Damaged(format!("a row cannot be read: {error}")))
}

/// The folded rows, as of the last fold.
pub(crate) struct File {
    database: Arc<Database>,
    view: View,
}

struct View {
    meta: ReadOnlyTable<&'static str, &'static [u8]>,
    plans: ReadOnlyTable<[u8; 16], &'static [u8]>,
    tickets: ReadOnlyTable<[u8; 16], &'static [u8]>,
    codes: ReadOnlyTable<u64, [u8; 16]>,
    open_sessions: ReadOnlyTable<(&'static str, &'static str), &'static [u8]>,
    closed_sessions: ReadOnlyTable<(&'static str, &'static str), &'static [u8]>,
    outbox: ReadOnlyTable<(u32, u64), &'static [u8]>,
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
            outbox: transaction.open_table(OUTBOX)?,
        })
    }
}

impl File {
    /// Opens the file, or makes it with all its tables. Every page is checked: what redb cannot vouch for is reported
    /// as damage here and never met later.
    pub(crate) fn open(disk: &dyn Disk, name: &str) -> Result<Self, FileError> {
        let backend = disk.backend(name).map_err(|error| FileError::Io(error.to_string()))?;
        let is_new = backend.len().map_err(|error| FileError::Io(error.to_string()))? == 0;
        let mut builder = Builder::new();
        builder.set_cache_size(CACHE_BYTES).set_check_integrity_on_open(!is_new);
        let database = builder.create_with_backend(AnyBackend(backend))?;
        if is_new {
            let folder = Folder { database: Arc::new(database) };
            folder.fold(&Layer::default(), 0)?;
            folder.read()
        } else {
            let view = View::of(&database)?;
            let file = File { database: Arc::new(database), view };
            match file.meta::<u32>("version")? {
                Some(found) if found > FILE_VERSION => Err(FileError::Newer { found }),
                Some(_) => Ok(file),
                None => Err(FileError::Damaged("it carries no version".to_owned())),
            }
        }
    }

    /// Reads from now on what the last fold has written.
    pub(crate) fn refresh(&mut self) -> Result<(), FileError> {
        self.view = View::of(&self.database)?;
        Ok(())
    }

    /// What folds layers into this file, on whichever thread.
    pub(crate) fn folder(&self) -> Folder {
        Folder { database: Arc::clone(&self.database) }
    }

    fn meta<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, FileError> {
        self.view.meta.get(key)?.map(|value| decode(value.value())).transpose()
    }

    pub(crate) fn identity(&self) -> Result<Option<Identity>, FileError> {
        self.meta("identity")
    }

    pub(crate) fn timeline(&self) -> Result<Option<Timeline>, FileError> {
        self.meta("timeline")
    }

    pub(crate) fn reached(&self) -> Result<Option<Moment>, FileError> {
        self.meta("reached")
    }

    /// The last journal segment that is wholly in the file; zero before the first.
    pub(crate) fn folded_through(&self) -> Result<u64, FileError> {
        Ok(self.meta("folded_through")?.unwrap_or(0))
    }

    /// The highest sequence in the outbox of an epoch; zero if it is empty.
    pub(crate) fn last_sequence(&self, epoch: u32) -> Result<u64, FileError> {
        let last = self.view.outbox.range((epoch, 0)..=(epoch, u64::MAX))?.next_back().transpose()?;
        Ok(last.map_or(0, |(key, _)| key.value().1))
    }

    pub(crate) fn plan(&self, id: PlanId) -> Result<Option<Plan>, FileError> {
        self.view.plans.get(id.bytes())?.map(|row| decode(row.value())).transpose()
    }

    pub(crate) fn plans(&self) -> Result<Vec<Plan>, FileError> {
        self.view.plans.iter()?.map(|row| decode(row?.1.value())).collect()
    }

    pub(crate) fn ticket(&self, id: TicketId) -> Result<Option<Ticket>, FileError> {
        self.view.tickets.get(id.bytes())?.map(|row| decode(row.value())).transpose()
    }

    pub(crate) fn ticket_of_code(&self, code: Code) -> Result<Option<TicketId>, FileError> {
        Ok(self.view.codes.get(code.bits())?.map(|row| TicketId::from_bytes(row.value())))
    }

    /// Up to `limit` tickets behind an id, in the order of ids.
    pub(crate) fn tickets_after(&self, after: Option<TicketId>, limit: usize) -> Result<Vec<Ticket>, FileError> {
        use std::ops::Bound;
        let from = after.map_or(Bound::Unbounded, |id| Bound::Excluded(id.bytes()));
        let rows = self.view.tickets.range::<[u8; 16]>((from, Bound::Unbounded))?;
        rows.take(limit).map(|row| decode(row?.1.value())).collect()
    }

    pub(crate) fn closed_session(&self, key: &SessionKey) -> Result<Option<Session>, FileError> {
        let row = self.view.closed_sessions.get((key.nas.as_str(), key.id.as_str()))?;
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
            plans: self.plans()?,
            ..Changes::default()
        };
        take(head)?;
        each_chunk(&self.view.tickets, |tickets| take(Changes { tickets, ..Changes::default() }))?;
        each_chunk(&self.view.open_sessions, |sessions| take(Changes { sessions, ..Changes::default() }))?;
        each_chunk(&self.view.closed_sessions, |sessions| take(Changes { sessions, ..Changes::default() }))?;
        each_chunk(&self.view.outbox, |records| take(Changes { records, ..Changes::default() }))
    }
}

fn each_chunk<K: redb::Key + 'static, T: DeserializeOwned>(
    table: &ReadOnlyTable<K, &'static [u8]>,
    mut take: impl FnMut(Vec<T>) -> Read<()>,
) -> Read<()> {
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

/// Writes layers into the file.
pub(crate) struct Folder {
    database: Arc<Database>,
}

impl Folder {
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

fn put_rows(transaction: &WriteTransaction, layer: &Layer, through: u64) -> Result<(), FileError> {
    let mut meta = transaction.open_table(META)?;
    meta.insert("version", encode(&FILE_VERSION)?.as_slice())?;
    meta.insert("folded_through", encode(&through)?.as_slice())?;
    if let Some(identity) = &layer.identity {
        meta.insert("identity", encode(identity)?.as_slice())?;
    }
    if let Some(timeline) = &layer.timeline {
        meta.insert("timeline", encode(timeline)?.as_slice())?;
    }
    if let Some(reached) = &layer.reached {
        meta.insert("reached", encode(reached)?.as_slice())?;
    }
    let mut plans = transaction.open_table(PLANS)?;
    for plan in layer.plans.values() {
        plans.insert(plan.id.bytes(), encode(plan)?.as_slice())?;
    }
    let mut tickets = transaction.open_table(TICKETS)?;
    for ticket in layer.tickets.values() {
        tickets.insert(ticket.id.bytes(), encode(ticket)?.as_slice())?;
    }
    let mut codes = transaction.open_table(CODES)?;
    for (code, id) in &layer.codes {
        codes.insert(code.bits(), id.bytes())?;
    }
    let mut outbox = transaction.open_table(OUTBOX)?;
    for (&key, record) in &layer.records {
        outbox.insert(key, encode(record)?.as_slice())?;
    }
    put_sessions(transaction, layer)
}

fn put_sessions(transaction: &WriteTransaction, layer: &Layer) -> Result<(), FileError> {
    let mut open = transaction.open_table(OPEN_SESSIONS)?;
    let mut closed = transaction.open_table(CLOSED_SESSIONS)?;
    for (key, session) in &layer.sessions {
        let row_key = (key.nas.as_str(), key.id.as_str());
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
