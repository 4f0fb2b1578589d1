//! What can be wrong with the redb file, sorted by what its owner can do about it.

use domain::ledger::LedgerError;

use crate::file::FILE_VERSION;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("it was written by a newer langod (file version {found}, this one knows {FILE_VERSION})")]
    Newer { found: u32 },
    #[error("it was written before the first release (file version {found}, this one knows {FILE_VERSION})")]
    Older { found: u32 },
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
