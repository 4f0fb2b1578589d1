//! Making a `langod`: the configuration every test relies on, with what a test wants different.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use super::log::Log;
use super::process::Launch;
use super::{Langod, LangodError, find_langod};
use crate::daraja::DarajaConfig;
use crate::machine::free_ports;

/// What `langod` says of a port it cannot have.
const PORT_TAKEN: &str = "another program uses this port";

/// Where everything listens on loopback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the configuration's own words")]
pub struct Ports {
    pub portal: u16,
    pub auth: u16,
    pub acct: u16,
    /// The router's, where `langod` sends Disconnect- and CoA-Requests.
    pub coa: u16,
    pub management: u16,
}

impl Ports {
    /// Ports nobody holds.
    pub fn free() -> std::io::Result<Self> {
        let [portal, auth, acct, coa, management] = free_ports()?;
        Ok(Ports { portal, auth, acct, coa, management })
    }
}

/// A `langod` to be.
pub struct LangodBuilder {
    binary: Option<PathBuf>,
    launcher: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    ports: Option<Ports>,
    site_name: String,
    language: String,
    interim_seconds: u32,
    nas_address: String,
    secret: String,
    most_in_ten_minutes: u32,
    mpesa: String,
    edits: Vec<(String, String)>,
}

impl Default for LangodBuilder {
    fn default() -> Self {
        LangodBuilder {
            binary: None,
            launcher: Vec::new(),
            environment: Vec::new(),
            ports: None,
            site_name: "Kibanda WiFi".to_owned(),
            language: "en".to_owned(),
            interim_seconds: 60,
            nas_address: "127.0.0.1".to_owned(),
            secret: "a-secret-for-tests-only".to_owned(),
            most_in_ten_minutes: 150,
            mpesa: String::new(),
            edits: Vec::new(),
        }
    }
}

impl LangodBuilder {
    /// This program instead of the one that is found.
    pub fn binary(mut self, binary: impl Into<PathBuf>) -> Self {
        self.binary = Some(binary.into());
        self
    }

    /// Runs it under another program, as an emulator or tracer; commands too.
    pub fn launcher<S: Into<OsString>>(mut self, words: impl IntoIterator<Item = S>) -> Self {
        self.launcher = words.into_iter().map(Into::into).collect();
        self
    }

    /// Adds to its environment.
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// These ports instead of free ones.
    pub fn ports(mut self, ports: Ports) -> Self {
        self.ports = Some(ports);
        self
    }

    /// The site's name.
    pub fn site_name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.site_name);
        self
    }

    /// The site's language, `en` or `sw`.
    pub fn language(mut self, tag: &str) -> Self {
        tag.clone_into(&mut self.language);
        self
    }

    /// How often the router reports.
    pub fn interim_seconds(mut self, seconds: u32) -> Self {
        self.interim_seconds = seconds;
        self
    }

    /// The router's address, or a network in which all are routers with the same secret.
    pub fn nas_address(mut self, address: &str) -> Self {
        address.clone_into(&mut self.nas_address);
        self
    }

    /// The secret shared with the router.
    pub fn secret(mut self, secret: &str) -> Self {
        secret.clone_into(&mut self.secret);
        self
    }

    /// So many guests may be asked to pay within ten minutes; 150 otherwise.
    pub fn most_in_ten_minutes(mut self, most: u32) -> Self {
        self.most_in_ten_minutes = most;
        self
    }

    /// Takes M-PESA from a stand-in with its usual paybill and app, asking so long after the push and so far apart. The
    /// machine's clock is taken for right.
    pub fn takes_mpesa(mut self, base_url: &str, query_after_secs: u64, query_interval_secs: u64) -> Self {
        let DarajaConfig { consumer_key, consumer_secret, passkey, merchant, .. } = DarajaConfig::paybill();
        let (shortcode, most_in_ten_minutes) = (merchant.shortcode(), self.most_in_ten_minutes);
        self.mpesa = format!(
            r#"
[mpesa]
base_url = "{base_url}"
kind = "paybill"
shortcode = "{shortcode}"
consumer_key = "{consumer_key}"
consumer_secret = "{consumer_secret}"
passkey = "{passkey}"
callback_base = "https://cloud.example.net"
query_after_seconds = {query_after_secs}
query_interval_seconds = {query_interval_secs}
most_in_ten_minutes = {most_in_ten_minutes}
"#
        );
        self.edit("timezone = \"Africa/Nairobi\"\n", "timezone = \"Africa/Nairobi\"\ntrust_clock = true\n")
    }

    /// Puts a text in the place of another in the finished configuration, for what has no word here.
    pub fn edit(mut self, from: &str, to: &str) -> Self {
        self.edits.push((from.to_owned(), to.to_owned()));
        self
    }

    /// Writes the configuration, starts nothing.
    pub fn prepare(self) -> Result<Langod, LangodError> {
        self.made()
    }

    fn made(&self) -> Result<Langod, LangodError> {
        let ports = match self.ports {
            Some(ports) => ports,
            None => Ports::free()?,
        };
        let dir = tempfile::Builder::new().prefix("lango-").tempdir()?;
        let (config, data) = (dir.path().join("langod.toml"), dir.path().join("data"));
        fs::create_dir(&data)?;
        fs::write(&config, self.configuration(ports))?;
        let binary = match &self.binary {
            Some(binary) => binary.clone(),
            None => find_langod()?,
        };
        let (launcher, environment) = (self.launcher.clone(), self.environment.clone());
        let launch = Launch { binary, launcher, environment, config, data };
        Ok(Langod { launch, process: None, log: Log::default(), ports, secret: self.secret.clone(), dir })
    }

    /// Writes the configuration, starts it, and returns when it serves. Ports that somebody took since they were found
    /// free are replaced by others.
    pub fn start(self) -> Result<Langod, LangodError> {
        let mut more_tries = if self.ports.is_some() { 0 } else { 3 };
        loop {
            let mut langod = self.made()?;
            match langod.launch() {
                Ok(()) => return Ok(langod),
                Err(LangodError::Ended { log, .. }) if more_tries > 0 && log.contains(PORT_TAKEN) => more_tries -= 1,
                Err(error) => return Err(error),
            }
        }
    }

    fn configuration(&self, ports: Ports) -> String {
        let Ports { portal, auth, acct, coa, management } = ports;
        let LangodBuilder { site_name, language, interim_seconds, nas_address, secret, mpesa, .. } = self;
        let written = format!(
            r#"[site]
name = "{site_name}"
provider_id = "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11"
language = "{language}"
timezone = "Africa/Nairobi"
support_phone = "0700000000"

[portal]
listen = "127.0.0.1:{portal}"

[radius]
auth_listen = "127.0.0.1:{auth}"
acct_listen = "127.0.0.1:{acct}"
interim_seconds = {interim_seconds}

[[radius.nas]]
name = "router"
address = "{nas_address}"
secret = "{secret}"
coa = "127.0.0.1:{coa}"

[enforcement]
driver = "radius"

[management]
listen = "127.0.0.1:{management}"
{mpesa}"#
        );
        self.edits.iter().fold(written, |text, (from, to)| text.replace(from, to))
    }
}
