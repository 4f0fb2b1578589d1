//! What can go wrong, sorted by what the caller can do about it. No message carries a parameter, a row or an address: the
//! database's own texts may, so only its code and the name of the rule it applied are kept.

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

/// Why the store did not do what was asked. Nothing was changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Try again later.
    #[error("the database cannot be reached ({0})")]
    Unreachable(String),
    /// The schema is older than this program.
    #[error("the database lacks steps of the schema: run `lango-cloud migrate`")]
    Pending,
    /// Somebody else was writing the same thing; try again.
    #[error("somebody else was writing the same")]
    Contended,
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A row is not what we write.
    #[error("the database holds {0} that we cannot have written")]
    Damaged(&'static str),
    /// The database refused a statement: a full disk, a missing right, or our mistake.
    #[error("the database refused ({0})")]
    Broken(String),
}

/// The rule that says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The address names no database we know.
    #[error("a database is named by sqlite:PATH or postgresql://…")]
    Address,
    /// A site of that provider has the name.
    #[error("another site has this name")]
    SiteNameTaken,
    /// Somebody signs in with that address.
    #[error("somebody signs in with this e-mail address already")]
    EmailTaken,
    /// What is to be made exists.
    #[error("it exists already")]
    Exists,
    /// The provider has no such site.
    #[error("there is no such site")]
    NoSuchSite,
    /// There is no such provider.
    #[error("there is no such provider")]
    NoSuchProvider,
    /// Records of another epoch, or not one after the other.
    #[error("the records are not of one epoch, one after the other")]
    Disordered,
    /// An amount of money that no site can have taken.
    #[error("an amount is larger than any that can be paid")]
    AbsurdAmount,
    /// A count beyond what is ever counted.
    #[error("a count is larger than any that can be reached")]
    AbsurdCount,
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error {
            DbErr::Conn(RuntimeErr::SqlxError(error))
            | DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => StoreError::from(&*error),
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => StoreError::Unreachable("no free connection".into()),
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => StoreError::Unreachable("no connection".into()),
            DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => StoreError::Damaged("a value"),
            _ => StoreError::Broken("not a statement it understands".into()),
        }
    }
}

impl From<&sqlx::Error> for StoreError {
    fn from(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => judge(error.code().as_deref().unwrap_or_default(), error.constraint()),
            sqlx::Error::Io(error) => StoreError::Unreachable(error.kind().to_string()),
            sqlx::Error::Tls(_) => StoreError::Unreachable("TLS failed".into()),
            sqlx::Error::PoolTimedOut => StoreError::Unreachable("no free connection".into()),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => StoreError::Unreachable("closed".into()),
            sqlx::Error::Protocol(_) => StoreError::Unreachable("it speaks otherwise".into()),
            sqlx::Error::Configuration(_) => StoreError::Refused(Refused::Address),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => StoreError::Damaged("a value"),
            _ => StoreError::Broken("not a statement it understands".into()),
        }
    }
}

/// Codes: SQLSTATE on PostgreSQL (appendix A of its manual), extended result codes on SQLite.
fn judge(code: &str, constraint: Option<&str>) -> StoreError {
    let is_sqlite_busy = code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)) && code.len() < 5;
    match code {
        "23505" | "1555" | "2067" => StoreError::Refused(Refused::Exists),
        "40001" | "40P01" | "55P03" => StoreError::Contended,
        "42P01" | "42703" | "1" => StoreError::Pending,
        // One statement took too long. The server is there for everybody else.
        "57014" => StoreError::Broken(format!("code {code}, too slow")),
        _ if is_sqlite_busy => StoreError::Contended,
        _ if ["08", "53", "57", "28", "3D"].iter().any(|class| code.starts_with(class) && code.len() == 5) => {
            StoreError::Unreachable(format!("SQLSTATE {code}"))
        }
        _ => StoreError::Broken(match constraint {
            Some(rule) => format!("code {code}, rule {rule}"),
            None => format!("code {code}"),
        }),
    }
}

/// Says which name was taken, where the database only knows that one was.
pub(crate) trait OrRefused<T> {
    /// Turns [`Refused::Exists`] into a more telling one.
    fn or_refused(self, refused: Refused) -> Result<T, StoreError>;
}

impl<T, E: Into<StoreError>> OrRefused<T> for Result<T, E> {
    fn or_refused(self, refused: Refused) -> Result<T, StoreError> {
        self.map_err(|error| match error.into() {
            StoreError::Refused(Refused::Exists) => StoreError::Refused(refused),
            error => error,
        })
    }
}
