//! The real `langod` under test: its own configuration, data directory and ports, started, killed and started again.
//! What it is asked at the command line is in `command`; how its program is found, in `binary`.

mod binary;
mod builder;
mod command;
mod entrance;
mod log;
mod process;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitStatus;

use tempfile::TempDir;

pub use self::binary::find_langod;
pub use self::builder::{LangodBuilder, Ports};
pub use self::command::Output;
pub use self::entrance::Entrance;
pub use self::log::Log;

use self::process::{Launch, Process};
use crate::machine::{PATIENCE, poll};
use crate::phone;
use crate::router::{ANY_PORT, RouterConfig};

/// A `langod` with a place of its own. Dropping it kills the process and removes the directory.
pub struct Langod {
    launch: Launch,
    process: Option<Process>,
    log: Log,
    ports: Ports,
    secret: String,
    // Last, so that the process is gone before its files are.
    dir: TempDir,
}

/// Why `langod` does not do as the test wants.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum LangodError {
    #[error("no langod beside this program or in target/: `cargo build -p gatewayd` makes one, or LANGOD names one")]
    NoBinary,
    #[error("the machine does not play along")]
    Machine(#[from] std::io::Error),
    #[error("langod ended with {status} before it served:\n{log}")]
    Ended { status: ExitStatus, log: String },
    #[error("langod does not answer at {url}:\n{log}")]
    Silent { url: String, log: String },
    #[error("langod does not end:\n{log}")]
    Lingers { log: String },
    #[error("langod is not running")]
    NotRunning,
    #[error("langod {arguments} ended with {status}:\n{stderr}")]
    Command { arguments: String, status: ExitStatus, stderr: String },
    #[error("langod {arguments} printed something else than expected:\n{stdout}")]
    Unreadable { arguments: String, stdout: String },
}

impl Langod {
    /// One with the usual configuration, serving.
    pub fn start() -> Result<Self, LangodError> {
        Self::builder().start()
    }

    /// One to be told more first.
    pub fn builder() -> LangodBuilder {
        LangodBuilder::default()
    }

    /// Starts the process and returns when it serves. Nothing happens if it runs already.
    pub fn launch(&mut self) -> Result<(), LangodError> {
        if self.process.is_none() {
            let mark = self.log.mark();
            self.process = Some(self.launch.start(&self.log)?);
            self.wait_until_serving(mark)?;
        }
        Ok(())
    }

    /// Pulls the plug: SIGKILL.
    pub fn kill_9(&mut self) -> Result<ExitStatus, LangodError> {
        let mut process = self.process.take().ok_or(LangodError::NotRunning)?;
        Ok(process.kill_9()?)
    }

    /// Asks it to end: SIGTERM.
    pub fn stop(&mut self) -> Result<ExitStatus, LangodError> {
        let mut process = self.process.take().ok_or(LangodError::NotRunning)?;
        process.terminate()?;
        let ended = poll(PATIENCE, || process.ended());
        ended.ok_or_else(|| LangodError::Lingers { log: self.log.text() })
    }

    /// Ends it in order and starts it again with the same data.
    pub fn restart(&mut self) -> Result<(), LangodError> {
        self.stop()?;
        self.launch()
    }

    /// The process, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Process::pid)
    }

    /// What it has printed, all runs together.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Where guests find the portal, up to the question mark.
    pub fn portal_url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.ports.portal)
    }

    /// Where the metrics are.
    pub fn metrics_url(&self) -> String {
        format!("http://127.0.0.1:{}/metrics", self.ports.management)
    }

    /// The RADIUS authentication port.
    pub fn auth_port(&self) -> u16 {
        self.ports.auth
    }

    /// The RADIUS accounting port.
    pub fn acct_port(&self) -> u16 {
        self.ports.acct
    }

    /// Where it sends Disconnect- and CoA-Requests.
    pub fn coa_port(&self) -> u16 {
        self.ports.coa
    }

    /// The secret it shares with the router.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Its configuration file.
    pub fn config_path(&self) -> &Path {
        &self.launch.config
    }

    /// Its data directory.
    pub fn data_dir(&self) -> &Path {
        &self.launch.data
    }

    /// The directory both are in, for a test's own files.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Its program.
    pub fn binary(&self) -> &Path {
        &self.launch.binary
    }

    /// A stand-in router that belongs to it.
    pub fn router_config(&self) -> RouterConfig {
        let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        RouterConfig {
            coa_listen: local(self.ports.coa),
            control_listen: ANY_PORT,
            ..RouterConfig::new(&self.portal_url(), local(self.ports.auth), local(self.ports.acct), &self.secret)
        }
    }

    /// Its own word is waited for too: on a port it could not have, somebody else may answer.
    fn wait_until_serving(&mut self, mark: usize) -> Result<(), LangodError> {
        let url = format!("{}healthz", self.portal_url());
        let Some(process) = &mut self.process else { return Err(LangodError::NotRunning) };
        let seen = poll(PATIENCE, || match process.ended() {
            Some(status) => Some(Err(status)),
            None if !self.log.lines(mark).iter().any(|line| line.contains(" serving")) => None,
            None => phone::get(&url).ok().filter(|page| page.status == 200).map(|_| Ok(())),
        });
        match seen {
            Some(Ok(())) => Ok(()),
            Some(Err(status)) => {
                self.process = None;
                Err(LangodError::Ended { status, log: self.log.text() })
            }
            None => Err(LangodError::Silent { url, log: self.log.text() }),
        }
    }
}
