//! A folder that disappears, and the programs that live in it: both end with the value, or with Ctrl-C. The folder
//! stands on a real disk, because what a sync costs is part of most measurements.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::running::Running;

/// The folder and its programs.
#[derive(Clone, Debug)]
pub struct Scratch {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    children: BTreeMap<u32, Child>,
    folder: Option<TempDir>,
}

impl Scratch {
    /// Makes a folder inside `place`.
    pub fn inside(place: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("load-")
            .tempdir_in(place)
            .with_context(|| format!("making a folder in {}", place.display()))?;
        let path = folder.path().to_path_buf();
        let held = Mutex::new(Held { children: BTreeMap::new(), folder: Some(folder) });
        Ok(Scratch { shared: Arc::new(Shared { folder: path, held }) })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.shared.folder
    }

    /// Makes a folder in the folder.
    pub fn room(&self, name: &str) -> Result<PathBuf> {
        let room = self.folder().join(name);
        std::fs::create_dir_all(&room).with_context(|| format!("making {}", room.display()))?;
        Ok(room)
    }

    /// Starts a program that ends with the folder at the latest.
    pub fn start(&self, command: &mut Command) -> Result<Running> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().with_context(|| format!("starting {name}"))?;
        let pid = child.id();
        self.held().children.insert(pid, child);
        Ok(Running::new(name, pid, self.clone()))
    }

    /// Ends every program and removes the folder.
    pub fn clear(&self) {
        self.shared.clear();
    }

    /// Clears and ends this process when a person presses Ctrl-C or a supervisor asks.
    pub fn clear_on_interrupt(&self) -> Result<()> {
        // The thread outlives the work; holding on to the folder, it would keep it from disappearing.
        let shared = Arc::downgrade(&self.shared);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        std::thread::Builder::new().name("interrupt".into()).spawn(move || {
            if runtime.block_on(interrupted()).is_ok() {
                shared.upgrade().iter().for_each(|shared| shared.clear());
                std::process::exit(130);
            }
        })?;
        Ok(())
    }

    /// The child, for its keeper to wait on or to kill.
    pub(crate) fn with_child<T>(&self, pid: u32, act: impl FnOnce(&mut Child) -> T) -> Option<T> {
        self.held().children.get_mut(&pid).map(act)
    }

    pub(crate) fn forget(&self, pid: u32) -> Option<Child> {
        self.held().children.remove(&pid)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.shared.held()
    }
}

impl Shared {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn clear(&self) {
        let mut held = self.held();
        for child in held.children.values_mut() {
            // A child that is already gone is as dead as it should be.
            let _ = child.kill();
            let _ = child.wait();
        }
        held.children.clear();
        held.folder.take();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.clear();
    }
}

async fn interrupted() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut first = std::pin::pin!(interrupt.recv());
    let mut second = std::pin::pin!(terminate.recv());
    std::future::poll_fn(|context| match first.as_mut().poll(context) {
        std::task::Poll::Pending => second.as_mut().poll(context),
        ready => ready,
    })
    .await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_a_cleared_scratch() {
        let scratch = Scratch::inside(&std::env::temp_dir()).expect("a folder");
        let sleeper = scratch.start(Command::new("sleep").arg("60")).expect("started");
        assert!(scratch.folder().is_dir() && sleeper.is_alive());
        scratch.clear();
        assert!(!scratch.folder().exists() && !sleeper.is_alive());
    }
}
