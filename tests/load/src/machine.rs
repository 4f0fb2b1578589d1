//! What the kernel tells about a process (proc(5)): CPU time, memory, bytes written; and what the disk under the
//! measurement costs.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::clock;

/// Ticks per second in /proc; fixed for user space on every architecture Linux runs on today.
const TICK: Duration = Duration::from_millis(10);

/// CPU time a process has used, in user space and in the kernel.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let stat = read(pid, "stat")?;
    ticks(&stat).map(|ticks| TICK * ticks).with_context(|| format!("/proc/{pid}/stat has no times"))
}

/// CPU time this process has used.
pub fn own_cpu_time() -> Result<Duration> {
    cpu_time(std::process::id())
}

/// The memory a process holds in RAM.
pub fn resident_bytes(pid: u32) -> Result<u64> {
    let status = read(pid, "status")?;
    let kilobytes = field(&status, "VmRSS:").with_context(|| format!("/proc/{pid}/status has no VmRSS"))?;
    Ok(kilobytes * 1024)
}

/// Bytes a process caused to be written to the disk. Whole pages count, the file system's own journal does not.
pub fn written_bytes(pid: u32) -> Result<u64> {
    let io = read(pid, "io")?;
    field(&io, "write_bytes:").with_context(|| format!("/proc/{pid}/io has no write_bytes"))
}

/// Whether a process is still there and not merely waiting to be collected.
pub fn is_alive(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| state(&stat).is_some_and(|state| state != "Z"))
}

/// What it costs to append 4 KB and have it on the disk: the middle of fifty times.
pub fn sync_cost(folder: &Path) -> Result<Duration> {
    let path = folder.join("sync-cost");
    let mut file = File::create(&path).with_context(|| format!("creating {}", path.display()))?;
    let mut costs = Vec::new();
    for _ in 0..50 {
        let begun = clock::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        costs.push(begun.elapsed());
    }
    fs::remove_file(&path)?;
    costs.sort();
    Ok(costs.get(costs.len() / 2).copied().unwrap_or_default())
}

fn read(pid: u32, name: &str) -> Result<String> {
    let path = format!("/proc/{pid}/{name}");
    fs::read_to_string(&path).with_context(|| format!("reading {path}"))
}

/// The name stands in parentheses and may hold anything, so counting starts behind the last one.
fn state(stat: &str) -> Option<&str> {
    stat.rsplit_once(") ")?.1.split(' ').next()
}

fn ticks(stat: &str) -> Option<u32> {
    let mut times = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let user: u32 = times.next()?.parse().ok()?;
    let system: u32 = times.next()?.parse().ok()?;
    Some(user + system)
}

fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "812 (a (b) c) S 1 812 812 0 -1 4194560 900 0 0 0 31 11 0 0 20 0 4 0 500 0 0";

    #[test]
    fn times_are_found_behind_a_name_with_parentheses() {
        assert_eq!(ticks(STAT), Some(42));
        assert_eq!(state(STAT), Some("S"));
    }

    #[test]
    fn fields_are_found_by_name() {
        assert_eq!(field("VmPeak:\t 99 kB\nVmRSS:\t  1234 kB\n", "VmRSS:"), Some(1234));
        assert_eq!(field("rchar: 1\nwrite_bytes: 8192\n", "write_bytes:"), Some(8192));
        assert_eq!(field("rchar: 1\n", "write_bytes:"), None);
    }

    #[test]
    fn this_process_is_alive_and_weighs_something() {
        let own = std::process::id();
        assert!(is_alive(own));
        assert!(resident_bytes(own).expect("readable") > 0);
    }
}
