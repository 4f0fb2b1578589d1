//! One program started for a measurement. It ends with the value.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::scratch::Scratch;
use crate::{clock, machine};

/// A program that runs until this is dropped.
#[derive(Debug)]
pub struct Running {
    name: String,
    pid: u32,
    scratch: Scratch,
}

impl Running {
    pub(crate) fn new(name: String, pid: u32, scratch: Scratch) -> Self {
        Running { name, pid, scratch }
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether it has not ended by itself.
    pub fn is_alive(&self) -> bool {
        machine::is_alive(self.pid)
    }

    /// Ends it as a power cut would, without a word (SIGKILL).
    pub fn kill(self) -> Result<()> {
        self.scratch.with_child(self.pid, |child| child.kill()).transpose()?;
        Ok(())
    }

    /// Asks it to end (SIGTERM), waits, and tells how many bytes it had caused to be written in all.
    pub fn stop(self) -> Result<u64> {
        let name = &self.name;
        let kill = format!("kill -TERM {}", self.pid);
        let asked = Command::new("sh").args(["-c", &kill]).status().context("starting sh")?;
        if !asked.success() {
            bail!("{name} had ended before it was asked to");
        }
        let ended = clock::wait_for(Duration::from_secs(10), Duration::from_millis(2), || !self.is_alive());
        if ended.is_none() {
            bail!("{name} did not end within 10 s of SIGTERM");
        }
        // Until it is collected, its counters can still be read.
        machine::written_bytes(self.pid)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.scratch.forget(self.pid) {
            // A child that is already gone is as dead as it should be.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
