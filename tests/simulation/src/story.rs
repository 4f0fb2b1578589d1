//! What happened, in sentences, for whoever has to find out why.

use std::fmt;

/// Lines with their time since the beginning.
#[derive(Debug, Default)]
pub struct Story(Vec<(u64, String)>);

impl Story {
    /// Adds a line.
    pub fn tell(&mut self, at_ms: u64, line: &str) {
        self.0.push((at_ms, line.to_owned()));
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at_ms, line) in &self.0 {
            let secs = at_ms / 1000;
            writeln!(f, "{:>3}:{:02}:{:02}  {line}", secs / 3600, secs / 60 % 60, secs % 60)?;
        }
        Ok(())
    }
}
