//! The door for what M-PESA posts: `langod payment notice`, as whoever carries callbacks would use it.

use std::io::Write;
use std::process::Stdio;
use std::sync::Arc;

use super::process::Launch;
use super::{Langod, LangodError};

/// A way to one gateway's door, also from other threads and while the gateway is down.
#[derive(Clone)]
pub struct Entrance {
    launch: Arc<Launch>,
}

impl Langod {
    /// The way to its door.
    pub fn entrance(&self) -> Entrance {
        Entrance { launch: Arc::new(self.launch.clone()) }
    }
}

impl Entrance {
    /// Hands in what was posted to a path, and returns what became of it, in a word.
    pub fn hand_in(&self, path: &str, body: &str) -> Result<String, LangodError> {
        let mut command = self.launch.command();
        let mut child = command.args(["payment", "notice", path]).stdin(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that needs no body ends before it is written.
            let _ = stdin.write_all(body.as_bytes());
        }
        let output = child.wait_with_output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        let arguments = "payment notice".to_owned();
        Err(LangodError::Command { arguments, status: output.status, stderr: text(&output.stderr) })
    }
}
