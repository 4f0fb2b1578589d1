//! `lango-cloud` at the command line, with the environment and data of the one under test: people, providers, sites.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use super::{Cloud, CloudError};
use crate::langod::Output;

/// A site that waits for its gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The site's id.
    pub site: String,
    /// The code with which a gateway claims it.
    pub code: String,
}

impl Cloud {
    /// Runs a command, however it ends.
    pub fn run(&self, arguments: &[&str]) -> Result<Output, CloudError> {
        self.run_with(arguments, "")
    }

    /// Runs a command with something to read.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Result<Output, CloudError> {
        let mut program = self.program();
        program.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that reads nothing may have ended before it is written.
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Output { status: output.status, stdout: text(&output.stdout), stderr: text(&output.stderr) })
    }

    /// Runs a command that is to succeed, and returns what it printed.
    pub fn command(&self, arguments: &[&str]) -> Result<String, CloudError> {
        self.command_with(arguments, "")
    }

    /// Runs a command that is to print JSON; `--json` is added.
    pub fn json(&self, arguments: &[&str]) -> Result<Value, CloudError> {
        self.json_with(arguments, "")
    }

    /// Lets an admin in.
    pub fn create_admin(&self, email: &str, password: &str) -> Result<Value, CloudError> {
        self.json_with(&["admin", "create", "--email", email], &format!("{password}\n"))
    }

    /// A provider that may begin; returns its id.
    pub fn create_provider(&self, name: &str) -> Result<String, CloudError> {
        let arguments = ["provider", "create", "--name", name, "--email", "owner@example.net"];
        let id = text(&arguments, &self.json(&arguments)?, "id")?;
        self.command(&["provider", "approve", &id])?;
        Ok(id)
    }

    /// Lets one of a provider's people in.
    pub fn create_owner(&self, provider: &str, email: &str, password: &str) -> Result<Value, CloudError> {
        self.json_with(&["provider", "user", provider, "--email", email], &format!("{password}\n"))
    }

    /// A site that waits for its gateway.
    pub fn create_site(&self, provider: &str, name: &str) -> Result<Claim, CloudError> {
        let arguments = ["site", "create", "--provider", provider, "--name", name];
        let made = self.json(&arguments)?;
        Ok(Claim { site: text(&arguments, &made, "id")?, code: text(&arguments, &made, "claim_code")? })
    }

    /// A site as `site list` tells it.
    pub fn site(&self, provider: &str, site: &str) -> Result<Value, CloudError> {
        let sites = self.json(&["site", "list", "--provider", provider])?;
        let found = sites.as_array().into_iter().flatten().find(|one| one["id"] == site);
        let arguments = "site list".to_owned();
        found.cloned().ok_or_else(|| CloudError::Unreadable { arguments, stdout: sites.to_string() })
    }

    /// Says that its gateway's words are the right ones.
    pub fn confirm_site(&self, provider: &str, site: &str) -> Result<Value, CloudError> {
        self.json(&["site", "confirm", site, "--provider", provider])
    }

    fn command_with(&self, arguments: &[&str], input: &str) -> Result<String, CloudError> {
        let Output { status, stdout, stderr } = self.run_with(arguments, input)?;
        if status.success() {
            Ok(stdout)
        } else {
            Err(CloudError::Command { arguments: arguments.join(" "), status, stderr })
        }
    }

    fn json_with(&self, arguments: &[&str], input: &str) -> Result<Value, CloudError> {
        let stdout = self.command_with(&[arguments, &["--json"]].concat(), input)?;
        serde_json::from_str(&stdout).or(Err(CloudError::Unreadable { arguments: arguments.join(" "), stdout }))
    }
}

fn text(arguments: &[&str], answer: &Value, key: &str) -> Result<String, CloudError> {
    let found = answer.get(key).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| CloudError::Unreadable { arguments: arguments.join(" "), stdout: answer.to_string() })
}
