//! The thread that waits for the disk, so that nobody else has to. It writes groups of decisions into the journal, one
//! after another, and tells when each is safe. When the disk is full it spends the ballast: a file kept for this hour.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::ballast;
use crate::disk::Disk;
use crate::journal::{Journal, Position};

/// A group to write.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) entry: Vec<u8>,
    /// Whether to begin the next segment behind it.
    pub(crate) rotate: bool,
    /// Whether to take the ballast on board again.
    pub(crate) take_ballast: bool,
}

/// What became of a group.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) result: io::Result<()>,
    pub(crate) rotated: io::Result<bool>,
    pub(crate) spent_ballast: bool,
    /// Whether the ballast was wanted and is on board again.
    pub(crate) took_ballast: bool,
    /// Up to where the journal is acknowledged now.
    pub(crate) position: Position,
}

/// Sends jobs to the thread; dropping it ends the thread after the jobs it has.
#[derive(Debug)]
pub(crate) struct Committer {
    jobs: Option<SyncSender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Committer {
    /// Starts the thread over a journal.
    pub(crate) fn start(
        disk: Arc<dyn Disk>,
        journal: Journal,
        tell: impl Fn(Written) + Send + 'static,
    ) -> io::Result<Self> {
        // One group is in flight at a time, so two places are never filled.
        let (jobs, inbox) = sync_channel(2);
        let body = move || run(&disk, journal, &inbox, tell);
        let thread = thread::Builder::new().name("journal".to_owned()).stack_size(256 << 10).spawn(body)?;
        Ok(Committer { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Hands over a group; false if the thread is gone.
    pub(crate) fn send(&self, job: Job) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok())
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(disk: &Arc<dyn Disk>, mut journal: Journal, inbox: &Receiver<Job>, tell: impl Fn(Written)) {
    for job in inbox {
        let mut spent_ballast = false;
        let mut result = write(&mut journal, &job.entry);
        if result.as_ref().is_err_and(is_full) && ballast::spend(disk.as_ref()) {
            spent_ballast = true;
            result = write(&mut journal, &job.entry);
        }
        let rotated = match &result {
            Ok(()) if job.rotate => journal.rotate().map(|()| true),
            _ => Ok(false),
        };
        let took_ballast = job.take_ballast && result.is_ok() && ballast::take_on(disk.as_ref()).is_ok();
        tell(Written { result, rotated, spent_ballast, took_ballast, position: journal.position() });
    }
}

fn write(journal: &mut Journal, entry: &[u8]) -> io::Result<()> {
    if entry.is_empty() { Ok(()) } else { journal.write(entry) }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
