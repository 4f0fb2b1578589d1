//! Each connection is an open file. A process is often begun with room for a thousand and may take more by itself.

use anyhow::{Result, bail};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// For what else this program holds.
const OTHERS: u64 = 256;

/// Takes room for so many connections, in this process and those it starts from now on.
pub fn make_room(connections: u64) -> Result<()> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = connections + OTHERS;
    // `None` is no limit at all.
    if current.is_none_or(|current| current >= wanted) {
        return Ok(());
    }
    if maximum.is_some_and(|maximum| maximum < wanted) {
        bail!("{wanted} open files are needed, and the system allows fewer: raise `ulimit -Hn`");
    }
    Ok(setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum })?)
}
