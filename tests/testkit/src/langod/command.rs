//! `langod` at the command line, with the configuration and data of the one under test: plans, tickets, sessions.

use std::process::ExitStatus;

use serde_json::Value;

use super::{Langod, LangodError};

/// How a command ended and what it printed.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "a process's own words")]
pub struct Output {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Langod {
    /// Runs a command, however it ends.
    pub fn run(&self, arguments: &[&str]) -> Result<Output, LangodError> {
        let output = self.launch.command().args(arguments).output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Output { status: output.status, stdout: text(&output.stdout), stderr: text(&output.stderr) })
    }

    /// Runs a command that is to succeed, and returns what it printed.
    pub fn command(&self, arguments: &[&str]) -> Result<String, LangodError> {
        let Output { status, stdout, stderr } = self.run(arguments)?;
        if status.success() {
            Ok(stdout)
        } else {
            Err(LangodError::Command { arguments: arguments.join(" "), status, stderr })
        }
    }

    /// Runs a command that is to print JSON; `--json` is added.
    pub fn json(&self, arguments: &[&str]) -> Result<Value, LangodError> {
        let stdout = self.command(&[arguments, &["--json"]].concat())?;
        serde_json::from_str(&stdout).or(Err(LangodError::Unreadable { arguments: arguments.join(" "), stdout }))
    }

    /// Adds the plan nearly every test sells: an hour from first use, 2M/5M, for this many devices.
    pub fn add_hour(&self, devices: u8) -> Result<(), LangodError> {
        let devices = devices.to_string();
        let hour = ["--name", "1 hour", "--price", "20", "--kind", "elapsed", "--duration", "1h"];
        self.add_plan(&[&hour[..], &["--rate", "2M/5M", "--devices", &devices]].concat())
    }

    /// Adds a plan.
    pub fn add_plan(&self, options: &[&str]) -> Result<(), LangodError> {
        self.command(&[&["plan", "add"], options].concat()).map(drop)
    }

    /// Mints tickets and returns their codes as printed.
    pub fn mint(&self, plan: &str, count: usize) -> Result<Vec<String>, LangodError> {
        let arguments = ["ticket", "mint", "--plan", plan, "--count", &count.to_string()];
        let tickets = self.json(&arguments)?;
        let codes = tickets.as_array().into_iter().flatten();
        let codes: Vec<String> = codes.filter_map(|ticket| Some(ticket.get("code")?.as_str()?.to_owned())).collect();
        if codes.len() == count {
            Ok(codes)
        } else {
            Err(LangodError::Unreadable { arguments: arguments.join(" "), stdout: tickets.to_string() })
        }
    }

    /// The ticket as `ticket show` tells it.
    pub fn ticket(&self, code: &str) -> Result<Value, LangodError> {
        self.json(&["ticket", "show", code])
    }

    /// The sessions as `session list` tells them.
    pub fn sessions(&self) -> Result<Value, LangodError> {
        self.json(&["session", "list"])
    }
}
