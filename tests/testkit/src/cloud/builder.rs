//! Making a `lango-cloud`: the environment every test relies on, with what a test wants different.

use std::path::PathBuf;

use super::{Cloud, CloudError, find_lango_cloud};
use crate::machine::free_ports;

/// What `lango-cloud` says of a port it cannot have.
const PORT_TAKEN: &str = "another program uses";
/// Processes that share a database share it, so that they open each other's secrets.
const ENCRYPTION_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A `lango-cloud` to be.
#[derive(Default)]
pub struct CloudBuilder {
    binary: Option<PathBuf>,
    database: Option<String>,
    environment: Vec<(String, String)>,
}

impl CloudBuilder {
    /// This program instead of the one that is found.
    pub fn binary(mut self, binary: impl Into<PathBuf>) -> Self {
        self.binary = Some(binary.into());
        self
    }

    /// The database behind a URL instead of a file of its own. Its tables are brought up to date first.
    pub fn database(mut self, url: &str) -> Self {
        self.database = Some(url.to_owned());
        self
    }

    /// Adds to its environment, or changes what is there.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// How long a gateway's question is held.
    pub fn hold_seconds(self, seconds: u32) -> Self {
        self.env("HOLD_SECONDS", &seconds.to_string())
    }

    /// Makes its place, starts nothing.
    pub fn prepare(self) -> Result<Cloud, CloudError> {
        self.made()
    }

    /// Starts it, and returns when it serves. Ports that somebody took since they were found free are replaced by others.
    pub fn start(self) -> Result<Cloud, CloudError> {
        let mut more_tries = 3;
        loop {
            let mut cloud = self.made()?;
            if self.database.is_some() {
                cloud.command(&["migrate"])?;
            }
            match cloud.launch() {
                Ok(()) => return Ok(cloud),
                Err(CloudError::Ended { log, .. }) if more_tries > 0 && log.contains(PORT_TAKEN) => more_tries -= 1,
                Err(error) => return Err(error),
            }
        }
    }

    fn made(&self) -> Result<Cloud, CloudError> {
        let dir = tempfile::Builder::new().prefix("lango-cloud-").tempdir()?;
        let binary = match &self.binary {
            Some(binary) => binary.clone(),
            None => find_lango_cloud()?,
        };
        let [port, metrics_port] = free_ports()?;
        let environment = self.environment(port, metrics_port);
        Ok(Cloud { binary, environment, process: None, port, metrics_port, dir })
    }

    fn environment(&self, port: u16, metrics_port: u16) -> Vec<(String, String)> {
        let usual = [
            ("LISTEN", "127.0.0.1".to_owned()),
            ("PORT", port.to_string()),
            ("PUBLIC_URL", format!("http://127.0.0.1:{port}")),
            ("METRICS_LISTEN", format!("127.0.0.1:{metrics_port}")),
        ];
        let usual = usual.map(|(name, value)| (name.to_owned(), value));
        let database = self.database.iter().flat_map(|url| {
            let key = ("ENCRYPTION_KEY".to_owned(), ENCRYPTION_KEY.to_owned());
            [("DATABASE_URL".to_owned(), url.clone()), key]
        });
        usual.into_iter().chain(database).chain(self.environment.iter().cloned()).collect()
    }
}
