//! `langod backup` and `langod restore`: the owner's copy of the books.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use store::{Folder, restore as restore_books};

use crate::cli::books::ask;
use crate::cli::{Failure, print};
use crate::config::Places;
use crate::control;
use crate::desk::{Ask, Said};

pub(super) fn backup(places: &Places, file: &Path) -> Result<(), Failure> {
    let Said::Backup(bytes) = ask(&places.data, Ask::Backup)? else {
        return Err(Failure::NotDone("the books could not be copied".to_owned()));
    };
    if file == Path::new("-") {
        return Ok(std::io::stdout().write_all(&bytes)?);
    }
    write_whole(file, &bytes)
        .map_err(|error| Failure::NotDone(format!("{} cannot be written: {error}", file.display())))?;
    print::out(&format!(
        "{} bytes in {}. It holds ticket codes that can be used: keep it where only you can read it.\n",
        bytes.len(),
        file.display()
    ))
}

/// A copy that breaks off must not look like one: it gets its name only when it is whole.
fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".part");
    let mut target = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    target.write_all(bytes)?;
    target.sync_all()?;
    std::fs::rename(&unfinished, file)
}

pub(super) fn restore(places: &Places, file: &Path) -> Result<(), Failure> {
    if control::ask(&places.data, &Ask::Health).ok().flatten().is_some() {
        return Err(Failure::Wrong("stop the running langod first: it holds these books".to_owned()));
    }
    let bytes =
        std::fs::read(file).map_err(|error| Failure::Wrong(format!("{} cannot be read: {error}", file.display())))?;
    let folder = Folder::open(&places.data)
        .map_err(|error| Failure::NotDone(format!("{} cannot be used: {error}", places.data.display())))?;
    let disk: Arc<dyn store::Disk> = Arc::new(folder);
    let identity =
        restore_books(&disk, &bytes).map_err(|error| Failure::Wrong(format!("{}: {error}", file.display())))?;
    print::out(&format!(
        "The books of site {} are back, as epoch {}. What was there before is kept as lango.redb.before-restore.\n",
        identity.site, identity.epoch
    ))
}
