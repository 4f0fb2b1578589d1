//! `langod` as the owner of a site meets it: a configuration, a data directory, the command line, and the listeners of
//! a running one.

mod config;
mod http;
pub mod ports;
mod tickets;

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use radius_proto::Secret;

pub use http::{Page, get};
pub use tickets::{Status, Ticket};

use crate::clock;
use crate::running::Running;
use crate::scratch::Scratch;
use ports::{free_tcp_port, free_udp_port};

/// How long a start may take before it counts as failed.
const START: Duration = Duration::from_secs(30);

/// A site: one configuration and one data directory.
#[derive(Clone, Debug)]
pub struct Site {
    langod: PathBuf,
    folder: PathBuf,
    scratch: Scratch,
    /// Authentication.
    pub auth: SocketAddr,
    /// Accounting.
    pub acct: SocketAddr,
    /// The portal.
    pub portal: SocketAddr,
    /// The secret of the only NAS, which is this machine.
    pub secret: Secret,
}

/// A site whose `langod` runs.
#[derive(Debug)]
pub struct Open {
    running: Running,
    /// From its start to the first 200 of /healthz.
    pub start_time: Duration,
}

impl Site {
    /// Lays out a site with one plan called "1 day", on free ports.
    pub fn new(scratch: &Scratch, name: &str, langod: &Path) -> Result<Self> {
        if !langod.is_file() {
            bail!(
                "{} is missing: `cargo build --release -p gatewayd` builds it, LANGOD names another",
                langod.display()
            );
        }
        let site = Site {
            langod: langod.to_path_buf(),
            folder: scratch.room(name)?,
            scratch: scratch.clone(),
            auth: free_udp_port()?,
            acct: free_udp_port()?,
            portal: free_tcp_port()?,
            secret: Secret::new(config::SECRET)?,
        };
        fs::create_dir_all(site.data())?;
        fs::write(site.config(), config::text(&site, free_udp_port()?, free_tcp_port()?))?;
        let plan = "plan add --price 20 --kind elapsed --duration 24h --rate 2M/5M --devices 1 --name";
        site.ask(&[plan.split(' ').collect(), vec![tickets::PLAN]].concat())?;
        Ok(site)
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Starts `langod run` and returns once the portal answers.
    pub fn open(&self) -> Result<Open> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let mut command = self.command();
        command.arg("run").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let begun = clock::now();
        let running = self.scratch.start(&mut command)?;
        let ready = || get(self.portal, "/healthz").is_ok_and(|page| page.status == 200) || !running.is_alive();
        let waited = clock::wait_for(START, Duration::from_micros(500), ready);
        let start_time = begun.elapsed();
        if waited.is_none() || !running.is_alive() {
            bail!("langod does not answer GET /healthz; its log is:\n{}", self.log_text());
        }
        Ok(Open { running, start_time })
    }

    /// Runs one command of the command line and returns what it printed.
    pub fn ask(&self, arguments: &[&str]) -> Result<String> {
        let output = self.try_ask(arguments)?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("langod {} failed ({}): {}", arguments.join(" "), output.status, said.trim());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs one command of the command line, whatever becomes of it.
    pub fn try_ask(&self, arguments: &[&str]) -> Result<Output> {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::null());
        command.output().with_context(|| format!("starting {}", self.langod.display()))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.langod);
        command.arg("--config").arg(self.config()).arg("--data").arg(self.data());
        command
    }

    fn config(&self) -> PathBuf {
        self.folder.join("langod.toml")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("langod.log")
    }

    fn log_text(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }
}

impl Open {
    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// Cuts its power.
    pub fn kill(self) -> Result<()> {
        self.running.kill()
    }

    /// Asks it to end, and tells the bytes it had caused to be written in all.
    pub fn stop(self) -> Result<u64> {
        self.running.stop()
    }
}
