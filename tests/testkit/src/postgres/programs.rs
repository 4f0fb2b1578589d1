//! PostgreSQL's own programs: where they are, and as whom they run.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{ClusterError, run};

/// Where Debian keeps them, one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What a cluster takes. A PATH may have some of them only.
const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "psql"];

/// A folder of PostgreSQL's programs.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    folder: PathBuf,
    is_root: bool,
}

impl Programs {
    /// Finds them: where POSTGRESQL_BIN says, in PATH, or Debian's newest.
    pub(super) fn find() -> Result<Self, ClusterError> {
        let named = env::var_os("POSTGRESQL_BIN").map(PathBuf::from);
        let path = env::var_os("PATH").unwrap_or_default();
        let mut places = named.into_iter().chain(env::split_paths(&path)).chain(debian());
        let folder = places.find(|folder| NEEDED.iter().all(|name| folder.join(name).is_file()));
        let folder = folder.ok_or(ClusterError::NoServer)?;
        let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        Ok(Programs { folder, is_root })
    }

    /// One of them, ready for arguments.
    pub(super) fn command(&self, name: &str) -> Command {
        self.any_command(&self.folder.join(name))
    }

    /// A folder for a cluster, which belongs to whom the server runs as.
    pub(super) fn make_folder(&self) -> Result<PathBuf, ClusterError> {
        let mut mktemp = self.any_command(Path::new("mktemp"));
        run(mktemp.args(["--directory", "--tmpdir", "lango-postgres.XXXXXX"])).map(PathBuf::from)
    }

    /// Any program as whom the server runs as: PostgreSQL refuses to be root's.
    pub(super) fn any_command(&self, program: &Path) -> Command {
        let mut command = if self.is_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // Root's own folders are closed to that user.
        command.current_dir("/").stdin(Stdio::null());
        command
    }
}

/// Debian's folders, the newest version first.
fn debian() -> Vec<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut versions: Vec<(u32, PathBuf)> =
        versions.filter_map(|path| Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin")))).collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, folder)| folder).collect()
}
