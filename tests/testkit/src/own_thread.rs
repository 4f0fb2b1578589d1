//! The thread and runtime a stand-in has to itself, so that plain tests can hold it.

use std::io;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

/// A stand-in's thread. Dropping it ends all that runs on it, and waits for that.
pub(crate) struct OwnThread {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// The system gave no thread, or no runtime for it.
#[derive(Debug, thiserror::Error)]
#[error("no thread or runtime could be had")]
pub struct NoThread(#[source] io::Error);

impl OwnThread {
    /// Runs `open` on a thread of this name, and returns with its answer. What it spawned goes on until the thread is
    /// dropped; where it failed, there is no thread any more.
    pub(crate) fn open<T, E, F>(name: &str, open: impl FnOnce() -> F + Send + 'static) -> Result<(Self, T), E>
    where
        T: Send + 'static,
        E: From<NoThread> + Send + 'static,
        F: Future<Output = Result<T, E>>,
    {
        let (tell, told) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let run = move || run(open, &tell, stopped);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(run).map_err(NoThread)?;
        let opened = told.recv().map_err(|gone| NoThread(io::Error::other(gone)))??;
        Ok((OwnThread { stop: Some(stop), thread: Some(thread) }, opened))
    }
}

impl Drop for OwnThread {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A thread that is gone needs no word.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run<T, E, F>(open: impl FnOnce() -> F, tell: &mpsc::Sender<Result<T, E>>, stopped: oneshot::Receiver<()>)
where
    E: From<NoThread>,
    F: Future<Output = Result<T, E>>,
{
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(failure) => return drop(tell.send(Err(NoThread(failure).into()))),
    };
    runtime.block_on(async {
        let opened = open().await;
        let is_open = opened.is_ok();
        if tell.send(opened).is_ok() && is_open {
            // Either way it is over: told to stop, or nobody left to tell.
            let _ = stopped.await;
        }
    });
}
