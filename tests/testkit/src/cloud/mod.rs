//! The real `lango-cloud` under test: its own database or one that is given, ports of its own, started, killed and started
//! again. What it is asked at the command line is in `command`; how it is made, in `builder`.

mod binary;
mod builder;
mod command;

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use tempfile::TempDir;

pub use self::binary::find_lango_cloud;
pub use self::builder::CloudBuilder;
pub use self::command::Claim;

use crate::machine::{PATIENCE, poll};
use crate::phone;

/// A `lango-cloud` with a place of its own. Dropping it kills the process and removes the directory.
pub struct Cloud {
    binary: PathBuf,
    environment: Vec<(String, String)>,
    process: Option<Process>,
    port: u16,
    metrics_port: u16,
    // Last, so that the process is gone before its files are.
    dir: TempDir,
}

/// Why `lango-cloud` does not do as the test wants.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum CloudError {
    #[error(
        "no lango-cloud beside this program or in target/: `cargo build --release -p cloudd` makes one, or LANGO_CLOUD \
         names one"
    )]
    NoBinary,
    #[error("the machine does not play along")]
    Machine(#[from] std::io::Error),
    #[error("lango-cloud ended with {status} before it served:\n{log}")]
    Ended { status: ExitStatus, log: String },
    #[error("lango-cloud does not answer at {url}:\n{log}")]
    Silent { url: String, log: String },
    #[error("lango-cloud does not end:\n{log}")]
    Lingers { log: String },
    #[error("lango-cloud is not running")]
    NotRunning,
    #[error("lango-cloud {arguments} ended with {status}:\n{stderr}")]
    Command { arguments: String, status: ExitStatus, stderr: String },
    #[error("lango-cloud {arguments} printed something else than expected:\n{stdout}")]
    Unreadable { arguments: String, stdout: String },
}

/// A child that does not outlive us.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if it is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Cloud {
    /// One with a database of its own, serving.
    pub fn start() -> Result<Self, CloudError> {
        Self::builder().start()
    }

    /// One to be told more first.
    pub fn builder() -> CloudBuilder {
        CloudBuilder::default()
    }

    /// Starts the process and returns when it serves. Nothing happens if it runs already.
    pub fn launch(&mut self) -> Result<(), CloudError> {
        if self.process.is_none() {
            let mark = self.log().len();
            self.process = Some(self.spawn()?);
            self.wait_until_serving(mark)?;
        }
        Ok(())
    }

    /// Pulls the plug: SIGKILL.
    pub fn kill_9(&mut self) -> Result<ExitStatus, CloudError> {
        let mut process = self.process.take().ok_or(CloudError::NotRunning)?;
        process.0.kill()?;
        Ok(process.0.wait()?)
    }

    /// Asks it to end: SIGTERM.
    pub fn stop(&mut self) -> Result<ExitStatus, CloudError> {
        let mut process = self.process.take().ok_or(CloudError::NotRunning)?;
        // By the shell's own kill: the standard library knows SIGKILL only.
        Command::new("sh").args(["-c", &format!("kill -TERM {}", process.0.id())]).status()?;
        let ended = poll(PATIENCE, || process.0.try_wait().ok().flatten());
        ended.ok_or_else(|| CloudError::Lingers { log: self.log() })
    }

    /// Ends it in order and starts it again with the same data at the same port.
    pub fn restart(&mut self) -> Result<(), CloudError> {
        self.stop()?;
        self.launch()
    }

    /// The process, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(|process| process.0.id())
    }

    /// What it has printed, all runs together.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Waits for a line in its log that fits. `None` if none comes.
    pub fn wait_for_log(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        poll(PATIENCE, || self.log().lines().find(|line| fits(line)).map(str::to_owned))
    }

    /// Where gateways, rails and browsers reach it, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where the metrics are.
    pub fn metrics_url(&self) -> String {
        format!("http://127.0.0.1:{}/metrics", self.metrics_port)
    }

    /// Where it listens on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its data directory.
    pub fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// The directory that is in, for a test's own files.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Its program with its environment and nothing of ours, ready for words.
    fn program(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.arg("--data").arg(self.data_dir()).stdin(Stdio::null());
        command
    }

    /// In a process group of its own, so that Ctrl-C reaches it only through us.
    fn spawn(&self) -> Result<Process, CloudError> {
        let log = File::options().create(true).append(true).open(self.log_path())?;
        let mut program = self.program();
        program.arg("serve").process_group(0).stdout(log.try_clone()?).stderr(log);
        Ok(Process(program.spawn()?))
    }

    /// Its own word is waited for too: on a port it could not have, somebody else may answer.
    fn wait_until_serving(&mut self, mark: usize) -> Result<(), CloudError> {
        let url = format!("{}/healthz", self.url());
        let Some(mut process) = self.process.take() else { return Err(CloudError::NotRunning) };
        let seen = poll(PATIENCE, || match process.0.try_wait().ok().flatten() {
            Some(status) => Some(Err(status)),
            None if !self.log().get(mark..).is_some_and(|log| log.contains(" serving")) => None,
            None => phone::get(&url).ok().filter(|page| page.status == 200).map(|_| Ok(())),
        });
        match seen {
            Some(Ok(())) => {
                self.process = Some(process);
                Ok(())
            }
            Some(Err(status)) => Err(CloudError::Ended { status, log: self.log() }),
            None => Err(CloudError::Silent { url, log: self.log() }),
        }
    }

    fn log_path(&self) -> PathBuf {
        self.dir.path().join("log")
    }
}
