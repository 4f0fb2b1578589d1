//! What a process prints, line by line as it prints it, and waiting for a line.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::machine::PATIENCE;

/// The lines so far. Clones share them.
#[derive(Clone, Default)]
pub struct Log {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    lines: Mutex<Vec<String>>,
    grown: Condvar,
}

impl Log {
    /// Everything as one text.
    pub fn text(&self) -> String {
        self.lock().join("\n")
    }

    /// The lines from the `from`th on, counted from zero.
    pub fn lines(&self, from: usize) -> Vec<String> {
        self.lock().get(from..).unwrap_or_default().to_vec()
    }

    /// How many lines there are, to look from there later.
    pub fn mark(&self) -> usize {
        self.lock().len()
    }

    /// Waits for a line that fits, from the `from`th on. `None` if none comes.
    pub fn wait_for(&self, from: usize, fits: impl Fn(&str) -> bool) -> Option<String> {
        let find = |lines: &Vec<String>| lines.iter().skip(from).find(|line| fits(line)).cloned();
        let mut found = None;
        let waiting = self.shared.grown.wait_timeout_while(self.lock(), PATIENCE, |lines| {
            found = find(lines);
            found.is_none()
        });
        drop(waiting);
        found
    }

    /// Reads a pipe to its end on a thread of its own.
    pub(super) fn follow(&self, pipe: impl Read + Send + 'static) -> io::Result<JoinHandle<()>> {
        let log = self.clone();
        let read = move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                log.lock().push(line);
                log.shared.grown.notify_all();
            }
        };
        thread::Builder::new().name("langod-log".to_owned()).spawn(read)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        self.shared.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
