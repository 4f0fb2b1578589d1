//! Who ends a cluster: a shell that waits for its input to end. The kernel ends it when the test's process is gone, also
//! when that was killed; the thread that started the cluster may be long gone by then.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Stdio};

use super::programs::Programs;
use super::{ClusterError, data_in};

/// `$1` is pg_ctl, `$2` the data, `$3` the folder. Where no server runs there is nothing to stop.
const WATCH: &str = r#"read -r _; "$1" -D "$2" -m immediate --wait --silent stop; rm -rf "$3""#;

/// The shell, as long as somebody holds this.
pub(super) struct Keeper {
    shell: Child,
}

impl Keeper {
    /// Watches over a folder from now on.
    pub(super) fn over(programs: &Programs, folder: &Path) -> Result<Self, ClusterError> {
        let mut shell = programs.any_command(Path::new("sh"));
        let control = programs.command("pg_ctl");
        let control = control.get_args().last().unwrap_or(control.get_program());
        shell.args(["-c", WATCH, "keeper"]).arg(control).arg(data_in(folder)).arg(folder);
        // A group of its own, so that Ctrl-C reaches it only through us.
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        Ok(Keeper { shell: shell.spawn()? })
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // It fails only if the shell is gone already.
        let _ = self.shell.wait();
    }
}
