//! What the disk under the books is like.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::clock::uptime_ms;

const ROUNDS: u32 = 8;

/// How long the disk takes to promise a small write, in milliseconds: every first login waits for it once.
pub(crate) fn flush_ms(data: &Path) -> io::Result<u64> {
    let probe = data.join("flush.probe");
    let measure = || {
        let mut file = File::create(&probe)?;
        let before_ms = uptime_ms();
        for _ in 0..ROUNDS {
            file.write_all(&[0x5a; 4096])?;
            file.sync_data()?;
        }
        Ok((uptime_ms() - before_ms) / u64::from(ROUNDS))
    };
    let measured = measure();
    let _ = fs::remove_file(&probe);
    measured
}
