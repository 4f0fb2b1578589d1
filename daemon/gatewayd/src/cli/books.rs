//! The books for a command: through the daemon that holds them, or opened by the command itself.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use store::{Finding, Folder, News, OpenError, Opened, Store, Tell, Turn};

use crate::chance::Kernel;
use crate::cli::Failure;
use crate::clock::Clock;
use crate::control;
use crate::desk::{self, Ask, Said};
use crate::vault::Vault;

/// Asks one question, of whoever holds the books.
pub(crate) fn ask(data: &Path, question: Ask) -> Result<Said, Failure> {
    let through_daemon = control::ask(data, &question).map_err(|error| {
        Failure::NotDone(format!("the daemon did not answer on {}: {error}", control::socket_path(data).display()))
    })?;
    let said = match through_daemon {
        Some(said) => said,
        None => Books::open(data)?.ask(question)?,
    };
    match said {
        Said::Trouble(cause) => Err(Failure::NotDone(cause)),
        Said::SalesPaused => Err(Failure::NotDone(
            "sales are paused because the disk is full: make room in the data directory, selling resumes by itself"
                .to_owned(),
        )),
        Said::Lapsed => Err(Failure::NotDone(
            "sales are paused because the subscription has lapsed: pay it in the cloud, selling resumes by itself"
                .to_owned(),
        )),
        Said::Wrong(sentence) => Err(Failure::Wrong(sentence)),
        said => Ok(said),
    }
}

/// Books opened by this process.
struct Books {
    store: Store,
    news: Receiver<News>,
}

impl Books {
    fn open(data: &Path) -> Result<Self, Failure> {
        let (tell, news) = channel();
        let tell = Mutex::new(tell);
        let tell: Tell = Arc::new(move |word| {
            // The command may have ended; then nobody waits for this word.
            let _ = tell.lock().map(|tell| tell.send(word));
        });
        let opened = open_books(data, tell)?;
        Ok(Books { store: opened.store, news })
    }

    fn ask(&mut self, question: Ask) -> Result<Said, Failure> {
        let trouble = |error: &dyn std::fmt::Display| Failure::NotDone(error.to_string());
        let decided = desk::serve(&mut self.store, &Clock::new().read(), question).map_err(|error| trouble(&error))?;
        self.settle(decided.rests_on)?;
        Ok(decided.outcome.0)
    }

    /// Waits until a commit, and whatever the opening itself wrote, is on disk.
    fn settle(&mut self, number: store::CommitNumber) -> Result<(), Failure> {
        while !(self.store.is_durable(number) && self.store.is_settled()) {
            self.store.flush();
            if self.store.is_settled() {
                continue;
            }
            let Ok(word) = self.news.recv() else { return Err(Failure::NotDone("the journal has ended".to_owned())) };
            if let Turn::Lost(cause) = self.store.take_news(word) {
                return Err(Failure::NotDone(format!("the disk refused the write: {cause}")));
            }
        }
        Ok(())
    }
}

/// The keys of a data directory; the directory is made if there is none.
pub(crate) fn open_vault(data: &Path) -> Result<Vault, Failure> {
    let opened = Folder::make(data).and_then(|()| Vault::open(data));
    opened.map_err(|error| Failure::NotDone(format!("the key file in {} cannot be used: {error}", data.display())))
}

/// Opens the books in a data directory and says aloud what that brought to light.
pub(crate) fn open_books(data: &Path, tell: Tell) -> Result<Opened, Failure> {
    let folder = Folder::open(data).map_err(|error| match error.kind() {
        std::io::ErrorKind::WouldBlock => Failure::NotDone(format!(
            "{} is held by another langod that does not answer: wait for it to end, or stop it",
            data.display()
        )),
        _ => Failure::NotDone(format!("the data directory {} cannot be used: {error}", data.display())),
    })?;
    let opened = store::open(Arc::new(folder), Box::new(Kernel), tell).map_err(|error| match error {
        OpenError::Disk { .. } => Failure::NotDone(error.to_string()),
        OpenError::Newer { .. } | OpenError::Older { .. } | OpenError::Unrecoverable { .. } => {
            Failure::Wrong(error.to_string())
        }
    })?;
    opened.findings.iter().for_each(tell_finding);
    Ok(opened)
}

fn tell_finding(finding: &Finding) {
    match finding {
        Finding::Created => tracing::info!("new books begun"),
        Finding::TornEntry { segment } => {
            tracing::info!(%segment, "the power went while an entry was written; nobody had been answered for it");
        }
        Finding::JournalDamaged { segment } => {
            tracing::error!(%segment, "journal entries are unreadable and those after them are lost; a new epoch begins");
        }
        Finding::Rebuilt { why, from, kept_as } => tracing::error!(
            %why,
            from = from.as_deref().unwrap_or("the journal alone"),
            damaged_file_kept_as = kept_as.as_deref().unwrap_or("nothing"),
            "the books were damaged and have been rebuilt; a new epoch begins"
        ),
    }
}
