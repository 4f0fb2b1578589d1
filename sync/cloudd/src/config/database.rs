//! Where the books are: a file of our own, or PostgreSQL.

use std::fmt;
use std::path::Path;

use super::{ConfigError, Masked};

/// The embedded default's file.
const FILE_NAME: &str = "lango-cloud.db";

/// Which kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Inside this process. One process only.
    Sqlite,
    /// A server that any number of processes share.
    Postgresql,
}

/// A database's address. Its password does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Database {
    engine: Engine,
    is_default: bool,
    url: Masked,
}

impl Database {
    /// The file in the data directory, which needs nothing installed.
    pub(super) fn embedded(data: &Path) -> Self {
        let url = format!("sqlite://{}?mode=rwc", data.join(FILE_NAME).display());
        Database { engine: Engine::Sqlite, is_default: true, url: Masked::from(url) }
    }

    /// Reads DATABASE_URL.
    pub(super) fn parse(url: String) -> Result<Self, ConfigError> {
        let engine = match url.split_once(':') {
            Some(("sqlite", _)) => Engine::Sqlite,
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => Engine::Postgresql,
            _ => {
                let wanted = "postgresql://USER:PASSWORD@HOST/NAME nor sqlite:FILE";
                return Err(ConfigError(format!("DATABASE_URL is neither {wanted}")));
            }
        };
        Ok(Database { engine, is_default: false, url: Masked::from(url) })
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// Whether nobody named it: then `serve` brings its tables up to date by itself.
    pub(crate) fn is_default(&self) -> bool {
        self.is_default
    }

    /// The address with its password.
    pub(crate) fn url(&self) -> &str {
        self.url.expose()
    }
}

/// The address without its password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, parameters) = self.url().split_once('?').unwrap_or((self.url(), ""));
        let (scheme, rest) = address.split_once("://").unwrap_or(("sqlite", address));
        let shown = match rest.rsplit_once('@') {
            Some((who, place)) => format!("{}:****@{place}", who.split(':').next().unwrap_or_default()),
            None => rest.to_owned(),
        };
        // A password may stand among the parameters, and so may a key's.
        let hidden = if parameters.contains("pass") { "?****" } else { "" };
        write!(f, "{scheme}://{shown}{hidden}")
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_postgresql_are_read_and_other_databases_refused() {
        for (url, engine) in [
            ("postgres://lango@db/lango", Engine::Postgresql),
            ("postgresql://lango@db/lango", Engine::Postgresql),
            ("sqlite:///srv/lango.db", Engine::Sqlite),
            ("sqlite:lango.db", Engine::Sqlite),
        ] {
            assert_eq!(Database::parse(url.to_owned()).unwrap().engine(), engine);
        }
        for url in ["mysql://root:geheim@db/lango", "postgres", "/srv/lango.db"] {
            let sentence = Database::parse(url.to_owned()).unwrap_err().to_string();
            assert!(sentence.starts_with("DATABASE_URL") && !sentence.contains("geheim"), "{sentence}");
        }
    }

    #[test]
    fn a_password_is_not_shown_wherever_it_stands() {
        for (url, shown) in [
            ("postgresql://lango:geheim@db:5432/lango", "postgresql://lango:****@db:5432/lango"),
            ("postgresql://lango:geh@eim@db/lango", "postgresql://lango:****@db/lango"),
            ("postgresql://db/lango?user=lango&password=geheim", "postgresql://db/lango?****"),
        ] {
            let database = Database::parse(url.to_owned()).unwrap();
            assert_eq!(format!("{database}"), shown);
            assert_eq!(format!("{database:?}"), shown);
        }
    }
}
