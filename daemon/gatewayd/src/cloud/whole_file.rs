//! A file of secrets in the data directory: whole or not there at all, and for its owner alone.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Puts a file in the place of what has its name; when this returns it is on disk. Returns its path.
pub(super) fn put_in_place(data: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let path = data.join(name);
    let unfinished = data.join(format!("{name}.new"));
    let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, &path)?;
    File::open(data)?.sync_all()?;
    Ok(path)
}
