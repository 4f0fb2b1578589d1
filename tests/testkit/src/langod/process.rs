//! The process: started with both outputs read line by line, ended by signal.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

use super::log::Log;

/// How it is started, each time the same.
#[derive(Clone)]
pub(super) struct Launch {
    pub(super) binary: PathBuf,
    pub(super) launcher: Vec<OsString>,
    pub(super) environment: Vec<(OsString, OsString)>,
    pub(super) config: PathBuf,
    pub(super) data: PathBuf,
}

impl Launch {
    /// `langod --config FILE --data DIR`, ready for more words.
    pub(super) fn command(&self) -> Command {
        let mut words = self.launcher.iter().map(OsString::as_os_str).chain([self.binary.as_os_str()]);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).arg("--config").arg(&self.config).arg("--data").arg(&self.data);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Starts `langod run` in a process group of its own, so that Ctrl-C reaches it only through us.
    pub(super) fn start(&self, log: &Log) -> io::Result<Process> {
        let mut child = self.command().arg("run").process_group(0).spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        // Made first, so that the child does not outlive a thread that cannot be had.
        let mut process = Process { child, readers: Vec::new() };
        process.readers.extend(stdout.map(|pipe| log.follow(pipe)).transpose()?);
        process.readers.extend(stderr.map(|pipe| log.follow(pipe)).transpose()?);
        Ok(process)
    }
}

pub(super) struct Process {
    child: Child,
    readers: Vec<JoinHandle<()>>,
}

impl Process {
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has; its last words are in the log then.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        let status = self.child.try_wait().ok().flatten()?;
        self.hear_last_words();
        Some(status)
    }

    pub(super) fn kill_9(&mut self) -> io::Result<ExitStatus> {
        self.child.kill()?;
        let status = self.child.wait()?;
        self.hear_last_words();
        Ok(status)
    }

    fn hear_last_words(&mut self) {
        for reader in self.readers.drain(..) {
            // A reader does not panic; if it did, the log is only shorter.
            let _ = reader.join();
        }
    }

    /// SIGTERM by the shell's own kill: the standard library knows SIGKILL only.
    pub(super) fn terminate(&self) -> io::Result<()> {
        let kill = format!("kill -TERM {}", self.pid());
        Command::new("sh").args(["-c", &kill]).status().map(drop)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
