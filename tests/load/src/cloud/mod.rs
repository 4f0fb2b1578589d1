//! `lango-cloud` as its operator and its gateways meet it: a process with its environment, the command line, a certificate,
//! and lines to it. Who speaks on them without being a whole `langod` is in `voice`.

mod certificate;
mod copies;
mod crowd;
mod line;
mod metrics;
mod process;
mod story;
mod tls_line;
mod voice;

pub use certificate::{Certificate, NAME};
pub use copies::{copy_of, copy_site};
pub use crowd::{Crowd, Woken};
pub use line::{Dial, Line};
pub use metrics::Metrics;
pub use process::{Claim, LangoCloud, Setup};
pub use story::story;
pub use tls_line::TlsLine;
pub use voice::{Spoken, Voice};

use anyhow::Result;
use testkit::postgres::Cluster;
use tokio::runtime::{Builder, Runtime};

/// A runtime on one thread of its own: what is spawned on it goes on by itself, and ends with it.
pub fn own_runtime(name: &str) -> Result<Runtime> {
    Ok(Builder::new_multi_thread().worker_threads(1).thread_name(name).enable_all().build()?)
}

/// A PostgreSQL of its own that syncs every commit, as one that keeps money does, with as much memory as one that nobody
/// has tuned.
pub fn postgresql() -> Result<Cluster> {
    Ok(Cluster::start_with(&["fsync=on", "shared_buffers=128MB"])?)
}
